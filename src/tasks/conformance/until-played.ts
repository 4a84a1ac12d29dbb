/** Waits until whoever plays has had enough: asked to stop, by time, or because nobody calls any more. */
import type { Clock } from "../../core/ports.js";
import { untilAborted } from "../../core/until-aborted.js";

export type PlayEnd = "asked" | "time" | "idle";

export interface PlayBounds {
  readonly forMs: number;
  readonly idleMs: number;
}

export interface PlayPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Another way to ask for the end; it leaves off when `over` aborts. */
  readonly asked: (over: AbortSignal) => Promise<void>;
  /** When the last call came, by the clock's monotonic time; null while none has. */
  readonly lastCallMs: () => number | null;
}

export async function untilPlayed(
  { forMs, idleMs }: PlayBounds,
  { clock, signal, asked, lastCallMs }: PlayPorts,
): Promise<PlayEnd> {
  const over = new AbortController();
  const startedMs = clock.monotonicMs();
  const idle = async (): Promise<PlayEnd> => {
    for (;;) {
      const leftMs = (lastCallMs() ?? startedMs) + idleMs - clock.monotonicMs();
      if (leftMs <= 0 || over.signal.aborted) return "idle";
      await clock.sleep(leftMs, over.signal);
    }
  };
  const askedFor = (): PlayEnd => "asked";
  try {
    return await Promise.race([
      untilAborted(signal).then(askedFor),
      asked(over.signal).then(askedFor),
      clock.sleep(forMs, over.signal).then((): PlayEnd => "time"),
      idle(),
    ]);
  } finally {
    over.abort();
  }
}
