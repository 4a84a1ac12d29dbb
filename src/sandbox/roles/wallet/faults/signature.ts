/** Defects of authentication: what is let in that should not be, and how refusals go wrong. */
import { isJsonObject, renderJson } from "../../../../core/json/value.js";
import { readJson } from "../../../../core/json/read.js";
import { callbackCredential } from "../../../../protocols/wallet/credential.js";
import { acceptingFaults, trustingFaults } from "../../../forgery-faults.js";
import { signCallback } from "../../../../protocols/wallet/signature.js";
import { BAD_SIGNATURE, CRASH, refusal } from "../answer.js";
import { deviation } from "../wallet-policy.js";

const RIGHT_LENGTH = 44;

/** What a body becomes on its way through a JSON library. */
function rewritten(body: Uint8Array): Uint8Array {
  const reading = readJson(body);
  return reading.ok && isJsonObject(reading.value) ? Buffer.from(renderJson(reading.value)) : body;
}

const PREFIX = /^wallet\./;

export const SIGNATURE_FAULTS = [
  ...acceptingFaults("wallet", callbackCredential(Buffer.from("1"), "key"), null).map(
    ({ id, title, isLike }) =>
      deviation(id.replace(PREFIX, ""), title, {
        forgivesSignature: ({ signature, credential }) => isLike({ value: signature, credential }),
      }),
  ),
  ...trustingFaults("wallet", "POST").map(({ id, title, isOn }) =>
    deviation(id.replace(PREFIX, ""), title, {
      trusts: (request) => isOn({ ...request, url: request.target }),
    }),
  ),
  deviation("trusts-large-bodies", "signatures are not checked of bodies above 64 KB", {
    trusts: ({ body }) => body.length > 65_536,
  }),
  deviation("accepts-bad-signature", "the signature is not compared at all", {
    forgivesSignature: ({ signature }) => (signature ?? "") !== "",
  }),
  deviation("accepts-signature-prefix", "a beginning of the right signature is enough", {
    forgivesSignature: ({ signature, rightSignatures }) =>
      (signature ?? "").length > 1 &&
      rightSignatures.some((right) => right.startsWith(signature ?? "")),
  }),
  deviation("ignores-trailing-garbage", "what follows the signature is cut off", {
    forgivesSignature: ({ signature, rightSignatures }) =>
      rightSignatures.some((right) => signature?.startsWith(right)),
  }),
  deviation("crashes-on-short-signature", "a signature of another length ends in a 500", {
    unauthorized: ({ signature }) =>
      (signature ?? "") !== "" && signature?.length !== RIGHT_LENGTH ? CRASH : BAD_SIGNATURE,
  }),
  deviation(
    "trusts-known-signatures",
    "a signature that was right once is accepted with any body",
    {
      forgivesSignature: ({ signatureSeen }) => signatureSeen,
    },
  ),
  deviation("signs-with-public-key", "a signature that the public key makes is accepted", {
    forgivesSignature: ({ signature, publicKey, body }) =>
      signature === signCallback(body, publicKey ?? "-"),
  }),
  deviation("verifies-reserialised", "the signature is checked over parsed and re-written JSON", {
    signedBytes: rewritten,
  }),
  deviation("verifies-trimmed", "the signature is checked over the trimmed body", {
    signedBytes: (body) => Buffer.from(Buffer.from(body).toString("utf8").trim()),
  }),
  deviation(
    "parses-before-verifying",
    "malformed JSON is answered 400 before the signature is checked",
    {
      beforeVerifying: ({ body }) =>
        readJson(body).ok ? null : refusal(400, "the body is not JSON"),
    },
  ),
  deviation("verifies-withdraw-only", "only /withdraw checks signatures", {
    forgivesSignature: ({ kind }) => kind !== "withdraw",
  }),
  deviation("accepts-unknown-public-key", "any public key is as good as the tenant's", {
    forgivesPublicKey: ({ publicKey }) => publicKey !== null,
  }),
  deviation("folds-public-key-case", "public keys are compared without regard to case", {
    forgivesPublicKey: ({ publicKey }, right) => publicKey?.toLowerCase() === right.toLowerCase(),
  }),
  deviation(
    "accepts-missing-public-key",
    "a callback without a public key is taken for the tenant's",
    {
      forgivesPublicKey: ({ publicKey }) => publicKey === null,
    },
  ),
  deviation("refuses-signature-with-403", "a bad signature is answered 403", {
    unauthorized: () => refusal(403, "forbidden"),
  }),
  deviation("refuses-signature-with-200", "a bad signature is answered 200 with an error text", {
    unauthorized: () => ({ ...BAD_SIGNATURE, status: 200 }),
  }),
  deviation("refuses-every-bet", "/withdraw verifies with another secret", {
    beforeVerifying: ({ kind }) => (kind === "withdraw" ? BAD_SIGNATURE : null),
  }),
  deviation("refuses-everything", "every callback is answered 401", {
    beforeVerifying: () => BAD_SIGNATURE,
  }),
  deviation("crashes-on-everything", "every correctly signed callback ends in a 500", {
    afterVerifying: () => CRASH,
  }),
];
