/** Keeps polls below the rate that a source allows. */
import type { Clock } from "../../core/ports.js";
import type { PaymentSource } from "../../protocols/payments/mapping.js";
import { parseRate, type RequestRate } from "../../protocols/payments/rate.js";

export interface Pace {
  /** How long until the next request may start. */
  restMs(): number;
  /** Waits for that moment and takes it. */
  turn(signal: AbortSignal): Promise<void>;
}

/** @param rate null for no limit */
export function createPace(rate: RequestRate | null, clock: Clock): Pace {
  const starts: number[] = [];
  const restMs = () => {
    if (rate === null || starts.length < rate.requests) return 0;
    const oldest = starts[starts.length - rate.requests] ?? 0;
    return Math.max(0, oldest + rate.periodMs - clock.monotonicMs());
  };
  return {
    restMs,
    turn: async (signal) => {
      const waitMs = restMs();
      if (waitMs > 0) await clock.sleep(waitMs, signal);
      if (rate === null) return;
      starts.push(clock.monotonicMs());
      if (starts.length > rate.requests) starts.shift();
    },
  };
}

/** The least time that so many requests take; the first ones go at once. */
export function leastDurationMs(requests: number, rate: RequestRate | null): number {
  if (rate === null) return 0;
  return Math.floor(Math.max(0, requests - 1) / rate.requests) * rate.periodMs;
}

/** What a source's own rate may make of requests that only look once more. */
const MOST_LOOKING_MS = 30_000;

/** Whether a source can be asked so much more often than it must be; each report is a job of its own. */
export function leavesRoom(
  requests: number,
  { rate, report }: Pick<PaymentSource, "rate" | "report">,
): boolean {
  if (report !== undefined) return false;
  return rate === undefined || leastDurationMs(requests, parseRate(rate)) <= MOST_LOOKING_MS;
}

/** What was asked so far may have used a rate up. */
const MOST_REST_MS = 120_000;

/** The same where the next request may have to wait. */
export function hasTimeFor(
  requests: number,
  source: Pick<PaymentSource, "rate" | "report">,
  pace: Pick<Pace, "restMs">,
): boolean {
  return leavesRoom(requests, source) && pace.restMs() <= MOST_REST_MS;
}
