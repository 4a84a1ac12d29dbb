/** What `listen` does with each delivery: verify, answer or pass on, and say what happened. */
import type { Http } from "../../core/http.js";
import { createIsoTimes } from "../../core/iso-time.js";
import { memoize } from "../../core/memoize.js";
import type { Clock } from "../../core/ports.js";
import {
  jsonReply,
  type RequestHandler,
  type ServedReply,
  type ServedRequest,
} from "../../core/server.js";
import { urlWithoutCredentials } from "../../profile/redaction.js";
import {
  type JsonBody,
  parseJsonBytes,
  SIGNATURE_HEADER,
} from "../../protocols/webhook/signature.js";
import { createForward, type Forwarded } from "./forward-delivery.js";
import { type KindOf, otherKindVerdict } from "./other-kinds.js";
import {
  createDeliveryVerifier,
  type DeliveryVerdict,
  type VerificationKeys,
  type VerifyDelivery,
} from "./verify-delivery.js";

export interface ReceiveOptions {
  /** Null takes deliveries as they come. */
  readonly keys: VerificationKeys | null;
  /** Tells deliveries from other calls. */
  readonly kindOf: KindOf;
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
  /** Cuts every wait short: what is under way is answered at once. */
  readonly signal: AbortSignal;
  readonly onArrival?: (arrival: Arrival) => void;
  /** A delivery is not answered before this has resolved. */
  readonly onReceived: (received: ReceivedDelivery, served: ServedDelivery) => Promise<void>;
}

export interface DeliveryReceiver {
  readonly handle: RequestHandler;
  /** For a delivery that was answered before it was read, because it is too long. */
  readonly tooLarge: (request: ServedRequest, reply: ServedReply) => Promise<unknown>;
  /** Resolves when everything that has come in is answered. */
  readonly idle: () => Promise<void>;
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
  /** Of the body; null when it was too long to be read. */
  readonly bytes: number | null;
  /** Names of the events in the body, as far as it can be read. */
  readonly events: readonly string[];
  readonly callbackIds: readonly string[];
}

export interface ReceivedDelivery extends Arrival, DeliveryVerdict {
  /** ISO 8601, UTC: when it had come in. */
  readonly at: string;
  readonly remoteAddress: string;
  readonly status: number;
  readonly durationMs: number;
  /** Whether the reply is that of whoever it was passed on to. */
  readonly forwarded: boolean;
  /** Why it could not be passed on, or what the reply there calls for; null for nothing. */
  readonly forwardNote: string | null;
}

const FAILED_STATUS = 500;
const LONGEST_KEPT_PATH = 300;
const LOWER_SIGNATURE_HEADER = SIGNATURE_HEADER.toLowerCase();

export function createDeliveryReceiver(options: ReceiveOptions): DeliveryReceiver {
  const { clock, keys, kindOf } = options;
  const verify = keys === null ? null : createDeliveryVerifier(keys, clock);
  const isoTime = createIsoTimes();
  const underWay = createUnderWay();
  const forward = createForward(clock.nowMs().toString(36), options);
  let count = 0;
  // Deliveries come to few addresses.
  const shownPath = memoize(urlWithoutCredentials, LONGEST_KEPT_PATH);
  const arrive = (request: ServedRequest, json: JsonBody | null, isRead: boolean) => {
    count += 1;
    const { method, target, body } = request;
    const arrival = {
      id: count,
      method,
      path: shownPath(target),
      bytes: isRead ? body.length : null,
      ...namesInBody(json),
    };
    options.onArrival?.(arrival);
    return {
      arrival,
      startedAt: clock.monotonicMs(),
      startedAtMs: clock.nowMs(),
    };
  };
  const conclude = (
    { arrival, startedAt, startedAtMs }: ReturnType<typeof arrive>,
    request: ServedRequest,
    outcome: ServedReply,
    verdict: DeliveryVerdict,
    { forwarded, note }: Pick<Forwarded, "forwarded" | "note">,
  ): Promise<void> => {
    const durationMs = Math.round((clock.monotonicMs() - startedAt) * 10) / 10;
    return options.onReceived(
      {
        // Each by its name, which is many times faster than to spread.
        id: arrival.id,
        method: arrival.method,
        path: arrival.path,
        bytes: arrival.bytes,
        events: arrival.events,
        callbackIds: arrival.callbackIds,
        valid: verdict.valid,
        cause: verdict.cause,
        at: isoTime(startedAtMs),
        remoteAddress: request.remoteAddress,
        status: outcome.status,
        durationMs,
        forwarded,
        forwardNote: note,
      },
      { request, outcome, startedAtMs, durationMs },
    );
  };
  const receive: RequestHandler = async (request) => {
    const json = parseJsonBytes(request.body);
    const arrived = arrive(request, json, true);
    const { id, events } = arrived.arrival;
    const verdict =
      verify === null
        ? UNVERIFIED
        : (otherKindVerdict(request, events.length > 0, kindOf) ??
          verdictOf(request, json, verify));
    if (options.delayMs > 0) await clock.sleep(options.delayMs, options.signal);
    const answer = answerOf(request, id, verdict, options);
    const answered = "reply" in answer ? answer : await forward(request, answer.forwardTo);
    await conclude(arrived, request, answered.reply, verdict, answered);
    return answered.reply;
  };
  return {
    handle: (request) => underWay.add(receive(request)),
    tooLarge: (request, reply) =>
      underWay.add(conclude(arrive(request, null, false), request, reply, UNVERIFIED, OWN)),
    idle: underWay.idle,
  };
}

/** Counts what is not done yet: a set of promises would take longer to keep than they to settle. */
function createUnderWay() {
  let count = 0;
  let waiting: (() => void)[] = [];
  const done = () => {
    count -= 1;
    if (count > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    add: <Result>(work: Promise<Result>): Promise<Result> => {
      count += 1;
      work.then(done, done);
      return work;
    },
    /** Resolves when none is left. */
    idle: () =>
      new Promise<void>((resolve) => {
        if (count === 0) resolve();
        else waiting.push(resolve);
      }),
  };
}

const UNVERIFIED: DeliveryVerdict = { valid: null, cause: null };
const OWN = { forwarded: false, note: null };
const RECEIVED = { received: true };
/** What nearly every delivery is answered. */
const ACCEPTED: Forwarded = { reply: jsonReply(200, RECEIVED), ...OWN };

/** A header that came several times is judged as Node, WSGI and Rack hand it over: joined. */
function verdictOf(
  { method, headers, body }: ServedRequest,
  json: JsonBody | null,
  verify: VerifyDelivery,
): DeliveryVerdict {
  let signature: string | null = null;
  for (const [name, value] of headers)
    if (isSignatureHeader(name)) signature = signature === null ? value : `${signature}, ${value}`;
  if (method !== "POST")
    return signature === null
      ? UNVERIFIED
      : { valid: false, cause: { id: "not-posted", message: notPosted(method) } };
  return verify(body, signature ?? "", json);
}

function isSignatureHeader(name: string): boolean {
  return name.length === SIGNATURE_HEADER.length && name.toLowerCase() === LOWER_SIGNATURE_HEADER;
}

function notPosted(method: string): string {
  return method === "GET" || method === "HEAD"
    ? `A ${method} came in place of a POST: a redirect (301, 302, 303) on the way turns one into the other and loses the body. Give the sender the URL that the redirect leads to.`
    : `A ${method} came in place of a POST: deliveries are POSTed.`;
}

/** Of the events of either format; of anything else nothing. */
function namesInBody(json: JsonBody | null): Pick<Arrival, "events" | "callbackIds"> {
  const value = json?.value;
  const listed: unknown = isObject(value) ? value["events"] : null;
  const events: string[] = [];
  const callbackIds: string[] = [];
  const customData: string[] = [];
  for (const each of Array.isArray(listed) ? listed : []) {
    if (!isObject(each)) continue;
    const { event, callbackId, custom_data: custom } = each;
    if (typeof event === "string") events.push(event);
    if (typeof callbackId === "string") callbackIds.push(callbackId);
    if (typeof custom === "string") customData.push(custom);
  }
  for (const each of customData) callbackIds.push(each);
  return {
    events,
    callbackIds: callbackIds.length > 1 ? [...new Set(callbackIds)] : callbackIds,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** This receiver's own answer, or where the delivery is passed on to for one. */
function answerOf(
  request: ServedRequest,
  id: number,
  { valid, cause }: DeliveryVerdict,
  { failFirst, status, forwardTo }: ReceiveOptions,
): Forwarded | { readonly forwardTo: string } {
  const own = (code: number, body: unknown) => ({
    reply: jsonReply(code, body),
    ...OWN,
  });
  if (id <= failFirst) {
    return own(status ?? FAILED_STATUS, {
      error: `failed on purpose (${id} of ${failFirst})`,
    });
  }
  if (forwardTo !== null) return { forwardTo };
  if (request.method !== "POST") return own(405, { error: "deliveries are POSTed" });
  if (valid === false) return own(401, { error: "Invalid signature" });
  if (cause !== null) return own(401, { error: cause.message });
  const code = failFirst === 0 ? (status ?? 200) : 200;
  return code === 200 ? ACCEPTED : own(code, RECEIVED);
}
