/** Defects in what the receiver trusts: which signature it accepts, over which bytes, and how it refuses. */
import { emptyReply, jsonReply } from "../../../../core/server.js";
import {
  isTimestampedHeader,
  parseJsonBytes,
  signWebhook,
  verifyWebhook,
} from "../../../../protocols/webhook/signature.js";
import type { WebhookAgreement } from "../agreement.js";
import type { Arrival } from "../arrivals.js";
import { badRequest, deviation, unauthorized } from "../receiver-policy.js";

const reserialised = (body: Uint8Array): Uint8Array => {
  const json = parseJsonBytes(body);
  return json === null ? body : Buffer.from(JSON.stringify(json.value));
};

const rightHex = ({ body, signature }: Arrival, { secrets }: WebhookAgreement) =>
  isTimestampedHeader(signature) ? [] : secrets.map((secret) => signWebhook(body, secret));

export const SIGNATURE_FAULTS = [
  deviation("webhook.accepts-bad-signature", "the signature is not compared at all", {
    forgives: ({ hasSignature, signature }) => hasSignature && signature !== "",
  }),
  deviation("webhook.accepts-missing-signature", "a delivery without the header is trusted", {
    forgives: ({ hasSignature }) => !hasSignature,
  }),
  deviation("webhook.accepts-empty-signature", "an empty signature counts as right", {
    forgives: ({ hasSignature, signature }) => hasSignature && signature === "",
  }),
  deviation("webhook.compares-prefix", "a beginning of the right signature is enough", {
    forgives: (arrival, agreement) =>
      arrival.signature !== "" &&
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
  deviation("webhook.crashes-on-short-signature", "a signature of another length ends in a 500", {
    refusal: ({ signature }) =>
      signature !== "" && signature.length !== 64 && !isTimestampedHeader(signature)
        ? emptyReply(500)
        : unauthorized(),
  }),
  deviation("webhook.refuses-with-400", "a bad signature is answered 400", {
    refusal: () => badRequest("Invalid signature"),
  }),
  deviation("webhook.refuses-with-200", "a bad signature is answered 200 with an error text", {
    refusal: () => jsonReply(200, { error: "Invalid signature" }),
  }),
  deviation("webhook.accepts-stale", "the timestamp's age is not checked", {
    toleranceSec: () => Number.MAX_SAFE_INTEGER,
  }),
  deviation("webhook.accepts-future", "a timestamp ahead is accepted", {
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
  deviation("webhook.verifies-as-latin1", "the body is read as Latin-1 before the check", {
    signedBytes: (body) => Buffer.from(Buffer.from(body).toString("latin1"), "utf8"),
  }),
  deviation(
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
