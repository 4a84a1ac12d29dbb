/**
 * Says why a captured callback's signature does not verify, by the same tables
 * as a webhook's: here the digest is Base64, and nothing but the body is signed.
 */
import { parseJson } from "../../core/json/read.js";
import type { Cause, Variant } from "../webhook/causes/cause.js";
import { missingSignature } from "../webhook/causes/missing.js";
import type { LabelledSecret } from "../webhook/causes/secret.js";
import { readSignature, type SignatureClaim } from "../webhook/causes/signature-text.js";
import type { NamedText } from "../webhook/causes/signed-text.js";
import { type Found, leftOver, type SignatureDiagnosis } from "../webhook/diagnose.js";
import { keyCheckValue } from "../webhook/key-check-value.js";
import { provenCause, searchProof } from "../webhook/proof.js";
import { withWalletFixes } from "./fixes.js";
import { PUBLIC_KEY_HEADER, SIGNATURE_HEADER, verifyCallback } from "./signature.js";

export interface DiagnoseCallbackOptions {
  /** The raw body. */
  readonly body: Uint8Array;
  /** The header's value; empty when it is missing. */
  readonly signature: string;
  /** The expected secret first; then others that may have been mixed up with it. */
  readonly secrets: readonly [LabelledSecret, ...LabelledSecret[]];
  /** What the callback shows; null where it has none, or is only a body and a signature. */
  readonly publicKey?: string | null;
  /** What was agreed; null where it is not known. */
  readonly agreedPublicKey?: string | null;
  /** Other headers and the path, which the sender may have signed too. */
  readonly beside?: readonly NamedText[];
  /** Asked before every trial; false ends the search. */
  readonly mayGoOn?: () => boolean;
}

/** Verifies a callback; on a mismatch finds the known cause that explains it. */
export function diagnoseCallback(options: DiagnoseCallbackOptions): SignatureDiagnosis {
  const { secrets, signature } = options;
  const [expected, ...others] = secrets;
  const body = Buffer.from(options.body);
  const accepted = [expected, ...others.filter((secret) => secret.accepted === true)];
  const { valid } = verifyCallback({
    body,
    signature,
    secrets: accepted.map(({ value }) => value),
  });
  const shown = { keyCheckValue: keyCheckValue(expected.value) };
  if (!valid) return { valid, ...findCause(body, options), ...shown };
  const cause = otherPublicKey(options);
  if (cause !== null) return { valid: false, cause, ...shown };
  return parseJson(body.toString("utf8")).ok
    ? { valid, ...shown }
    : { valid, note: "The body is no JSON: right signature, and a 400 all the same.", ...shown };
}

/** The signature is right, and the tenant is another one: a receiver must refuse it. */
function otherPublicKey({
  publicKey = null,
  agreedPublicKey = null,
}: DiagnoseCallbackOptions): Cause | null {
  if (publicKey === null || agreedPublicKey === null || publicKey === agreedPublicKey) return null;
  return {
    id: "public-key-other",
    message: `The signature is right, but ${PUBLIC_KEY_HEADER} is ${JSON.stringify(publicKey)}, and ${JSON.stringify(agreedPublicKey)} is agreed.`,
    senderSigned: "this body, correctly",
    receiverHas: "another public key, so that it does not know whose callback this is",
    remedy: `Compare wallet.publicKey here with what the provider's console shows for this environment.`,
  };
}

function findCause(body: Buffer, options: DiagnoseCallbackOptions): Found {
  const { signature, secrets, beside = [], mayGoOn } = options;
  const missing = missingSignature(signature, SIGNATURE_HEADER);
  if (missing !== null) return { cause: withWalletFixes(missing) };
  const claims = readSignature(signature, "base64").map(asCallback);
  const message = { body, claims, secrets, beside, mayGoOn };
  const { proven, searchEnded } = searchProof(message);
  const cause =
    proven === null
      ? null
      : provenCause({ ...proven, causes: proven.causes.map(ofCallback) }, message);
  return cause === null ? leftOver({ ...message, signature, searchEnded }, "base64") : { cause };
}

const FORM_OF_WEBHOOKS: Cause = {
  id: "form-of-webhooks",
  message: 'The callback is signed as a PlayCamp webhook is: "t=…,v1=…", over timestamp and body.',
  senderSigned: "timestamp and body, in the form of webhooks",
  receiverHas: "a verifier of callbacks: Base64 over the body alone",
  remedy: "Sign callbacks as the wallet's clause says: the raw body alone, in Base64.",
};

/** A timestamp in the header is a mistake of its own here. */
function asCallback({ timestamp, readings }: SignatureClaim): SignatureClaim {
  if (timestamp === null) return { timestamp, readings };
  const inOtherForm = ({ value, causes }: (typeof readings)[number]): Variant<typeof value> => ({
    value,
    causes: [FORM_OF_WEBHOOKS, ...causes.filter(({ id }) => id !== "signature-hex")],
    weight: 1,
  });
  return { timestamp, readings: readings.map(inOtherForm) };
}

/** What webhooks say of their timestamp is, of a callback, that more than the body was signed. */
function ofCallback(cause: Cause): Cause {
  const own = withWalletFixes(cause);
  return own.id.startsWith("timestamp-") || own.id === "several-texts-signed"
    ? {
        ...own,
        id: "more-than-body-signed",
        remedy: "Sign the raw body alone: a callback's signature covers nothing else.",
      }
    : own;
}
