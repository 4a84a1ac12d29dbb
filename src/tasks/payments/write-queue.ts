/**
 * Keeps the disk at most one write behind. Nothing has to be on it before the
 * next request goes out: what a crash loses of the journal is polled and pushed
 * again, and PlayCamp skips it.
 */
export interface WriteQueue {
  /** Waits for the write before this one. */
  readonly add: (written: Promise<void>) => Promise<void>;
  readonly drain: () => Promise<void>;
}

export function createWriteQueue(): WriteQueue {
  let last: Promise<void> = Promise.resolve();
  return {
    add: (written) => {
      const before = last;
      last = before.then(() => written);
      // Whoever comes next hears of a failure.
      last.catch(() => undefined);
      written.catch(() => undefined);
      return before;
    },
    drain: () => last,
  };
}
