/** What a run will ask of a source before it has asked anything: windows, requests, and how long that takes. */
import { renderDuration } from "../../core/duration.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { parseRate, type RequestRate } from "../../protocols/payments/rate.js";
import { pollWindows, type TimeRange } from "../../protocols/payments/windows.js";
import { leastDurationMs } from "./pace.js";

/** Of the payments' query, or of the one that has refunds alone. */
export interface PollWindow extends TimeRange {
  readonly isOfRefunds?: true;
}

export interface PollPlan {
  readonly range: TimeRange;
  readonly windows: readonly PollWindow[];
  readonly rate: RequestRate | null;
  /** One a window; how many pages there are is known only afterwards. */
  readonly leastRequests: number;
  readonly leastMs: number;
}

/** @throws {UserError} `rate_malformed`, `max_window_malformed`, `zone_unknown` */
export function planPoll({ source, refunds }: PaymentsSettings, range: TimeRange): PollPlan {
  const own: readonly PollWindow[] = pollWindows(source.range, range, "overlap");
  const others = refunds === undefined ? [] : pollWindows(refunds.source.range, range, "overlap");
  const windows = [...own, ...others.map((each) => ({ ...each, isOfRefunds: true as const }))];
  // One pace for both: the slower one.
  const [rate = null] = [source, refunds?.source]
    .flatMap((each) => (each?.rate === undefined ? [] : [parseRate(each.rate)]))
    .sort((a, b) => b.periodMs / b.requests - a.periodMs / a.requests);
  return {
    range,
    windows,
    rate,
    leastRequests: windows.length,
    leastMs: leastDurationMs(windows.length, rate),
  };
}

/** @returns null when there is nothing to be warned of */
export function describePlan(
  { windows, rate, leastRequests, leastMs }: PollPlan,
  { source }: Pick<PaymentsSettings, "source">,
): string | null {
  if (windows.length === 1 && rate === null) return null;
  const { maxWindow } = source.range ?? {};
  const refunds = windows.filter(({ isOfRefunds }) => isOfRefunds === true).length;
  const parts = maxWindow === undefined ? "" : ` of at most ${maxWindow}`;
  const ofRefunds = refunds === 0 ? "" : `, ${refunds} of them for refunds`;
  const split =
    windows.length === 1
      ? "one request at least"
      : `${windows.length} windows${parts}${ofRefunds}, so at least ${leastRequests} requests`;
  if (rate === null) return split;
  const pace = `${rate.requests} every ${renderDuration(rate.periodMs)}`;
  return leastMs === 0
    ? `${split}, at most ${pace}`
    : `${split}; at ${pace} that takes at least ${renderDuration(leastMs)}`;
}
