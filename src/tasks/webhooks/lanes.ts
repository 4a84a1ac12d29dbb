/** Works through numbers, several at a time, each at its own time where it has one. */
import type { Clock } from "../../core/ports.js";

export interface LaneOrder {
  readonly lanes: number;
  /** Null where only `isOver` ends it. */
  readonly total: number | null;
  /** On the monotonic clock; null: as soon as a lane is free. */
  readonly dueAtMs: ((nth: number) => number | null) | null;
  readonly isOver: () => boolean;
  /** @param nth from 0 */
  readonly work: (nth: number, dueAtMs: number | null) => Promise<void>;
}

/** @returns how many were begun */
export async function runLanes(
  { lanes, total, dueAtMs, isOver, work }: LaneOrder,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<number> {
  let next = 0;
  let begun = 0;
  const isStopped = () => signal.aborted;
  const lane = async (): Promise<void> => {
    while (!isStopped() && (total === null || next < total) && !isOver()) {
      const nth = next;
      next += 1;
      const due = dueAtMs?.(nth) ?? null;
      const earlyMs = due === null ? 0 : due - clock.monotonicMs();
      if (earlyMs > 0) await clock.sleep(earlyMs, signal);
      if (isStopped()) return;
      begun += 1;
      await work(nth, due);
    }
  };
  const width = total === null ? lanes : Math.min(lanes, total);
  await Promise.all(Array.from({ length: width }, lane));
  return begun;
}
