/** Keeps an eye on the servers under test between runs: only connects, so that no log of theirs fills. */
import type { Clock } from "../../core/ports.js";
import type { Bell } from "./bell.js";

export interface TargetSight {
  /** True once after a server that was away takes connections again. */
  readonly takeReturned: () => boolean;
  /** Resolves when every server that was once there is there. */
  readonly untilUp: (say: (line: string) => void) => Promise<void>;
  /** Resolves when nothing is looked at any more. */
  readonly ended: Promise<void>;
}

interface SightPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly isUp: (url: string) => Promise<boolean>;
}

const EVERY_MS = 250;

export function createTargetSight(
  urls: readonly string[],
  { clock, signal, isUp }: SightPorts,
  bell: Bell,
): TargetSight {
  const states = new Map<string, boolean>();
  let hasReturned = false;
  const look = async () => {
    for (const url of urls) {
      const is = await isUp(url);
      if (is && states.get(url) === false) {
        hasReturned = true;
        bell.ring();
      }
      states.set(url, is);
    }
  };
  const isAllUp = () => urls.every((url) => states.get(url) !== false);
  const keepLooking = async () => {
    while (urls.length > 0 && !signal.aborted) {
      await look();
      await clock.sleep(EVERY_MS, signal);
    }
  };
  const ended = keepLooking();
  return {
    takeReturned: () => {
      const taken = hasReturned;
      hasReturned = false;
      return taken;
    },
    untilUp: async (say) => {
      await look();
      if (!isAllUp()) say("waiting until the server answers");
      while (!isAllUp() && !signal.aborted) await clock.sleep(EVERY_MS, signal);
      hasReturned = false;
    },
    ended,
  };
}
