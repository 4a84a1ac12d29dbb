/** Sends again what failed, on a schedule, and shows every attempt. */
import type { HttpOutcome } from "../core/http.js";
import type { Clock } from "../core/ports.js";
import type { RetrySchedule } from "../core/retry-schedule.js";
import type { Sent } from "./send.js";

export interface RetryOptions {
  readonly schedule: RetrySchedule;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether this answer is final. */
  readonly isFinal: (outcome: HttpOutcome) => boolean;
  /** How long to wait in place of the schedule's delay, such as by `Retry-After`; null for the schedule's. */
  readonly waitMs?: (outcome: HttpOutcome) => number | null;
  readonly onAttempt?: (attempt: {
    readonly number: number;
    readonly sent: Sent;
    /** Null when no further attempt follows. */
    readonly nextInMs: number | null;
  }) => void;
}

/** @returns every attempt, the last one last */
export async function sendWithRetries(
  send: (attempt: number) => Promise<Sent>,
  options: RetryOptions,
): Promise<readonly [Sent, ...Sent[]]> {
  const { schedule, clock, signal, isFinal, waitMs, onAttempt } = options;
  const attempts: Sent[] = [];
  for (let number = 1; ; number += 1) {
    const sent = await send(number);
    attempts.push(sent);
    const scheduled = schedule.delaysMs[number - 1];
    const ends = isFinal(sent.outcome) || scheduled === undefined || signal.aborted;
    const nextInMs = ends ? null : (waitMs?.(sent.outcome) ?? scheduled);
    onAttempt?.({ number, sent, nextInMs });
    if (nextInMs === null) return attempts as [Sent, ...Sent[]];
    await clock.sleep(nextInMs, signal);
    if (signal.aborted) return attempts as [Sent, ...Sent[]];
  }
}
