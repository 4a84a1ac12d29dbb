/** Forged deliveries: which checks stand for which forgeries, and how a delivery is made of a signature. */
import { headerValue, withoutHeader } from "../../../core/http.js";
import { signatureHeader, webhookCredential } from "../../../protocols/webhook/credential.js";
import { withSignature } from "../../../protocols/webhook/delivery.js";
import { WEBHOOK_EVENTS, type WebhookEvent } from "../../../protocols/webhook/events.js";
import {
  SIGNATURE_HEADER,
  type SignatureForm,
  timestampedParts,
} from "../../../protocols/webhook/signature.js";
import { UNKNOWN_EVENT } from "../../../protocols/webhook/tamper-bodies.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { legalFormScenario } from "../../legal-forms.js";
import { expectClientError, expectSuccess, isSuccess } from "../../expect.js";
import type { ForgedMessage, Forging } from "../../forged.js";
import type { Everywhere, OwnSurface } from "../../surfaces.js";
import {
  accepted,
  carries,
  delivery,
  eventFor,
  nowSec,
  ordinaryEvent,
  ordinaryForm,
  REFUSES_ALL,
  WEBHOOK_CLAUSE,
  type WebhookContext,
  type WebhookTarget,
} from "./webhook-target.js";

const CLAUSE = `${WEBHOOK_CLAUSE}, signature verification: a missing or bad signature is refused`;
const FORGED = "Anyone who knows the URL could grant boosts and payments by forged deliveries.";
const TIME_FIX =
  "Refuse a timestamp that is older than the tolerance (300 s by default) or ahead, after verifying `{t}.{body}`.";

/** Faults that accept any signature, or answer every refusal with 200. */
export const ACCEPTS_ANY = ["webhook.accepts-bad-signature", "webhook.refuses-with-200"];
const SHORT = "webhook.crashes-on-short-signature";
const PREFIX = "webhook.compares-prefix";
const TRAILING = "webhook.ignores-trailing-garbage";

const signature = (id: string, ...kills: readonly string[]) => ({
  id: `webhook.signature.${id}`,
  kills: [...kills, ...ACCEPTS_ANY],
});
const ofNothing = (id: string) => ({
  id: `webhook.signature.${id}`,
  kills: ["webhook.refuses-with-200"],
});

export const WEBHOOK_FORGING: Forging<WebhookTarget> = {
  suite: "webhook",
  message: "a delivery",
  clause: CLAUSE,
  why: FORGED,
  fix: "Compute HMAC-SHA-256 over the raw body bytes, decode the header's hex, and compare all 32 bytes in constant time; a value of another length is simply wrong.",
  longest: webhookCredential(Buffer.from("1"), "key", null, ["0".repeat(64)]),
  groups: {
    missing: ofNothing("missing-refused"),
    empty: ofNothing("empty-refused"),
    "wrong-key": signature("wrong-secret-refused"),
    "empty-key": signature("empty-key-refused"),
    guessed: signature("guessed-refused", SHORT),
    borrowed: {
      ...signature("altered-body-refused", "webhook.trusts-known-signatures"),
      title: "a delivery with the signature of another body is refused",
      why: "Whoever sits between could change an amount or a user and nobody would notice.",
    },
    "every-character": signature("every-character-counts"),
    short: signature("short-refused", PREFIX, SHORT),
    truncated: signature("truncated-refused", PREFIX, SHORT),
    longer: signature("over-long-refused", TRAILING, SHORT),
    "other-encoding": signature("other-encoding-refused", "webhook.accepts-base64", SHORT),
    oversized: signature("oversized-refused", TRAILING, SHORT),
    unclean: signature("unclean-refused", TRAILING, SHORT),
    misplaced: signature("misplaced-refused", SHORT),
    stale: {
      ...signature(
        "stale-refused",
        "webhook.reads-two-times",
        "webhook.accepts-empty-time",
        "webhook.accepts-empty-signature",
      ),
      fix: TIME_FIX,
    },
    future: { ...signature("future-refused"), fix: TIME_FIX },
    ahead: { ...signature("slightly-ahead-refused"), fix: TIME_FIX },
    "non-numeric": { ...signature("non-numeric-timestamp-refused"), fix: TIME_FIX },
    "other-digits": { ...signature("other-digits-refused"), fix: TIME_FIX },
    "other-unit": { ...signature("other-unit-refused"), fix: TIME_FIX },
  },
  notApplicable: ({ form, toleranceSec }, group) => {
    // A header of parts may have more of them.
    if (["unclean", "misplaced"].includes(group) && form === "timestamped")
      return "what may stand beside v1 in the header is not judged";
    if (!TIMED.includes(group)) return null;
    if (form === "simple") return HAS_NO_TIMESTAMP;
    return group === "ahead" && toleranceSec <= 120 ? "the agreed tolerance is too short" : null;
  },
  control: async (context) => {
    const request = delivery(context, [ordinaryEvent(context, "control")]);
    return { request, preconditions: [accepted(await context.send("a right delivery", request))] };
  },
  forge: (context, label, control) => {
    const form = TIMED.includes(label) ? "timestamped" : ordinaryForm(context.target);
    const events = [ordinaryEvent(context, label)];
    return forgedDelivery(context, delivery(context, events, form), form, control);
  },
  time: (context) => ({
    unit: "s",
    nowMs: context.clock.nowMs(),
    lifeMs: context.target.toleranceSec * 1000,
  }),
  refused: (_, reply, because) => expectClientError(reply, because),
};

export const HAS_NO_TIMESTAMP =
  "the profile declares signatures without a timestamp (webhook.signature)";

/** Groups that need a timestamped signature. */
const TIMED: readonly string[] = [
  "stale",
  "future",
  "ahead",
  "non-numeric",
  "other-unit",
  "other-digits",
];

/** A right delivery whose signature can be exchanged. */
export function forgedDelivery(
  context: WebhookContext,
  right: OutgoingRequest,
  form: SignatureForm = ordinaryForm(context.target),
  control?: OutgoingRequest,
): ForgedMessage {
  const body = right.body ?? new Uint8Array(0);
  const secret = context.target.secrets[0].value;
  const timestamp = String(nowSec(context));
  const seen = control === undefined ? [] : [hexOf(control)];
  const bearing = (time: string, value: string | null): OutgoingRequest => ({
    ...right,
    headers:
      value === null
        ? withoutHeader(right.headers, SIGNATURE_HEADER)
        : withSignature(right.headers, signatureHeader(form, time, value)),
  });
  const credentialAt = (time: string) =>
    webhookCredential(body, secret, form === "simple" ? null : time, seen);
  return {
    credential: credentialAt(timestamp),
    request: (value) => bearing(timestamp, value),
    ...(form === "simple"
      ? {}
      : {
          at: (time) => bearing(time, credentialAt(time).value),
          atTwo: (signed, beside) =>
            withTwoTimes(right, signed, credentialAt(signed).value, beside),
        }),
  };
}

/** Whoever reads one of two timestamps, always the same, refuses each of these. */
function withTwoTimes(
  right: OutgoingRequest,
  signed: string,
  hex: string,
  beside: string,
): readonly OutgoingRequest[] {
  return [
    `t=${signed},t=${beside},v1=${hex}`,
    `t=${beside},t=${signed},v1=${hex}`,
    `t=${signed},v1=${hex},t=${beside}`,
  ].map((value) => ({ ...right, headers: withSignature(right.headers, value) }));
}

/** The digits of a right signature, of either form. */
function hexOf({ headers }: OutgoingRequest): string {
  const value = headerValue(headers, SIGNATURE_HEADER) ?? "";
  return timestampedParts(value)?.hex ?? value;
}

function surfaceOf(
  id: string,
  what: string,
  events: (context: WebhookContext, label: string) => readonly WebhookEvent[],
  isServed: (target: WebhookTarget) => boolean = () => true,
): OwnSurface<WebhookTarget> {
  return {
    id,
    what,
    isServed,
    forge: (context, label) => forgedDelivery(context, delivery(context, events(context, label))),
  };
}

const BATCH_HEADERS = ["X-Webhook-Batch", "X-Webhook-Count"];

/** Above 64 KB, in either format. */
const MANY_EVENTS = 500;

export const LEGAL_FORMS_ACCEPTED = legalFormScenario({
  forging: WEBHOOK_FORGING,
  check: {
    id: "webhook.delivery.any-form-accepted",
    why: "PlayCamp's HTTP library, or a proxy between, changes with any release: then nothing arrives.",
    kills: ["webhook.needs-exact-header-name", ...REFUSES_ALL],
  },
  accepted: (_, reply) => expectSuccess(reply, "the delivery is right"),
});

export const EVERYWHERE: Everywhere<WebhookTarget> = {
  forging: WEBHOOK_FORGING,
  check: {
    id: "webhook.signature.holds-everywhere",
    title: "the signature is checked whatever else the delivery holds",
    kills: [
      ...["missing-signature", "empty-signature", "other-key"].map((id) => `webhook.accepts-${id}`),
      ...ACCEPTS_ANY,
    ],
  },
  surfaces: [
    {
      id: "repetitions",
      what: "in a repetition of an accepted delivery",
      forge: (context, _, control) => forgedDelivery(context, control),
    },
    {
      id: "timestamped",
      what: "in the timestamped form",
      isUnproved: true,
      isServed: ({ form }) => form === "both",
      forge: (context, label) =>
        forgedDelivery(
          context,
          delivery(context, [ordinaryEvent(context, label)], "timestamped"),
          "timestamped",
        ),
    },
    surfaceOf("large-bodies", "in a delivery above 64 KB", (context, label) =>
      Array.from({ length: MANY_EVENTS }, (_, at) => ordinaryEvent(context, `${label} ${at}`)),
    ),
    surfaceOf("no-events", "over an empty list of events", () => []),
    surfaceOf(
      "unknown-events",
      "over an event that nobody knows",
      (context, label) => [{ ...ordinaryEvent(context, label), event: UNKNOWN_EVENT }],
      (target) => carries(target, { event: UNKNOWN_EVENT }),
    ),
    {
      id: "plain-headers",
      what: "without the headers that name a batch",
      forge: (context, label) => {
        const right = delivery(context, [ordinaryEvent(context, label)]);
        const headers = BATCH_HEADERS.reduce(withoutHeader, right.headers);
        return forgedDelivery(context, { ...right, headers });
      },
    },
    surfaceOf("test-events", "over a test event", (context, label) => [
      { ...ordinaryEvent(context, label), isTest: true },
    ]),
    // Ordinary deliveries hold the one that is missing here.
    ...WEBHOOK_EVENTS.filter((event) => event !== "payment.created").map((event) =>
      surfaceOf(
        event,
        `over ${event}`,
        (context, label) => [eventFor(context, event, label)],
        (target) => carries(target, { event }),
      ),
    ),
  ],
  isAmbiguous: true,
  letsIn: (_, reply) => isSuccess(reply),
};
