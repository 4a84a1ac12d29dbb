/** Sends signed deliveries, with retries where asked for, and counts what became of them. */
import {
  headerValue,
  type Http,
  type HttpOutcome,
  isUnreachable,
} from "../core/http.js";
import type { Clock } from "../core/ports.js";
import { createRedactor } from "../core/redaction.js";
import { NO_RETRIES, type RetrySchedule } from "../core/retry-schedule.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import type { WebhookSettings } from "../profile/webhook-settings.js";
import { guardLiveHosts } from "../transport/live-guard.js";
import { type RetryOptions, sendWithRetries } from "../transport/retry.js";
import { createSend, type Sent } from "../transport/send.js";
import type { FireableDelivery } from "./build-delivery.js";

export interface FireOrder {
  readonly url: string;
  readonly deliveries: readonly FireableDelivery[];
  readonly repeat: number;
  /** Null sends each delivery once. */
  readonly retry: RetrySchedule | null;
  readonly allowLive: boolean;
  readonly onAttempt?: RetryOptions["onAttempt"];
}

export interface FireReport {
  readonly url: string;
  readonly total: number;
  /** Deliveries that ended in a 2xx. */
  readonly accepted: number;
  readonly answered: number;
  readonly unreachable: number;
  /** The last status of each delivery that was answered. */
  readonly statuses: readonly number[];
  readonly attempts: readonly Sent[];
}

export interface FirePorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Attempts kept for the report; a longer run only counts. */
const KEPT_ATTEMPTS = 1_000;

export async function fireDeliveries(
  order: FireOrder,
  settings: WebhookSettings,
  profile: ResolvedProfile,
  { http, clock, signal }: FirePorts,
): Promise<FireReport> {
  const send = createSend({
    http: guardLiveHosts(http, order.allowLive ? new Set() : profile.liveHosts),
    redactor: createRedactor(profile.secrets.known()),
    connection: settings.connection,
    freshConnections: false,
    signal,
  });
  const attempts: Sent[] = [];
  const last: HttpOutcome[] = [];
  const total = order.repeat * order.deliveries.length;
  for (let at = 0; at < total && !signal.aborted; at += 1) {
    const delivery = order.deliveries[at % order.deliveries.length];
    if (delivery === undefined) break;
    const { body, headersAt } = delivery;
    const sent = await sendWithRetries(
      (number) => {
        const headers = headersAt(clock.nowMs());
        const request = { method: "POST", url: order.url, headers, body };
        return send(`attempt ${number}`, request);
      },
      {
        schedule: order.retry ?? NO_RETRIES,
        clock,
        signal,
        isFinal: isSettled,
        waitMs: retryAfterMs,
        ...(order.onAttempt === undefined
          ? {}
          : { onAttempt: order.onAttempt }),
      },
    );
    if (attempts.length < KEPT_ATTEMPTS) attempts.push(...sent);
    const final = sent.at(-1);
    if (final !== undefined) last.push(final.outcome);
  }
  const statuses = last.flatMap(({ reply }) =>
    reply === null ? [] : [reply.status],
  );
  return {
    url: order.url,
    total,
    accepted: statuses.filter((status) => status >= 200 && status < 300).length,
    answered: statuses.length,
    unreachable: last.filter(
      ({ failure }) => failure !== null && isUnreachable(failure),
    ).length,
    statuses,
    attempts,
  };
}

/** The gateway retries on a failure reply; 410 says that nobody will ever want it. */
function isSettled({ reply }: HttpOutcome): boolean {
  return (
    reply !== null &&
    ((reply.status >= 200 && reply.status < 300) || reply.status === 410)
  );
}

function retryAfterMs({ reply }: HttpOutcome): number | null {
  const value =
    reply === null ? null : headerValue(reply.headers, "retry-after");
  return value !== null && /^\d{1,5}$/.test(value.trim())
    ? Number(value) * 1000
    : null;
}
