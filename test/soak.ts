/**
 * How often a test repeats what chance decides: drawn cases, races, kills. `npm test` repeats it
 * often enough to find what breaks. `npm run soak` goes the full length, or the part of it that
 * the variable SOAK names (0.2 for a fifth).
 */

export interface Lengths {
  /** In `npm test`. */
  readonly quick: number;
  /** In `npm run soak`. */
  readonly full: number;
}

/** @returns never less than the quick length */
export function repetitions(lengths: Lengths, part = soakPart(process.env["SOAK"])): number {
  return Math.max(lengths.quick, Math.round(lengths.full * part));
}

/**
 * @returns from 0, the quick length, to 1, the full one
 * @throws {Error} for what is no such number
 */
export function soakPart(text: string | undefined): number {
  if (text === undefined) return 0;
  const part = Number(text);
  if (text.trim() !== "" && part >= 0 && part <= 1) return part;
  throw new Error(`SOAK=${text} is no number from 0 to 1`);
}
