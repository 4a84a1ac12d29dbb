/** The files that changed since the last run began, less those that the server under test writes itself. */
import type { Clock } from "../../core/ports.js";
import type { Bell } from "./bell.js";

export interface Changes {
  readonly add: (path: string) => void;
  /** A run begins: what changed before is its reason, or stale. */
  readonly begin: () => void;
  readonly end: () => void;
  readonly isPending: () => boolean;
  /** @returns the names, once an editor or a compiler has written all that it writes */
  readonly settled: (clock: Clock, signal: AbortSignal) => Promise<string>;
}

const QUIET_MS = 250;
/** Whoever writes on and on is not waited for. */
const LONGEST_MS = 5_000;
/** Changed in so many runs in a row, a file is a log or a database. */
const OWN_AFTER_RUNS = 3;
const MOST_NAMED = 3;
const MOST_KEPT = 1_000;

export function createChanges(bell: Bell, say: (line: string) => void): Changes {
  const pending = new Set<string>();
  const runsInRow = new Map<string, number>();
  const own = new Set<string>();
  return {
    add: (path) => {
      if (own.has(path) || pending.size >= MOST_KEPT) return;
      pending.add(path);
      bell.ring();
    },
    begin: () => {
      pending.clear();
    },
    end: () => {
      for (const path of runsInRow.keys()) if (!pending.has(path)) runsInRow.delete(path);
      for (const path of [...pending]) {
        const runs = (runsInRow.get(path) ?? 0) + 1;
        runsInRow.set(path, runs);
        if (runs < OWN_AFTER_RUNS) continue;
        own.add(path);
        pending.delete(path);
        say(`${path} changes in every run: it is no longer watched`);
      }
    },
    isPending: () => pending.size > 0,
    settled: async (clock, signal) => {
      const until = clock.monotonicMs() + LONGEST_MS;
      let before = -1;
      while (pending.size !== before && clock.monotonicMs() < until && !signal.aborted) {
        before = pending.size;
        await clock.sleep(QUIET_MS, signal);
      }
      const names = [...pending];
      const more = names.length - MOST_NAMED;
      return names.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
    },
  };
}
