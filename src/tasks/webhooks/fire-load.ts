/**
 * Fires many deliveries, several at a time, each built and signed for itself, and
 * measures how long they take. What it keeps does not grow with their number.
 */
import type { Exchange } from "../../core/http-exchange.js";
import type { Http, HttpOutcome, HttpRequest } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import { profileRedactor } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { WebhookSettings } from "../../profile/webhook-settings.js";
import { assertNotLive } from "../../transport/live-guard.js";
import { recordExchange } from "../../transport/record.js";
import { completeRequest, withDefaults } from "../../transport/send.js";
import type { FireableDelivery } from "./build-delivery.js";
import { runLanes } from "./lanes.js";
import { createLatencies, type LatencyBar, type LatencySummary } from "./load-latency.js";
import { createTally, type LoadCounts } from "./load-tally.js";

export interface LoadOrder {
  readonly url: string;
  readonly total: number;
  /** At most so many at the same time. */
  readonly concurrency: number;
  /**
   * Deliveries a second, whatever the target does; null for as many as it
   * answers. With it, latency counts from the moment at which a delivery was to
   * be sent: what waits behind a target that stalls is not left out.
   */
  readonly perSecond: number | null;
  /** @param nth from 0 */
  readonly makeDelivery: (nth: number, nowMs: number) => FireableDelivery;
  readonly allowLive: boolean;
  readonly onAnswer?: (soFar: LoadCounts) => void;
}

export interface LoadReport extends LoadCounts {
  readonly url: string;
  readonly total: number;
  readonly concurrency: number;
  /** As ordered. */
  readonly rate: number | null;
  readonly elapsedMs: number;
  /** As measured: answers a second. */
  readonly perSecond: number;
  /** Due by the end, and not sent: what a rate leaves behind when a run is stopped. */
  readonly overdue: number;
  /** Of everything that was sent, unanswered or not; in milliseconds. */
  readonly latencyMs: LatencySummary | null;
  readonly histogram: readonly LatencyBar[];
  /** A few of those that were refused or lost, of each kind. */
  readonly examples: readonly Exchange[];
}

export interface LoadPorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** @throws {UserError} `live_target`, `header_invalid` */
export async function fireLoad(
  order: LoadOrder,
  settings: WebhookSettings,
  profile: ResolvedProfile,
  { http, clock, signal }: LoadPorts,
): Promise<LoadReport> {
  assertNotLive(order.url, order.allowLive ? new Set() : profile.liveHosts);
  const requestFor = requestMaker(order.url, order.makeDelivery(0, clock.nowMs()), settings, clock);
  const requestOf = (nth: number, atMs: number) => requestFor(order.makeDelivery(nth, atMs), atMs);
  const redactor = profileRedactor(profile, "own");
  const latencies = createLatencies();
  const tally = createTally((request, outcome) =>
    recordExchange(LOAD_STEP, request, outcome, redactor),
  );
  const lanes = Math.min(order.concurrency, order.total);
  const startedMs = clock.monotonicMs();
  const dueMs = (nth: number) =>
    order.perSecond === null ? null : startedMs + (nth * 1000) / order.perSecond;
  const work = (nth: number, due: number | null): Promise<void> => {
    const request = requestOf(nth, clock.nowMs());
    return http(request, signal).then((outcome) => {
      const { totalMs } = outcome.trace;
      // Timers may fire a part of a millisecond before their time.
      const tookMs = due === null ? totalMs : Math.max(totalMs, clock.monotonicMs() - due);
      if (tellsLatency(outcome, due !== null)) latencies.add(tookMs);
      tally.add(request, outcome);
      order.onAnswer?.(tally.counts());
    });
  };
  const isOver = () => isHopeless(tally.counts(), lanes);
  await runLanes({ lanes, total: order.total, dueAtMs: dueMs, isOver, work }, { clock, signal });

  const endMs = clock.monotonicMs();
  const counts = tally.counts();
  const overdue = overdueOf(order, counts.sent, endMs - startedMs, signal);
  for (let nth = counts.sent; nth < counts.sent + overdue; nth += 1)
    latencies.add(endMs - (dueMs(nth) ?? endMs));
  const elapsedMs = endMs - startedMs;
  return {
    url: order.url,
    total: order.total,
    concurrency: order.concurrency,
    rate: order.perSecond,
    ...counts,
    overdue,
    elapsedMs: Math.round(elapsedMs),
    perSecond: elapsedMs > 0 ? Math.round((counts.answered * 1000) / elapsedMs) : 0,
    latencyMs: latencies.summary(),
    histogram: latencies.bars(),
    examples: tally.examples(),
  };
}

export const LOAD_STEP = "load";

/**
 * @param first whose headers, but for their values, and all the rest are those of every
 *   other delivery; it is checked
 * @returns what makes the request of each delivery
 * @throws {UserError} `header_invalid`, and what making the first one's headers throws
 */
export function requestMaker(
  url: string,
  { headersAt, body }: FireableDelivery,
  { connection }: WebhookSettings,
  clock: Clock,
): (delivery: FireableDelivery, nowMs: number) => HttpRequest {
  const outgoing = { method: "POST", url, headers: headersAt(clock.nowMs()), body };
  const first = completeRequest({ ...outgoing, step: LOAD_STEP }, connection, false);
  return (delivery, atMs) => {
    const headers = withDefaults(connection.headers, delivery.headersAt(atMs));
    return { ...first, headers, body: delivery.body };
  };
}

/** Nobody is there: the other 50,000 need not wait for a connection, too. */
export function isHopeless(
  { unreachable, answered }: Pick<LoadCounts, "unreachable" | "answered">,
  lanes: number,
): boolean {
  return answered === 0 && unreachable >= lanes;
}

/**
 * What was sent and never answered has taken its time as well. A refused
 * connection says nothing of the target's pace; neither does being interrupted,
 * except of what had a time at which to be answered.
 */
export function tellsLatency({ failure, trace }: HttpOutcome, isPaced: boolean): boolean {
  return failure?.kind === "aborted" ? isPaced : trace.sentHead !== null;
}

function overdueOf(
  { perSecond, total }: LoadOrder,
  sent: number,
  elapsedMs: number,
  { aborted }: AbortSignal,
): number {
  if (perSecond === null || !aborted) return 0;
  const due = Math.min(total, Math.floor((elapsedMs * perSecond) / 1000) + 1);
  return Math.max(0, due - sent);
}
