/** A game server's webhook receiver: verifies the raw bytes, then reads them. */
import { headerValue } from "../../core/http.js";
import {
  emptyReply,
  jsonReply,
  type ServedReply,
  type ServedRequest,
} from "../../core/server.js";
import {
  eventsOf,
  WEBHOOK_EVENTS,
  type WebhookEvent,
} from "../../protocols/webhook/events.js";
import type { GatewayMapping } from "../../protocols/webhook/gateway-mapping.js";
import type { WebhookFormat } from "../../protocols/webhook/delivery.js";
import {
  type AcceptedForm,
  isTimestampedHeader,
  parseJsonBytes,
  SIGNATURE_HEADER,
  signWebhook,
  verifyWebhook,
} from "../../protocols/webhook/signature.js";
import { type Bend, defineRole, type SandboxWorld } from "../role.js";
import { createGameDesk, type GameDesk } from "./game-desk.js";

/** What this role must know of the profile. */
export interface WebhookAgreement {
  readonly secrets: readonly string[];
  readonly form: AcceptedForm;
  readonly toleranceSec: number;
  readonly timeoutMs: number;
  readonly format: WebhookFormat;
  readonly mapping?: GatewayMapping;
  /** How the gateway's relay delivers. */
  readonly relay: {
    readonly url: string;
    readonly format: WebhookFormat;
    readonly delaysMs: readonly number[];
  };
}

/** A delivery as a handler meets it. */
interface Arrival {
  readonly body: Uint8Array;
  /** Empty when the header is missing or empty. */
  readonly signature: string;
  readonly hasSignature: boolean;
  /** Deliveries under way, this one included. */
  readonly inFlight: number;
  /** Whether the same bytes are being handled at this moment. */
  readonly twinInFlight: boolean;
  /** Whether the same bytes came before. */
  readonly seenBefore: boolean;
  /** Whether this signature was right before, for these or other bytes. */
  readonly signatureSeen: boolean;
  readonly nowMs: number;
}

interface ReceiverPolicy {
  /** The bytes whose signature is checked. */
  readonly signedBytes: (body: Uint8Array) => Uint8Array;
  /** Accepts what verification refused. */
  readonly forgives: (arrival: Arrival, agreement: WebhookAgreement) => boolean;
  readonly refusal: (arrival: Arrival) => ServedReply;
  /** Answered before the signature is looked at; null goes on. */
  readonly beforeVerifying: (arrival: Arrival) => ServedReply | null;
  readonly onEmptyBody: () => ServedReply;
  readonly onMalformed: () => ServedReply;
  /** Answered after the signature was found right; null goes on. */
  readonly afterVerifying: (arrival: Arrival) => ServedReply | null;
  /** A verdict on the events; null is all well. */
  readonly refusesEvents: (
    events: readonly WebhookEvent[],
    nowMs: number,
  ) => ServedReply | null;
  readonly success: () => ServedReply;
  readonly onGet: () => ServedReply;
  readonly delayMs: (arrival: Arrival, agreement: WebhookAgreement) => number;
  readonly toleranceSec: (agreement: WebhookAgreement) => number;
  /** Whether what was applied before is applied again. */
  readonly appliesAgain: boolean;
}

const badRequest = (error: string) => jsonReply(400, { error });
const unauthorized = () => jsonReply(401, { error: "Invalid signature" });

const RIGHT: ReceiverPolicy = {
  signedBytes: (body) => body,
  forgives: () => false,
  refusal: unauthorized,
  beforeVerifying: () => null,
  onEmptyBody: () => badRequest("the body is empty"),
  onMalformed: () => badRequest("the body is not JSON"),
  afterVerifying: () => null,
  refusesEvents: () => null,
  success: () => jsonReply(200, { received: true }),
  onGet: () => emptyReply(405, [["Allow", "POST"]]),
  delayMs: () => 0,
  toleranceSec: ({ toleranceSec }) => toleranceSec,
  appliesAgain: false,
};

function bend(
  id: string,
  title: string,
  change: Partial<ReceiverPolicy>,
): Bend<ReceiverPolicy> {
  return { id, title, bend: (policy) => ({ ...policy, ...change }) };
}

function refusing(
  id: string,
  title: string,
  wrong: (event: WebhookEvent, nowMs: number) => boolean,
): Bend<ReceiverPolicy> {
  return bend(id, title, {
    refusesEvents: (events, nowMs) =>
      events.some((event) => wrong(event, nowMs))
        ? badRequest("unsupported event")
        : null,
  });
}

const reserialised = (body: Uint8Array): Uint8Array => {
  const json = parseJsonBytes(body);
  return json === null ? body : Buffer.from(JSON.stringify(json.value));
};

const rightHex = (
  { body, signature }: Arrival,
  { secrets }: WebhookAgreement,
) =>
  isTimestampedHeader(signature)
    ? []
    : secrets.map((secret) => signWebhook(body, secret));

const SIGNATURE_FAULTS: readonly Bend<ReceiverPolicy>[] = [
  bend(
    "webhook.accepts-bad-signature",
    "the signature is not compared at all",
    {
      forgives: ({ hasSignature, signature }) =>
        hasSignature && signature !== "",
    },
  ),
  bend(
    "webhook.accepts-missing-signature",
    "a delivery without the header is trusted",
    {
      forgives: ({ hasSignature }) => !hasSignature,
    },
  ),
  bend(
    "webhook.accepts-empty-signature",
    "an empty signature counts as right",
    {
      forgives: ({ hasSignature, signature }) =>
        hasSignature && signature === "",
    },
  ),
  bend(
    "webhook.compares-prefix",
    "a beginning of the right signature is enough",
    {
      forgives: (arrival, agreement) =>
        arrival.signature !== "" &&
        rightHex(arrival, agreement).some((right) =>
          right.startsWith(arrival.signature),
        ),
    },
  ),
  bend(
    "webhook.ignores-trailing-garbage",
    "what follows the signature is cut off",
    {
      forgives: (arrival, agreement) =>
        rightHex(arrival, agreement).some((right) =>
          arrival.signature.startsWith(right),
        ),
    },
  ),
  bend(
    "webhook.accepts-base64",
    "the same signature in Base64 is accepted as well",
    {
      forgives: (arrival, agreement) =>
        rightHex(arrival, agreement).some(
          (right) =>
            Buffer.from(right, "hex").toString("base64") === arrival.signature,
        ),
    },
  ),
  bend(
    "webhook.trusts-known-signatures",
    "a signature that was right once is accepted with any body",
    { forgives: ({ signatureSeen }) => signatureSeen },
  ),
  bend(
    "webhook.crashes-on-short-signature",
    "a signature of another length ends in a 500",
    {
      refusal: ({ signature }) =>
        signature !== "" &&
        signature.length !== 64 &&
        !isTimestampedHeader(signature)
          ? emptyReply(500)
          : unauthorized(),
    },
  ),
  bend("webhook.refuses-with-400", "a bad signature is answered 400", {
    refusal: () => badRequest("Invalid signature"),
  }),
  bend(
    "webhook.refuses-with-200",
    "a bad signature is answered 200 with an error text",
    {
      refusal: () => jsonReply(200, { error: "Invalid signature" }),
    },
  ),
  bend("webhook.accepts-stale", "the timestamp's age is not checked", {
    toleranceSec: () => Number.MAX_SAFE_INTEGER,
  }),
  bend("webhook.accepts-future", "a timestamp ahead is accepted", {
    forgives: ({ body, signature, nowMs }, { secrets }) => {
      const aheadMs = Number(/^t=(\d+),/.exec(signature)?.[1] ?? 0) * 1000;
      return (
        aheadMs > nowMs &&
        verifyWebhook({
          payload: body,
          signature,
          secret: secrets,
          nowMs: aheadMs,
        }).valid
      );
    },
  }),
  bend(
    "webhook.verifies-reserialised",
    "the signature is checked over parsed and re-written JSON",
    {
      signedBytes: reserialised,
    },
  ),
  bend(
    "webhook.verifies-trimmed",
    "the signature is checked over the trimmed body",
    {
      signedBytes: (body) =>
        Buffer.from(Buffer.from(body).toString("utf8").trim()),
    },
  ),
  bend(
    "webhook.verifies-as-latin1",
    "the body is read as Latin-1 before the check",
    {
      signedBytes: (body) =>
        Buffer.from(Buffer.from(body).toString("latin1"), "utf8"),
    },
  ),
  bend(
    "webhook.parses-before-verifying",
    "malformed JSON is answered 400 before the signature is checked",
    {
      beforeVerifying: ({ body, hasSignature }) =>
        hasSignature && body.length > 0 && parseJsonBytes(body) === null
          ? badRequest("the body is not JSON")
          : null,
    },
  ),
];

const BODY_FAULTS: readonly Bend<ReceiverPolicy>[] = [
  bend("webhook.refuses-everything", "every delivery is answered 401", {
    beforeVerifying: unauthorized,
  }),
  bend(
    "webhook.crashes-on-everything",
    "every rightly signed delivery ends in a 500",
    {
      afterVerifying: ({ body }) =>
        body.length === 0 ? null : emptyReply(500),
    },
  ),
  bend("webhook.accepts-empty-body", "an empty body is answered 200", {
    onEmptyBody: RIGHT.success,
  }),
  bend("webhook.crashes-on-empty-body", "an empty body ends in a 500", {
    onEmptyBody: () => emptyReply(500),
  }),
  bend("webhook.empty-body-is-422", "an empty body is answered 422", {
    onEmptyBody: () => emptyReply(422),
  }),
  bend("webhook.accepts-non-json", "a body that is no JSON is answered 200", {
    onMalformed: RIGHT.success,
  }),
  bend("webhook.crashes-on-non-json", "a body that is no JSON ends in a 500", {
    onMalformed: () => emptyReply(500),
  }),
  bend("webhook.body-limit-16kb", "a body over 16 KB is refused", {
    afterVerifying: ({ body }) =>
      body.length > 16_384 ? emptyReply(413) : null,
  }),
  bend("webhook.body-limit-100kb", "a body over 100 KB is refused", {
    afterVerifying: ({ body }) =>
      body.length > 102_400 ? emptyReply(413) : null,
  }),
  bend("webhook.answers-get", "GET is answered 200", { onGet: RIGHT.success }),
  bend(
    "webhook.refuses-redelivery",
    "a delivery that came before is answered 409",
    {
      afterVerifying: ({ seenBefore, twinInFlight }) =>
        seenBefore && !twinInFlight ? emptyReply(409) : null,
    },
  ),
  bend(
    "webhook.applies-redeliveries",
    "a delivery that comes again is applied again",
    { appliesAgain: true },
  ),
  bend(
    "webhook.crashes-on-parallel-twins",
    "identical deliveries at once end in a 500",
    {
      afterVerifying: ({ twinInFlight }) =>
        twinInFlight ? emptyReply(500) : null,
      delayMs: () => 20,
    },
  ),
  bend(
    "webhook.overloads-at-ten",
    "the eleventh delivery at once is answered 503",
    {
      afterVerifying: ({ inFlight, twinInFlight }) =>
        inFlight > 10 && !twinInFlight ? emptyReply(503) : null,
      // Long enough for a busy machine to bring the rest of a burst along.
      delayMs: ({ inFlight }) => (inFlight > 2 ? 400 : 40),
    },
  ),
  bend(
    "webhook.answers-large-late",
    "a large delivery is worked through before it is answered",
    {
      delayMs: ({ body }, { timeoutMs }) =>
        body.length > 16_384 && body.length < 100_000 ? timeoutMs + 500 : 0,
    },
  ),
];

const KNOWN_EVENTS: readonly string[] = WEBHOOK_EVENTS;
const DAY_MS = 86_400_000;

const EVENT_FAULTS: readonly Bend<ReceiverPolicy>[] = [
  ...WEBHOOK_EVENTS.filter((name) => name !== "payment.created").map((name) =>
    refusing(
      `webhook.refuses-${name}`,
      `${name} is refused`,
      ({ event }) => event === name,
    ),
  ),
  refusing(
    "webhook.requires-creator-key",
    "a payment.created without creatorKey is refused",
    ({ event, data }) =>
      event === "payment.created" && data["creatorKey"] === undefined,
  ),
  refusing(
    "webhook.refuses-unknown-events",
    "an event it does not know is refused",
    ({ event }) => !KNOWN_EVENTS.includes(event),
  ),
  refusing(
    "webhook.requires-callback-id",
    "an event without callbackId is refused",
    ({ callbackId }) => callbackId === undefined,
  ),
  refusing(
    "webhook.refuses-test-events",
    "an event marked isTest is refused",
    ({ isTest }) => isTest === true,
  ),
  refusing(
    "webhook.requires-milliseconds",
    "an event time without milliseconds is refused",
    ({ timestamp }) => !/\.\d{3}Z$/.test(timestamp),
  ),
  refusing(
    "webhook.refuses-old-events",
    "an event older than a day is refused",
    ({ timestamp }, nowMs) => nowMs - Date.parse(timestamp) > DAY_MS,
  ),
  bend("webhook.refuses-batches", "a delivery of several events is refused", {
    refusesEvents: (events) =>
      events.length > 1 && events.length <= 10
        ? badRequest("one event at a time")
        : null,
  }),
  bend(
    "webhook.refuses-large-batches",
    "a delivery of more than ten events is refused",
    {
      refusesEvents: (events) =>
        events.length > 10 ? badRequest("too many events") : null,
    },
  ),
];

const VARIANTS: readonly Bend<ReceiverPolicy>[] = [
  bend("webhook.answers-202", "success is 202 without a body", {
    success: () => emptyReply(202),
  }),
  bend("webhook.answers-204", "success is 204 and the connection is closed", {
    success: () => ({ ...emptyReply(204), closeConnection: true }),
  }),
  bend("webhook.slow-300ms", "every reply takes 300 ms", {
    delayMs: () => 300,
  }),
  bend(
    "webhook.malformed-is-401",
    "malformed JSON is answered 401, as verifyWebhook leads to",
    {
      onMalformed: unauthorized,
    },
  ),
  bend("webhook.strict-hex", "an upper-case signature is refused", {
    beforeVerifying: ({ signature }) =>
      /[A-F]/.test(signature) ? unauthorized() : null,
  }),
  bend(
    "webhook.typed-fields",
    "only amounts may have a fraction, and the body has no members but the known",
    {
      afterVerifying: ({ body }) =>
        /"(?!amount")\w+":\d+(?:\.|e)|\],"\w+":/i.test(
          Buffer.from(body).toString("utf8"),
        )
          ? badRequest("not the agreed fields")
          : null,
    },
  ),
  bend(
    "webhook.empty-body-first",
    "an empty body is answered 400 before the signature is checked",
    {
      beforeVerifying: ({ body }) =>
        body.length === 0 ? badRequest("the body is empty") : null,
    },
  ),
];

export const gameServerRole = defineRole<
  ReceiverPolicy,
  { readonly webhook: WebhookAgreement }
>({
  id: "game-server",
  title: "Game server (webhook receiver)",
  paths: {
    "/game/webhooks/playcamp": "POST webhooks: 2xx, or 401 for a bad signature",
    "/game/webhooks/applied":
      "GET: how often an event was applied, by ?event= &callbackId= &userId= &transactionId=",
    "/game/webhooks/failures":
      "POST callbackId= &times=: answer its next deliveries 500",
  },
  policy: RIGHT,
  faults: [...SIGNATURE_FAULTS, ...BODY_FAULTS, ...EVENT_FAULTS],
  variants: VARIANTS,
  start: ({ webhook }, policy, world) => ({
    routes: [
      {
        prefix: "/game/webhooks",
        handle: createReceiver(webhook, policy, world),
      },
    ],
  }),
});

function createReceiver(
  agreement: WebhookAgreement,
  policy: ReceiverPolicy,
  world: SandboxWorld,
) {
  const desk = createGameDesk(agreement.mapping, policy.appliesAgain);
  const handled = new Set<string>();
  const rightSignatures = new Set<string>();
  const current = new Map<string, number>();
  let inFlight = 0;
  return async (request: ServedRequest): Promise<ServedReply> => {
    const asked = desk.answer(request);
    if (asked !== null) return asked;
    if (request.method !== "POST") return policy.onGet();
    const signature = headerValue(request.headers, SIGNATURE_HEADER);
    const key = Buffer.from(request.body).toString("latin1");
    const twins = current.get(key) ?? 0;
    inFlight += 1;
    current.set(key, twins + 1);
    const arrival: Arrival = {
      body: request.body,
      signature: signature ?? "",
      hasSignature: signature !== null,
      inFlight,
      twinInFlight: twins > 0,
      seenBefore: handled.has(key),
      signatureSeen: rightSignatures.has(signature ?? ""),
      nowMs: world.clock.nowMs(),
    };
    try {
      await world.clock.sleep(policy.delayMs(arrival, agreement));
      const reply = judge(arrival, agreement, policy, desk);
      if (reply.status < 300) remember(rightSignatures, arrival.signature);
      return reply;
    } finally {
      inFlight -= 1;
      current.set(key, (current.get(key) ?? 1) - 1);
      remember(handled, key);
    }
  };
}

/** What is remembered to tell a redelivery; the oldest goes first. */
const REMEMBERED = 1_000;

function remember(seen: Set<string>, key: string): void {
  seen.add(key);
  if (seen.size <= REMEMBERED) return;
  const [oldest] = seen;
  if (oldest !== undefined) seen.delete(oldest);
}

function judge(
  arrival: Arrival,
  agreement: WebhookAgreement,
  policy: ReceiverPolicy,
  desk: GameDesk,
): ServedReply {
  const { nowMs } = arrival;
  const early = policy.beforeVerifying(arrival);
  if (early !== null) return early;
  const verified = verifyWebhook({
    payload: policy.signedBytes(arrival.body),
    signature: arrival.signature,
    secret: agreement.secrets,
    tolerance: policy.toleranceSec(agreement),
    nowMs,
    form: agreement.form,
  });
  const trusted =
    verified.valid ||
    verified.error === "Invalid JSON payload" ||
    policy.forgives(arrival, agreement);
  if (!trusted) return policy.refusal(arrival);
  const late = policy.afterVerifying(arrival);
  if (late !== null) return late;
  if (arrival.body.length === 0) return policy.onEmptyBody();
  const json = parseJsonBytes(arrival.body);
  if (json === null) return policy.onMalformed();
  const events = eventsOf(json.value);
  // Whatever else a partner's format looks like is that partner's business.
  const refused = events === null ? null : policy.refusesEvents(events, nowMs);
  return refused ?? desk.accept(json.value) ?? policy.success();
}
