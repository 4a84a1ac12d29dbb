/**
 * Makes a failing sequence short: pieces are left out as long as what is left
 * still fails (delta debugging). Each try is sent again, with fresh identifiers.
 *
 * @source Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002
 */

/** So long a walk's search for a shorter one may take. */
export const SHRINK_MS = 30_000;

export interface ShrinkBound {
  /** Operations that all tries together may send. */
  readonly operations: number;
  /** Asked before each try; true ends the search. */
  readonly isOver: () => boolean;
}

/**
 * @param fails sends a sequence and says whether it failed again
 * @returns the shortest failing sequence found within the bound; the given one where none was shorter
 */
export async function shrinkSequence<Operation>(
  sequence: readonly Operation[],
  fails: (candidate: readonly Operation[]) => Promise<boolean>,
  bound: ShrinkBound,
): Promise<readonly Operation[]> {
  let shortest = sequence;
  let left = bound.operations;
  let pieces = 2;
  while (shortest.length > 1) {
    const size = Math.ceil(shortest.length / pieces);
    const candidates = Array.from({ length: Math.ceil(shortest.length / size) }, (_, at) => [
      ...shortest.slice(0, at * size),
      ...shortest.slice((at + 1) * size),
    ]);
    let found: readonly Operation[] | null = null;
    for (const candidate of candidates) {
      if (candidate.length === 0) continue;
      if (candidate.length > left || bound.isOver()) return shortest;
      left -= candidate.length;
      if (await fails(candidate)) {
        found = candidate;
        break;
      }
    }
    if (found !== null) {
      shortest = found;
      pieces = Math.max(2, pieces - 1);
    } else if (size === 1) {
      return shortest;
    } else {
      pieces = Math.min(shortest.length, pieces * 2);
    }
  }
  return shortest;
}
