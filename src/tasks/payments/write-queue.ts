/**
 * Keeps the disk at most a few writes behind: a slow moment of it then holds up
 * nothing else. Nothing has to be on it before the next request goes out: what a
 * crash loses of the journal is polled and pushed again, and PlayCamp skips it.
 */
export interface WriteQueue {
  /** Waits until no more than {@link MOST_BEHIND} writes are under way. */
  readonly add: (written: Promise<void>) => Promise<void>;
  readonly drain: () => Promise<void>;
}

export const MOST_BEHIND = 4;

export function createWriteQueue(): WriteQueue {
  /** Each settles after all before it; the last one comes last. */
  const underWay: Promise<void>[] = [];
  let last: Promise<void> = Promise.resolve();
  return {
    add: (written) => {
      const before = last;
      last = before.then(() => written);
      // Whoever comes next hears of a failure.
      last.catch(() => undefined);
      written.catch(() => undefined);
      underWay.push(last);
      const oldest = underWay.length > MOST_BEHIND ? underWay.shift() : undefined;
      return oldest ?? Promise.resolve();
    },
    drain: () => last,
  };
}
