/** Wakes whoever waits. Rung while nobody waits, it is heard by the next who does. */

export interface Bell {
  readonly ring: () => void;
  /** Resolves when it was rung since the last wait, or when the signal aborts. */
  readonly wait: (signal: AbortSignal) => Promise<void>;
}

export function createBell(): Bell {
  let isRung = false;
  let wake: (() => void) | null = null;
  return {
    ring: () => {
      isRung = true;
      wake?.();
    },
    wait: async (signal) => {
      if (!isRung && !signal.aborted)
        await new Promise<void>((resolve) => {
          const up = () => {
            signal.removeEventListener("abort", up);
            wake = null;
            resolve();
          };
          wake = up;
          signal.addEventListener("abort", up, { once: true });
        });
      isRung = false;
    },
  };
}
