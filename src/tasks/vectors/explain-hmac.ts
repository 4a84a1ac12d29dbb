/** Why an HMAC over a body came out wrong: the diagnosis of webhooks, put to work for whoever signs. */
import { diagnoseWebhook } from "../../protocols/webhook/diagnose.js";
import type { AcceptedForm } from "../../protocols/webhook/signature.js";
import { type Explanation, inputText, type SignVector, VECTOR_TIME_SEC } from "./vector.js";

/** @param signature in hex, or `t=…,v1=…` */
export function explainHmac(
  vector: SignVector,
  signature: string,
  form: AcceptedForm,
): Explanation | null {
  const { cause } = diagnoseWebhook({
    body: Buffer.from(inputText(vector, "bodyHex"), "hex"),
    signature,
    secrets: [{ label: "the published test key", value: vector.key }],
    form,
    nowMs: VECTOR_TIME_SEC * 1000,
  });
  if (cause === undefined) return null;
  return {
    cause: cause.id,
    message: `${cause.message} It was made from ${cause.senderSigned}.`,
  };
}
