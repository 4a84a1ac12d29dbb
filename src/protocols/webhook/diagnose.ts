/**
 * Says why a webhook's signature does not verify. Nothing is guessed at: a
 * cause is named only when the signature comes out of it, byte for byte.
 */
import { agreementCause } from "./causes/agreement.js";
import { missingSignature } from "./causes/missing.js";
import type { LabelledSecret } from "./causes/secret.js";
import { type AgreedText, readSignature } from "./causes/signature-text.js";
import type { NamedText } from "./causes/signed-text.js";
import { keyCheckValue } from "./key-check-value.js";
import { type DiagnosedCause, provenCause, type SearchEnd, searchProof } from "./proof.js";
import {
  type AcceptedForm,
  DEFAULT_TOLERANCE_SEC,
  SIGNATURE_HEADER,
  verifyWebhook,
} from "./signature.js";
import { visibleInBody, visibleInSecret, visibleInSignature } from "./visible.js";

export interface DiagnoseWebhookOptions {
  /** The raw body. */
  readonly body: Uint8Array;
  /** The header's value; empty when it is missing. */
  readonly signature: string;
  /** The expected secret first; then others that may have been mixed up with it. */
  readonly secrets: readonly [LabelledSecret, ...LabelledSecret[]];
  /** Default `both`. */
  readonly form?: AcceptedForm;
  readonly nowMs: number;
  /** Seconds. Default 300. */
  readonly tolerance?: number;
  /** Timestamps and the like of the delivery's other headers. */
  readonly beside?: readonly NamedText[];
  /** Asked before every trial; false ends the search. */
  readonly mayGoOn?: () => boolean;
}

export interface SignatureDiagnosis {
  readonly valid: boolean;
  /** What is unusual about a valid signature. */
  readonly note?: string;
  /** Left out when valid, and when no known cause gives this signature. */
  readonly cause?: DiagnosedCause;
  /** Where no cause is known: what can be seen, none of it proved. */
  readonly visible?: readonly string[];
  /** The search was not finished. */
  readonly searchEnded?: SearchEnd;
  /** Of the expected secret: the other side can compare its own. */
  readonly keyCheckValue: string;
}

/**
 * Verifies a delivery; on a mismatch finds the known cause that explains it.
 *
 * @returns no cause for a signature that has nothing to do with body and secrets
 */
export function diagnoseWebhook(options: DiagnoseWebhookOptions): SignatureDiagnosis {
  const [expected, ...others] = options.secrets;
  const checkValue = keyCheckValue(expected.value);
  const accepted = others.filter((secret) => secret.accepted === true);
  const verification = verifyWebhook({
    payload: options.body,
    signature: options.signature,
    secret: [expected, ...accepted].map(({ value }) => value),
    tolerance: options.tolerance ?? DEFAULT_TOLERANCE_SEC,
    nowMs: options.nowMs,
    form: options.form ?? "both",
  });
  if (verification.valid) {
    const note = noteOn(options.signature);
    return {
      valid: true,
      ...(note === null ? {} : { note }),
      keyCheckValue: checkValue,
    };
  }
  return { valid: false, ...findCause(options), keyCheckValue: checkValue };
}

function noteOn(signature: string): string | null {
  return /[A-F]/.test(signature.replace(/^.*v1=/, ""))
    ? "The signature is in upper-case hex. It verifies on decoded bytes; a receiver that compares text would refuse it."
    : null;
}

export type Found = Pick<SignatureDiagnosis, "cause" | "visible" | "searchEnded">;

function findCause(options: DiagnoseWebhookOptions): Found {
  const body = Buffer.from(options.body);
  const missing = missingSignature(options.signature, SIGNATURE_HEADER);
  if (missing !== null) return { cause: missing };
  const { secrets, beside = [], mayGoOn } = options;
  const message = { body, claims: readSignature(options.signature), secrets, beside, mayGoOn };
  const { proven, searchEnded } = searchProof(message);
  const cause =
    proven === null
      ? null
      : (provenCause(proven, message) ??
        agreementCause({
          body,
          timestamp: proven.timestamp,
          form: options.form ?? "both",
          nowMs: options.nowMs,
          toleranceSec: options.tolerance ?? DEFAULT_TOLERANCE_SEC,
        }));
  if (cause !== null) return { cause };
  return leftOver({ ...options, body, searchEnded }, "hex");
}

/** Nothing known explains the signature: what can be seen, and whether everything was tried. */
export function leftOver(
  {
    signature,
    body,
    secrets: [{ value: secret }],
    searchEnded,
  }: Pick<DiagnoseWebhookOptions, "signature" | "secrets"> & {
    readonly body: Buffer;
    readonly searchEnded: SearchEnd | undefined;
  },
  agreed: AgreedText,
): Found {
  const visible = [
    ...visibleInSecret(secret),
    ...visibleInSignature(signature, agreed),
    ...visibleInBody(body).map((seen) => `the body: ${seen}`),
  ];
  return {
    ...(visible.length === 0 ? {} : { visible }),
    ...(searchEnded === undefined ? {} : { searchEnded }),
  };
}
