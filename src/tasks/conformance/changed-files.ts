/** The files that changed since the last run began, less those that the server under test writes itself. */
import { renderDuration } from "../../core/duration.js";
import type { Clock } from "../../core/ports.js";
import type { Bell } from "./bell.js";

export interface Changes {
  readonly add: (path: string) => void;
  /** A run begins: what changed before is its reason, or stale. */
  readonly begin: () => void;
  readonly end: () => void;
  readonly isPending: () => boolean;
  /** @returns the names, once an editor or a compiler has written all that it writes */
  readonly settled: (signal: AbortSignal) => Promise<string>;
}

const QUIET_MS = 250;
/** Whoever writes on and on is not waited for. */
const LONGEST_MS = 5_000;
/** Changed in so many runs in a row, a file is a log or a database. */
const OWN_AFTER_RUNS = 3;
const MOST_NAMED = 3;
const MOST_KEPT = 1_000;
/** Changed after it was left alone so long, such a file was changed by somebody. */
const FIRST_PAUSE_MS = 5_000;
/** A server that writes from time to time gets over this soon, and so starts few runs. */
const PAUSE_GROWS = 4;

/** A file that changed in every run. */
interface Own {
  readonly pauseMs: number;
  readonly lastMs: number;
  readonly isHeard: boolean;
}

export function createChanges(bell: Bell, clock: Clock, say: (line: string) => void): Changes {
  const pending = new Set<string>();
  const runsInRow = new Map<string, number>();
  const own = new Map<string, Own>();
  let endedMs: number | null = null;
  const isLeftOut = (path: string): boolean => {
    const known = own.get(path);
    if (known === undefined || known.isHeard) return false;
    const nowMs = clock.monotonicMs();
    const isHeard = endedMs !== null && nowMs - Math.max(endedMs, known.lastMs) >= known.pauseMs;
    own.set(path, { ...known, lastMs: nowMs, isHeard });
    return !isHeard;
  };
  const leaveOut = (path: string) => {
    const before = own.get(path);
    const pauseMs = before === undefined ? FIRST_PAUSE_MS : before.pauseMs * PAUSE_GROWS;
    own.set(path, { pauseMs, lastMs: clock.monotonicMs(), isHeard: false });
    runsInRow.delete(path);
    pending.delete(path);
    say(
      `${path} changes in every run, as a server's own file does: a change counts again after ${renderDuration(pauseMs)} without one`,
    );
  };
  return {
    add: (path) => {
      if (isLeftOut(path) || pending.size >= MOST_KEPT) return;
      pending.add(path);
      bell.ring();
    },
    begin: () => {
      endedMs = null;
      pending.clear();
    },
    end: () => {
      endedMs = clock.monotonicMs();
      for (const path of runsInRow.keys()) if (!pending.has(path)) runsInRow.delete(path);
      for (const path of [...pending]) {
        const runs = (runsInRow.get(path) ?? 0) + 1;
        runsInRow.set(path, runs);
        if (runs >= OWN_AFTER_RUNS) leaveOut(path);
      }
    },
    isPending: () => pending.size > 0,
    settled: async (signal) => {
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
