/** Sends signed deliveries, with retries where asked for, and counts what became of them. */
import { type Http, type HttpOutcome, isUnreachable } from "../../core/http.js";
import type { Exchange } from "../../core/http-exchange.js";
import type { Clock } from "../../core/ports.js";
import { profileRedactor } from "../../profile/redaction.js";
import { NO_RETRIES, retryAfterMs, type RetrySchedule } from "../../core/retry-schedule.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { WebhookSettings } from "../../profile/webhook-settings.js";
import { guardLiveHosts } from "../../transport/live-guard.js";
import { type RetryOptions, sendWithRetries } from "../../transport/retry.js";
import { createSend, type Sent } from "../../transport/send.js";
import type { FireableDelivery } from "./build-delivery.js";

export interface FireOrder {
  readonly url: string;
  readonly deliveries: readonly FireableDelivery[];
  readonly repeat: number;
  /** Null sends each delivery once. */
  readonly retry: RetrySchedule | null;
  /** Every wait before a retry is divided by this. */
  readonly speed: number;
  readonly allowLive: boolean;
  readonly onAttempt?: RetryOptions["onAttempt"];
  /** Sent once at the end where every delivery was refused: only then does a refusal show anything. */
  readonly control: FireableDelivery | null;
}

export interface FireReport {
  readonly url: string;
  readonly total: number;
  /** Deliveries that ended in a 2xx. */
  readonly accepted: number;
  readonly answered: number;
  readonly unreachable: number;
  /** How often each last status of a delivery came. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** The last status of each delivery that was answered; of a long run, the first thousand. */
  readonly statuses: readonly number[];
  /** Of a long run, the first thousand. */
  readonly attempts: readonly Sent[];
  /** What became of the right delivery, sent after broken ones that were refused; null where none was sent. */
  readonly control: { readonly accepted: boolean; readonly exchange: Exchange } | null;
}

export interface FirePorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Attempts and statuses kept for the report; a longer run only counts. */
const MOST_KEPT = 1_000;
/** However long the target asks to be left alone. */
const LONGEST_WAIT_MS = 3_600_000;

export async function fireDeliveries(
  order: FireOrder,
  settings: WebhookSettings,
  profile: ResolvedProfile,
  { http, clock, signal }: FirePorts,
): Promise<FireReport> {
  const send = createSend({
    http: guardLiveHosts(http, order.allowLive ? new Set() : profile.liveHosts),
    redactor: profileRedactor(profile, "given"),
    connection: settings.connection,
    freshConnections: false,
    signal,
  });
  const schedule = order.retry ?? NO_RETRIES;
  const retries: RetryOptions = {
    schedule: {
      delaysMs: schedule.delaysMs.map((delayMs) => delayMs / order.speed),
    },
    clock,
    signal,
    isFinal: isSettled,
    waitMs: ({ reply }) => {
      const askedMs = reply === null ? null : retryAfterMs(reply.headers, clock.nowMs());
      return askedMs === null ? null : Math.min(askedMs, LONGEST_WAIT_MS) / order.speed;
    },
    ...(order.onAttempt === undefined ? {} : { onAttempt: order.onAttempt }),
  };
  const book = createBook();
  const total = order.repeat * order.deliveries.length;
  const post = (step: string, { body, headersAt }: FireableDelivery) =>
    send(step, { method: "POST", url: order.url, headers: headersAt(clock.nowMs()), body });
  for (let at = 0; at < total && !signal.aborted; at += 1) {
    const delivery = order.deliveries[at % order.deliveries.length];
    if (delivery === undefined) break;
    book.enter(await sendWithRetries((number) => post(`attempt ${number}`, delivery), retries));
  }
  const counts = book.counts();
  const isRefused =
    counts.answered === total &&
    Object.keys(counts.byStatus).every((status) => /^4/.test(status)) &&
    !signal.aborted;
  const sent =
    order.control === null || !isRefused ? null : await post("the same, unbroken", order.control);
  const control =
    sent === null
      ? null
      : { accepted: isSuccess(sent.outcome.reply?.status ?? 0), exchange: sent.exchange };
  return { url: order.url, total, ...counts, control };
}

function createBook() {
  const attempts: Sent[] = [];
  const statuses: number[] = [];
  const byStatus: Record<string, number> = {};
  let unreachable = 0;
  const enter = (sent: readonly Sent[]): void => {
    if (attempts.length < MOST_KEPT) attempts.push(...sent);
    const { reply, failure } = sent.at(-1)?.outcome ?? NOTHING_CAME;
    if (failure !== null && isUnreachable(failure)) unreachable += 1;
    if (reply === null) return;
    byStatus[reply.status] = (byStatus[reply.status] ?? 0) + 1;
    if (statuses.length < MOST_KEPT) statuses.push(reply.status);
  };
  const sum = (counts: (status: number) => boolean) =>
    Object.entries(byStatus).reduce(
      (total, [status, count]) => total + (counts(Number(status)) ? count : 0),
      0,
    );
  return {
    enter,
    counts: () => ({
      accepted: sum(isSuccess),
      answered: sum(() => true),
      unreachable,
      byStatus,
      statuses,
      attempts,
    }),
  };
}

const NOTHING_CAME = { reply: null, failure: null };

/** The gateway retries on a failure reply; 410 says that nobody will ever want it. */
function isSettled({ reply }: HttpOutcome): boolean {
  return reply !== null && (isSuccess(reply.status) || reply.status === 410);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
