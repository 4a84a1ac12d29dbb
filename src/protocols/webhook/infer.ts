/**
 * Finds what is agreed from one captured delivery: the signature's form, proved
 * by recomputing it, and the format of the body.
 */
import { headerValue, type HeaderPair } from "../../core/http.js";
import type { WebhookFormat } from "./delivery.js";
import { diagnoseWebhook } from "./diagnose.js";
import type { DiagnosedCause } from "./proof.js";
import { eventsOf } from "./events.js";
import { inferGatewayMapping, type InferredMapping } from "./infer-gateway.js";
import {
  isTimestampedHeader,
  parseJsonBytes,
  SIGNATURE_HEADER,
  type SignatureForm,
  timestampedParts,
  verifyWebhook,
} from "./signature.js";

/** A delivery as a receiver got it. */
export interface CapturedDelivery {
  readonly headers: readonly HeaderPair[];
  /** The raw bytes. */
  readonly body: Uint8Array;
}

export interface InferredWebhook {
  readonly form: SignatureForm;
  /** The header that held the signature, as it was written. */
  readonly header: string;
  readonly format: WebhookFormat;
  /** Null where the format is PlayCamp's own. */
  readonly mapping: InferredMapping | null;
  /** Names of the events in it. */
  readonly events: readonly string[];
}

export type WebhookInference =
  | { readonly ok: true; readonly webhook: InferredWebhook }
  | {
      readonly ok: false;
      readonly problem: string;
      /** What was proved to be wrong about the signature. */
      readonly cause: DiagnosedCause | null;
    };

/** @param secret the webhook secret, exactly as agreed */
export function inferWebhook(delivery: CapturedDelivery, secret: string): WebhookInference {
  const signed = signedHeader(delivery, secret);
  if (signed === null) return unsigned(delivery, secret);
  const [header, value] = signed;
  const form = isTimestampedHeader(value) ? "timestamped" : "simple";
  const body = parseJsonBytes(delivery.body)?.value;
  const events = eventsOf(body);
  if (events !== null) {
    const names = events.map(({ event }) => event);
    return found({
      form,
      header,
      format: "playcamp",
      mapping: null,
      events: names,
    });
  }
  const mapping = inferGatewayMapping(body);
  if (mapping === null)
    return {
      ok: false,
      problem:
        "the signature is right, but the body holds no list of events that could be recognised",
      cause: null,
    };
  const { events: names } = mapping;
  return found({ form, header, format: "gateway", mapping, events: names });
}

function found(webhook: InferredWebhook): WebhookInference {
  return { ok: true, webhook };
}

/** The usual header, or any other one that verifies. */
function signedHeader({ headers, body }: CapturedDelivery, secret: string): HeaderPair | null {
  const usual = headers.filter(([name]) => name.toLowerCase() === SIGNATURE_HEADER.toLowerCase());
  const others = headers.filter((pair) => !usual.includes(pair));
  return [...usual, ...others].find(([, value]) => isRight(value, body, secret)) ?? null;
}

/** A captured delivery may be of any age, so it is judged as of its own time. */
function isRight(value: string, body: Uint8Array, secret: string): boolean {
  if (value === "") return false;
  const verification = verifyWebhook({
    payload: body,
    signature: value,
    secret,
    nowMs: timeOf(value),
  });
  return verification.valid || verification.error === "Invalid JSON payload";
}

function timeOf(signature: string): number {
  const seconds = Number(timestampedParts(signature)?.timestamp ?? 0);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}

function unsigned({ headers, body }: CapturedDelivery, secret: string): WebhookInference {
  const signature = headerValue(headers, SIGNATURE_HEADER) ?? "";
  const { cause } = diagnoseWebhook({
    body,
    signature,
    secrets: [{ label: "the secret given", value: secret }],
    nowMs: timeOf(signature),
  });
  const problem =
    cause?.message ??
    `no header holds a signature that this secret gives over the body; ${SIGNATURE_HEADER} does not either`;
  return { ok: false, problem, cause: cause ?? null };
}
