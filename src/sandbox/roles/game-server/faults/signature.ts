/** Defects in what the receiver trusts: which signature it accepts, over which bytes, and how it refuses. */
import { headerValue } from "../../../../core/http.js";
import { emptyReply, jsonReply } from "../../../../core/server.js";
import {
  isTimestampedHeader,
  parseJsonBytes,
  signWebhook,
} from "../../../../protocols/webhook/signature.js";
import { trustingFault } from "../../../../protocols/signing/forgeries/surfaces.js";
import { webhookCredential } from "../../../../protocols/webhook/credential.js";
import { UNKNOWN_EVENT } from "../../../../protocols/webhook/tamper-bodies.js";
import { WEBHOOK_EVENTS } from "../../../../protocols/webhook/events.js";
import {
  acceptingFaults,
  type PresentedCredential,
  trustingFaults,
} from "../../../forgery-faults.js";
import type { WebhookAgreement } from "../agreement.js";
import { type Arrival, beginningOf } from "../arrivals.js";
import { badRequest, deviation, type ReceiverPolicy, unauthorized } from "../receiver-policy.js";

const reserialised = (body: Uint8Array): Uint8Array => {
  const json = parseJsonBytes(body);
  return json === null ? body : Buffer.from(JSON.stringify(json.value));
};

const rightHex = ({ body, signature }: Arrival, { secrets }: WebhookAgreement) =>
  isTimestampedHeader(signature) ? [] : secrets.map((secret) => signWebhook(body, secret));

function trusting(surface: string, trusts: ReceiverPolicy["trusts"]) {
  const title = `signatures are not checked of ${surface}`;
  return deviation(trustingFault("webhook", surface), title, { trusts });
}

/** Whichever form came: its digits, its timestamp, and what would have been right. */
function presented(
  { body, signature, hasSignature, nowMs }: Arrival,
  { secrets, toleranceSec }: WebhookAgreement,
): PresentedCredential {
  const isTimed = isTimestampedHeader(signature);
  const [, timestamp = "", hex = ""] = /^t=([^,]*),v1=(.*)$/s.exec(signature) ?? [];
  return {
    value: !hasSignature ? null : isTimed ? hex : signature,
    credential: webhookCredential(body, secrets[0] ?? "", isTimed ? timestamp : null),
    ...(isTimed ? { timestamp } : {}),
    time: { unit: "s", nowMs, lifeMs: toleranceSec * 1000 },
  };
}

export const SIGNATURE_FAULTS = [
  ...acceptingFaults("webhook", webhookCredential(Buffer.from("1"), "key", null), []).map(
    ({ id, title, isLike }) =>
      deviation(id, title, {
        forgives: (arrival, agreement) => isLike(presented(arrival, agreement)),
      }),
  ),
  ...trustingFaults("webhook", "POST").map(({ id, title, isOn }) =>
    deviation(id, title, { trusts: ({ request }) => isOn({ ...request, url: request.target }) }),
  ),
  ...[
    trusting("repetitions", ({ acceptedBefore }) => acceptedBefore),
    trusting("large-bodies", ({ body }) => body.length > 65_536),
    trusting("no-events", ({ body }) => Buffer.from(body).includes('"events":[]')),
    trusting("unknown-events", ({ body }) =>
      Buffer.from(body).includes(`"event":"${UNKNOWN_EVENT}"`),
    ),
    trusting(
      "plain-headers",
      ({ request }) => headerValue(request.headers, "X-Webhook-Batch") === null,
    ),
    trusting("test-events", ({ body }) => Buffer.from(body).includes('"isTest":true')),
    ...WEBHOOK_EVENTS.filter((event) => event !== "payment.created").map((event) =>
      trusting(event, ({ body }) => Buffer.from(body).includes(`"event":"${event}"`)),
    ),
  ],
  deviation("webhook.accepts-bad-signature", "the signature is not compared at all", {
    forgives: ({ hasSignature, signature }) => hasSignature && signature !== "",
  }),
  deviation("webhook.compares-prefix", "a beginning of the right signature is enough", {
    forgives: (arrival, agreement) =>
      arrival.signature.length > 1 &&
      rightHex(arrival, agreement).some((right) => right.startsWith(arrival.signature)),
  }),
  deviation("webhook.ignores-trailing-garbage", "what follows the signature is cut off", {
    forgives: (arrival, agreement) =>
      rightHex(arrival, agreement).some((right) => arrival.signature.startsWith(right)),
  }),
  deviation("webhook.accepts-base64", "the same signature in Base64 is accepted as well", {
    forgives: (arrival, agreement) =>
      rightHex(arrival, agreement).some(
        (right) => Buffer.from(right, "hex").toString("base64") === arrival.signature,
      ),
  }),
  deviation(
    "webhook.trusts-known-signatures",
    "a signature that was right once is accepted with any body",
    { forgives: ({ signatureSeen }) => signatureSeen },
  ),
  deviation(
    "webhook.reads-two-times",
    "of two timestamps the first is taken for the signature, and the last for the age",
    {
      forgives: ({ body, signature, nowMs }, { secrets, toleranceSec }) => {
        const times = [...signature.matchAll(/(?:^|,)t=(\d+)/g)].map(([, time = ""]) => time);
        const hex = /v1=([0-9a-f]+)/.exec(signature)?.[1];
        const [first = "", last = ""] = [times.at(0), times.at(-1)];
        return (
          times.length > 1 &&
          Math.abs(nowMs / 1000 - Number(last)) < toleranceSec &&
          hex === webhookCredential(body, secrets[0] ?? "", first).value
        );
      },
    },
  ),
  deviation("webhook.signs-first-kilobyte", "the signature is compared over the first kilobyte", {
    forgives: ({ body, signedBefore }) => signedBefore === beginningOf(body),
  }),
  deviation("webhook.crashes-on-short-signature", "a signature of another length ends in a 500", {
    refusal: ({ signature }) =>
      signature !== "" && signature.length !== 64 && !isTimestampedHeader(signature)
        ? emptyReply(500)
        : unauthorized(),
  }),
  deviation("webhook.explains-refusals", "a refusal shows the signature that would be right", {
    refusal: (_, expected) => jsonReply(401, { error: "Invalid signature", expected }),
  }),
  deviation("webhook.refuses-with-400", "a bad signature is answered 400", {
    refusal: () => badRequest("Invalid signature"),
  }),
  deviation("webhook.refuses-with-200", "a bad signature is answered 200 with an error text", {
    refusal: () => jsonReply(200, { error: "Invalid signature" }),
  }),
  deviation(
    "webhook.verifies-reserialised",
    "the signature is checked over parsed and re-written JSON",
    {
      signedBytes: reserialised,
    },
  ),
  deviation("webhook.verifies-trimmed", "the signature is checked over the trimmed body", {
    signedBytes: (body) => Buffer.from(Buffer.from(body).toString("utf8").trim()),
  }),
  deviation(
    "webhook.verifies-as-latin1",
    "characters outside ASCII are changed before the check, read as Latin-1, say",
    {
      signedBytes: (body) => Buffer.from(Buffer.from(body).toString("latin1"), "utf8"),
    },
  ),
];
