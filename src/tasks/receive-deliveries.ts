/** What `listen` does with each delivery: verify, answer or pass on, and say what happened. */
import {
  headerValue,
  type HeaderPair,
  type Http,
  withoutHeader,
} from "../core/http.js";
import type { Clock } from "../core/ports.js";
import {
  jsonReply,
  type RequestHandler,
  type ServedReply,
  type ServedRequest,
} from "../core/server.js";
import { diagnoseWebhook } from "../protocols/webhook/diagnose.js";
import {
  type AcceptedForm,
  parseJsonBytes,
  SIGNATURE_HEADER,
} from "../protocols/webhook/signature.js";
import { timeoutsOf } from "../transport/send.js";

/** What deliveries are verified with. */
export interface VerificationKeys {
  readonly secrets: readonly [LabelledSecret, ...LabelledSecret[]];
  readonly form: AcceptedForm;
  readonly toleranceSec: number;
}

interface LabelledSecret {
  readonly label: string;
  readonly value: string;
}

export interface ReceiveOptions {
  /** Null takes deliveries as they come. */
  readonly keys: VerificationKeys | null;
  /** Where deliveries are passed on to; the reply there is the reply here. */
  readonly forwardTo: string | null;
  readonly forwardTimeoutMs: number;
  /** So many deliveries are failed first. */
  readonly failFirst: number;
  /** Status of failed deliveries, or of all when none are to fail first. */
  readonly status: number | null;
  readonly delayMs: number;
  readonly http: Http;
  readonly clock: Clock;
  readonly onArrival?: (arrival: Arrival) => void;
  readonly onReceived: (
    received: ReceivedDelivery,
    served: ServedDelivery,
  ) => void;
}

/** A delivery and its answer, byte for byte. */
export interface ServedDelivery {
  readonly request: ServedRequest;
  readonly outcome: ServedReply;
  readonly startedAtMs: number;
  readonly durationMs: number;
}

export interface Arrival {
  /** Counts from 1. */
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly bytes: number;
  /** Names of the events in the body, as far as it can be read. */
  readonly events: readonly string[];
  readonly callbackIds: readonly string[];
}

export interface ReceivedDelivery extends Arrival {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly remoteAddress: string;
  /** Null when nothing was verified. */
  readonly valid: boolean | null;
  /** Why the signature does not verify: the cause's id and what it says. */
  readonly cause: { readonly id: string; readonly message: string } | null;
  readonly status: number;
  readonly durationMs: number;
  readonly forwarded: boolean;
}

const FAILED_STATUS = 500;

export function createDeliveryReceiver(
  options: ReceiveOptions,
): RequestHandler {
  let count = 0;
  return async (request) => {
    const { clock } = options;
    const startedAt = clock.monotonicMs();
    const startedAtMs = clock.nowMs();
    count += 1;
    const arrival = describeArrival(count, request);
    options.onArrival?.(arrival);
    const verdict = verify(request, options);
    if (options.delayMs > 0) await clock.sleep(options.delayMs);
    const { reply, forwarded } = await answer(
      request,
      arrival.id,
      verdict.valid,
      options,
    );
    const durationMs = Math.round((clock.monotonicMs() - startedAt) * 10) / 10;
    options.onReceived(
      {
        ...arrival,
        ...verdict,
        at: new Date(clock.nowMs()).toISOString(),
        remoteAddress: request.remoteAddress,
        status: reply.status,
        durationMs,
        forwarded,
      },
      { request, outcome: reply, startedAtMs, durationMs },
    );
    return reply;
  };
}

function describeArrival(
  id: number,
  { method, target, body }: ServedRequest,
): Arrival {
  const events = eventsIn(body);
  const texts = (key: string) =>
    events.flatMap((event) =>
      typeof event[key] === "string" ? [event[key]] : [],
    );
  return {
    id,
    method,
    path: target,
    bytes: body.length,
    events: texts("event"),
    callbackIds: [
      ...new Set([...texts("callbackId"), ...texts("custom_data")]),
    ],
  };
}

/** The events of either format; of anything else none. */
function eventsIn(body: Uint8Array): readonly Record<string, unknown>[] {
  const value = parseJsonBytes(body)?.value as
    { events?: unknown } | null | undefined;
  const events = Array.isArray(value?.events)
    ? (value.events as unknown[])
    : [];
  return events.filter(
    (event): event is Record<string, unknown> =>
      typeof event === "object" && event !== null,
  );
}

function verify(
  { body, headers }: ServedRequest,
  { keys, clock }: ReceiveOptions,
): Pick<ReceivedDelivery, "valid" | "cause"> {
  if (keys === null) return { valid: null, cause: null };
  const [first, ...others] = keys.secrets;
  const { valid, cause } = diagnoseWebhook({
    body,
    signature: headerValue(headers, SIGNATURE_HEADER) ?? "",
    secrets: [
      first,
      ...others.map((secret) => ({ ...secret, accepted: true })),
    ],
    form: keys.form,
    tolerance: keys.toleranceSec,
    nowMs: clock.nowMs(),
  });
  if (valid) return { valid, cause: null };
  return {
    valid,
    cause:
      cause === undefined
        ? { id: "unknown", message: "no known cause explains this signature" }
        : { id: cause.id, message: cause.message },
  };
}

async function answer(
  request: ServedRequest,
  id: number,
  valid: boolean | null,
  options: ReceiveOptions,
): Promise<{ reply: ServedReply; forwarded: boolean }> {
  const own = (status: number, body: unknown) => ({
    reply: jsonReply(status, body),
    forwarded: false,
  });
  if (id <= options.failFirst) {
    return own(options.status ?? FAILED_STATUS, {
      error: `failed on purpose (${id} of ${options.failFirst})`,
    });
  }
  if (options.forwardTo !== null) {
    return {
      reply: await forward(request, options.forwardTo, options),
      forwarded: true,
    };
  }
  if (request.method !== "POST")
    return own(405, { error: "deliveries are POSTed" });
  if (valid === false) return own(401, { error: "Invalid signature" });
  const status = options.failFirst === 0 ? options.status : null;
  return own(status ?? 200, { received: true });
}

/** Written anew for the connection on which they travel. */
const HOP_HEADERS = [
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "keep-alive",
];

function endToEnd(headers: readonly HeaderPair[]): readonly HeaderPair[] {
  return HOP_HEADERS.reduce((kept, name) => withoutHeader(kept, name), headers);
}

async function forward(
  { method, headers, body }: ServedRequest,
  url: string,
  { http, forwardTimeoutMs }: ReceiveOptions,
): Promise<ServedReply> {
  const { reply, failure } = await http({
    method,
    url,
    headers: endToEnd(headers),
    body: body.length === 0 && method === "GET" ? null : body,
    timeouts: timeoutsOf(forwardTimeoutMs),
  });
  if (failure !== null) {
    return jsonReply(502, {
      error: `${new URL(url).host} gave no answer: ${failure.message}`,
    });
  }
  return {
    status: reply.status,
    headers: endToEnd(reply.headers),
    body: reply.body,
  };
}
