/**
 * Puts events into one signed delivery: the body's bytes and the headers that
 * belong to them. Sending it is transport's business.
 */
import { withHeader, type HeaderPair } from "../../core/http.js";
import type { WebhookEvent } from "./events.js";
import { valueBelow } from "../../core/json/path.js";
import { convertToGateway } from "./gateway.js";
import { DEFAULT_GATEWAY_MAPPING, type GatewayMapping } from "./gateway-mapping.js";
import {
  BATCH_HEADER,
  COUNT_HEADER,
  parseJsonBytes,
  SIGNATURE_HEADER,
  signTimestampedWebhook,
  signWebhook,
  type SignatureForm,
} from "./signature.js";

export type WebhookFormat = "playcamp" | "gateway";

export interface SignOptions {
  /** A delivery is fired in one form, also where the receiver accepts both. */
  readonly signature: SignatureForm;
  readonly secret: string;
  /** Unix seconds; only a timestamped signature shows it. */
  readonly timestampSec: number;
}

export interface Delivery {
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array;
  /** Events in the body. */
  readonly count: number;
}

export interface BuildDeliveryOptions extends SignOptions {
  readonly events: readonly WebhookEvent[];
  readonly format: WebhookFormat;
  readonly mapping?: GatewayMapping;
}

export interface BuiltDelivery extends Delivery {
  /** Events that the gateway mapping does not know and that are therefore not in the body. */
  readonly unmapped: readonly string[];
}

/**
 * Builds and signs the delivery that holds these events, in order.
 *
 * @throws {UserError} `secret_empty`
 */
export function buildDelivery(options: BuildDeliveryOptions): BuiltDelivery {
  if (options.format === "playcamp") {
    const body = serialiseEvents(options.events);
    const signed = signDelivery(body, {
      ...options,
      count: options.events.length,
    });
    return { ...signed, unmapped: [] };
  }
  const converted = convertToGateway(options.events, options.mapping);
  const signed = signDelivery(Buffer.from(JSON.stringify(converted.body)), {
    ...options,
    count: converted.events.length,
  });
  return { ...signed, unmapped: converted.unmapped };
}

/**
 * The headers for bytes that are sent exactly as given.
 *
 * @param options `count` where it is known; else the events are counted, none in what is no delivery
 * @throws {UserError} `secret_empty`
 */
export function signDelivery(
  body: Uint8Array,
  options: SignOptions & {
    readonly count?: number;
    readonly mapping?: GatewayMapping;
  },
): Delivery {
  const count = options.count ?? countEvents(body, options.mapping);
  const headers: readonly HeaderPair[] = [
    ["Content-Type", "application/json"],
    [BATCH_HEADER, "true"],
    [COUNT_HEADER, String(count)],
    [SIGNATURE_HEADER, signatureOf(body, options)],
  ];
  return { headers, body, count };
}

/** The signature header's value for these bytes. */
export function signatureOf(body: Uint8Array, options: SignOptions): string {
  return options.signature === "simple"
    ? signWebhook(body, options.secret)
    : signTimestampedWebhook(body, options.secret, options.timestampSec);
}

/** The same headers, with the signature made anew for other bytes. */
export function withSignature(
  headers: readonly HeaderPair[],
  signature: string,
): readonly HeaderPair[] {
  return withHeader(headers, SIGNATURE_HEADER, signature);
}

/** `{"events":[…]}` as PlayCamp writes it: compact UTF-8, no newline at the end. */
function serialiseEvents(events: readonly WebhookEvent[]): Uint8Array {
  return Buffer.from(JSON.stringify({ events }));
}

function countEvents(body: Uint8Array, mapping?: GatewayMapping): number {
  const json = parseJsonBytes(body);
  if (json === null) return 0;
  const envelopes = [mapping?.envelope ?? DEFAULT_GATEWAY_MAPPING.envelope, "events"];
  const found = envelopes
    .map((path) => valueBelow(json.value, path))
    .find((value) => Array.isArray(value));
  return found?.length ?? 0;
}
