/**
 * PlayCamp's two webhook signatures: made, and verified the way its own SDKs
 * do. Why a signature does not verify is for diagnose.ts to say.
 */
import { UserError } from "../../core/errors.js";
import { parsePlainJson } from "../../core/json/read.js";
import { digest, hexDigest } from "../signing/algorithms.js";
import { equalInConstantTime } from "../signing/constant-time.js";
import { decodeUtf8 } from "../../core/decode-utf8.js";

export const SIGNATURE_HEADER = "X-Webhook-Signature";
export const BATCH_HEADER = "X-Webhook-Batch";
export const COUNT_HEADER = "X-Webhook-Count";

/** How one delivery is signed. */
export type SignatureForm = "simple" | "timestamped";
/** What a receiver accepts. */
export type AcceptedForm = SignatureForm | "both";

/** Seconds that a timestamped signature stays good, where nothing else is agreed. */
export const DEFAULT_TOLERANCE_SEC = 300;
/** Seconds by which the sender's clock may be ahead. */
export const FUTURE_TOLERANCE_SEC = 5;

/**
 * Signs a webhook body the way PlayCamp does by default.
 *
 * Signs the bytes as sent; a re-serialised body gives another signature.
 *
 * @param body raw request bytes
 * @returns lower-case hex, 64 characters
 * @throws {UserError} `secret_empty`
 * @source PlayCamp Go SDK, webhookutil
 */
export function signWebhook(body: Uint8Array, secret: string): string {
  return hmacHex([body], secret);
}

function hmacHex(pieces: readonly (Uint8Array | string)[], secret: string): string {
  if (secret === "") {
    throw new UserError(
      "secret_empty",
      "the webhook secret is empty, so its signatures would prove nothing",
      "set webhook.secret to a reference that holds the secret PlayCamp showed when the webhook was created",
    );
  }
  return hexDigest("hmac-sha256", pieces, secret);
}

/**
 * Signs `{timestamp}.{raw body}`.
 *
 * @param timestampSec unix seconds
 * @returns `t=<timestamp>,v1=<lower-case hex>`
 * @throws {UserError} `secret_empty`
 * @source PlayCamp Go SDK, webhookutil
 */
export function signTimestampedWebhook(
  body: Uint8Array,
  secret: string,
  timestampSec: number,
): string {
  const signature = hmacHex([`${timestampSec}.`, body], secret);
  return `t=${timestampSec},v1=${signature}`;
}

/**
 * The bytes a timestamped signature covers.
 *
 * @internal
 */
export function timestampedText(timestamp: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}.`), body]);
}

/** A signature for a receiver's own tests, under the name the SDKs give it. */
export function constructWebhookSignature(payload: Uint8Array | string, secret: string): string {
  return signWebhook(bytesOf(payload), secret);
}

export type WebhookVerificationError =
  | "Invalid signature"
  | "Invalid signature format"
  | "Invalid timestamp in signature"
  | "Webhook timestamp outside tolerance window"
  | "Invalid JSON payload";

export type WebhookVerification =
  /** `payload` is the parsed body. */
  | { readonly valid: true; readonly payload: unknown }
  | { readonly valid: false; readonly error: WebhookVerificationError };

export interface VerifyWebhookOptions {
  /** The raw body. */
  readonly payload: Uint8Array | string;
  /** The value of {@link SIGNATURE_HEADER}; empty when the header is missing. */
  readonly signature: string;
  /** Several during a rotation: any of them may match. An empty one never does. */
  readonly secret: string | readonly string[];
  /** Seconds a timestamped signature stays good. Default 300. */
  readonly tolerance?: number;
  readonly nowMs: number;
  /** Default `both`: the header shows which form it is. */
  readonly form?: AcceptedForm;
}

/**
 * Verifies a delivery as PlayCamp's SDKs do, error texts included. Bad input
 * of whatever kind is a result, never an exception.
 */
export function verifyWebhook(options: VerifyWebhookOptions): WebhookVerification {
  const error = verifySignature(options);
  if (error !== null) return refused(error);
  const json = parseJsonBytes(bytesOf(options.payload));
  return json === null ? refused("Invalid JSON payload") : { valid: true, payload: json.value };
}

/**
 * The first half of {@link verifyWebhook}, for whoever has read the body already.
 *
 * @returns null where the signature is right
 */
export function verifySignature(options: VerifyWebhookOptions): WebhookVerificationError | null {
  const claim = readClaim(bytesOf(options.payload), options);
  if ("error" in claim) return claim.error;
  const signature = decodeHex(claim.hex);
  if (signature === null) return "Invalid signature format";
  const secrets = typeof options.secret === "string" ? [options.secret] : options.secret;
  // Every secret is tried, so that the time taken does not tell which one matched.
  const matches = secrets.filter(
    (secret) =>
      secret !== "" && equalInConstantTime(digest("hmac-sha256", claim.signed, secret), signature),
  );
  return matches.length === 0 ? "Invalid signature" : null;
}

/** True for a header of the form `t=…,v1=…`, well-formed or not. */
export function isTimestampedHeader(signature: string): boolean {
  return signature.includes("t=") && signature.includes("v1=");
}

/** The last `t` and `v1` of a timestamped header; null when one is missing or empty. */
export function timestampedParts(
  signature: string,
): { readonly timestamp: string; readonly hex: string } | null {
  let timestamp = "";
  let hex = "";
  for (const part of signature.split(",")) {
    if (part.startsWith("t=")) timestamp = part.slice(2);
    if (part.startsWith("v1=")) hex = part.slice(3);
  }
  return timestamp === "" || hex === "" ? null : { timestamp, hex };
}

/** @returns null for anything but pairs of hex digits, of either case */
function decodeHex(text: string): Buffer | null {
  return /^(?:[0-9a-f]{2})*$/i.test(text) ? Buffer.from(text, "hex") : null;
}

/** The value wrapped, because `null` is JSON too. */
export interface JsonBody {
  readonly value: unknown;
}

/** @returns null when the bytes are no JSON text */
export function parseJsonBytes(bytes: Uint8Array): JsonBody | null {
  const text = decodeUtf8(bytes);
  if (text === null) return null;
  const reading = parsePlainJson(text);
  return reading.ok ? { value: reading.value } : null;
}

type Claim =
  | { readonly hex: string; readonly signed: Uint8Array }
  | { readonly error: WebhookVerificationError };

function readClaim(body: Uint8Array, options: VerifyWebhookOptions): Claim {
  const form = options.form ?? "both";
  const timestamped = isTimestampedHeader(options.signature);
  if (form !== "both" && (form === "timestamped") !== timestamped) {
    // A missing signature is not a badly formed one.
    const missing = options.signature === "";
    return {
      error: missing ? "Invalid signature" : "Invalid signature format",
    };
  }
  if (!timestamped) return { hex: options.signature, signed: body };
  const parts = timestampedParts(options.signature);
  if (parts === null) return { error: "Invalid signature format" };
  if (!/^\d{1,15}$/.test(parts.timestamp)) {
    return { error: "Invalid timestamp in signature" };
  }
  const ageSec = Math.floor(options.nowMs / 1000) - Number(parts.timestamp);
  const tolerance = options.tolerance ?? DEFAULT_TOLERANCE_SEC;
  if (ageSec > tolerance || ageSec < -FUTURE_TOLERANCE_SEC) {
    return { error: "Webhook timestamp outside tolerance window" };
  }
  return { hex: parts.hex, signed: timestampedText(parts.timestamp, body) };
}

function refused(error: WebhookVerificationError): WebhookVerification {
  return { valid: false, error };
}

function bytesOf(payload: Uint8Array | string): Uint8Array {
  return typeof payload === "string" ? Buffer.from(payload, "utf8") : payload;
}
