/**
 * Verifying for whoever imports this package: whatever stands in a request is
 * answered, never thrown, and a body is held against PlayCamp's form of one.
 */
import { isJsonArray, isJsonObject } from "../../core/json/value.js";
import {
  type AcceptedForm,
  DEFAULT_TOLERANCE_SEC,
  verifyWebhook,
  type WebhookVerificationError,
} from "./signature.js";

/** One event as it came; a receiver must live with names and members that it does not know. */
export interface ReceivedEvent {
  readonly event?: string;
  /** ISO 8601. */
  readonly timestamp?: string;
  readonly callbackId?: string;
  readonly isTest?: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface ReceivedPayload {
  readonly events: readonly ReceivedEvent[];
}

export type ReceivedVerification =
  | { readonly valid: true; readonly payload: ReceivedPayload }
  | { readonly valid: false; readonly error: WebhookVerificationError };

export interface ReceivedDelivery {
  /** The raw body as bytes or text. What a JSON parser made of it can not be verified. */
  readonly payload: Uint8Array | ArrayBuffer | string | null | undefined;
  /** The value of `X-Webhook-Signature`, as the framework gives it. */
  readonly signature: string | readonly string[] | null | undefined;
  /** Several during a rotation: any of them may match. An empty one never does. */
  readonly secret: string | readonly string[] | undefined;
  /** Seconds that a timestamped signature stays good. 300 where it is left out, or not above 0. */
  readonly tolerance?: number;
  /** Milliseconds since the epoch. Left out: now. */
  readonly nowMs?: number;
  /** Default `both`: the header shows which form it is. */
  readonly form?: AcceptedForm;
}

/** @source PlayCamp Go SDK, webhookutil: what it refuses, and that a tolerance of 0 or less is 300 */
export function verifyReceived(delivery: ReceivedDelivery, nowMs: number): ReceivedVerification {
  const { payload, signature, secret, tolerance = DEFAULT_TOLERANCE_SEC, form } = delivery;
  if (signature === undefined || signature === null) return refused("Invalid signature");
  if (typeof signature !== "string") return refused("Invalid signature format");
  if (!Number.isFinite(tolerance) || !Number.isFinite(nowMs))
    return refused("Webhook timestamp outside tolerance window");
  const body = bodyOf(payload);
  if (body === null) return refused("Invalid JSON payload");
  const verified = verifyWebhook({
    payload: body,
    signature,
    secret: secretsOf(secret),
    tolerance: tolerance > 0 ? tolerance : DEFAULT_TOLERANCE_SEC,
    nowMs,
    ...(form === undefined ? {} : { form }),
  });
  if (!verified.valid) return verified;
  const read = payloadOf(verified.payload);
  return read === null ? refused("Invalid JSON payload") : { valid: true, payload: read };
}

function bodyOf(payload: unknown): Uint8Array | string | null {
  if (typeof payload === "string" || payload instanceof Uint8Array) return payload;
  return payload instanceof ArrayBuffer ? new Uint8Array(payload) : null;
}

function secretsOf(secret: unknown): readonly string[] {
  const listed: readonly unknown[] = isJsonArray(secret) ? secret : [secret];
  return listed.filter((each) => typeof each === "string");
}

/** A body without events is one with none, as it is for PlayCamp's own SDK. */
function payloadOf(value: unknown): ReceivedPayload | null {
  if (value === null) return { events: [] };
  if (!isJsonObject(value)) return null;
  const events = value["events"] ?? [];
  return isJsonArray(events) && events.every(isReceivedEvent) ? { ...value, events } : null;
}

function isReceivedEvent(value: unknown): value is ReceivedEvent {
  if (!isJsonObject(value)) return false;
  const { event, timestamp, callbackId, isTest, data } = value;
  return (
    [event, timestamp, callbackId].every((each) => each == null || typeof each === "string") &&
    (isTest == null || typeof isTest === "boolean") &&
    (data == null || isJsonObject(data))
  );
}

function refused(error: WebhookVerificationError): ReceivedVerification {
  return { valid: false, error };
}
