/** Finds the body behind a recorded delivery, so that it can be signed again for now. */
import type { Exchange } from "../../../core/http-exchange.js";
import { headerValue } from "../../../core/http.js";
import { signDelivery } from "../../../protocols/webhook/delivery.js";
import { SIGNATURE_HEADER, type SignatureForm } from "../../../protocols/webhook/signature.js";
import type { Redactor } from "../../../core/redaction.js";
import { type FreshDelivery, isRecorded, wholeText } from "../../fresh-message.js";
import type { WebhookTarget } from "./webhook-target.js";

/** An older timestamp was meant to be old. */
const OLDEST_SEC = 5;

/** @returns null unless signing the same body again gives the recorded headers to the letter */
export function freshDelivery(
  target: WebhookTarget,
  { request, startedAt }: Exchange,
  redactor: Redactor,
): FreshDelivery | null {
  const text = wholeText(request);
  if (text === null) return null;
  const signature = headerValue(request.headers, SIGNATURE_HEADER) ?? "";
  const dated = /^t=(\d{1,12}),/.exec(signature)?.[1];
  const timestampSec = Number(dated ?? 0);
  const ageSec = Date.parse(startedAt) / 1000 - timestampSec;
  if (dated !== undefined && Math.abs(ageSec) > OLDEST_SEC) return null;
  const form: SignatureForm = dated === undefined ? "simple" : "timestamped";
  const body = Buffer.from(text);
  const { headers } = signDelivery(body, {
    signature: form,
    secret: target.secrets[0].value,
    timestampSec,
    mapping: target.mapping,
  });
  const { url, connection } = target;
  const rebuilt = { method: "POST", url, headers, body };
  if (!isRecorded(request, rebuilt, redactor, connection.headers)) return null;
  return { kind: "delivery", body: text, form: target.form === "both" ? form : null };
}
