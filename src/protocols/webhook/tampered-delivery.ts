/** A delivery under a signature that is forged, changed, or right for something else. */
import { headerValue, type HeaderPair } from "../../core/http.js";
import { attemptsOf, type ForgeryId } from "../signing/forgeries/forgeries.js";
import type { TamperedMessage } from "../signing/tamper-kind.js";
import { signatureHeader, webhookCredential } from "./credential.js";
import { signatureOf, withSignature, type WebhookFormat } from "./delivery.js";
import type { GatewayMapping } from "./gateway-mapping.js";
import { SIGNATURE_HEADER, timestampedParts, type SignatureForm } from "./signature.js";

export interface WebhookTamperInput {
  readonly body: Uint8Array;
  /** As correctly signed. */
  readonly headers: readonly HeaderPair[];
  readonly secret: string;
  readonly form: SignatureForm;
  /** Unix seconds, by which the delivery is signed anew where its bytes change. */
  readonly nowSec: number;
  /** Default `playcamp`. */
  readonly format?: WebhookFormat;
  readonly mapping?: GatewayMapping;
}

/** One message for each wrong value of a forgery. */
export function forged(
  id: ForgeryId,
  { headers, body, secret, form, nowSec }: WebhookTamperInput,
): readonly TamperedMessage[] {
  const shown = timestampedParts(headerValue(headers, SIGNATURE_HEADER) ?? "");
  const timestamp = shown?.timestamp ?? String(nowSec);
  const credential = webhookCredential(body, secret, form === "simple" ? null : timestamp);
  return attemptsOf(id, credential).map(({ value }) => ({
    headers: withSignature(headers, signatureHeader(form, timestamp, value ?? "")),
    body,
  }));
}

/** The same body under a signature that was changed. */
export function signedAs(
  change: (signature: string) => string,
): (input: WebhookTamperInput) => readonly TamperedMessage[] {
  return ({ headers, body }) => {
    const signature = headerValue(headers, SIGNATURE_HEADER) ?? "";
    return [{ headers: withSignature(headers, change(signature)), body }];
  };
}

/** Another body, or by another clock or secret, under a right signature. */
export function resigned(input: WebhookTamperInput, body: Uint8Array): readonly TamperedMessage[] {
  const signature = signatureOf(body, {
    signature: input.form,
    secret: input.secret,
    timestampSec: input.nowSec,
  });
  return [{ headers: withSignature(input.headers, signature), body }];
}

/** Changes the 64 digits at the end, in either form. */
export function withHex(signature: string, change: (hex: string) => string): string {
  return signature.slice(0, -64) + change(signature.slice(-64));
}
