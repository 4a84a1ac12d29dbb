/** Puts together what `fire-webhook` sends: events or given bytes, the user's changes, the signature. */
import { UserError } from "../core/errors.js";
import type { HeaderPair } from "../core/http.js";
import { suggestionHint } from "../core/suggest.js";
import type { WebhookSettings } from "../profile/webhook-settings.js";
import {
  signDelivery,
  type WebhookFormat,
} from "../protocols/webhook/delivery.js";
import {
  isWebhookEventName,
  sampleEvent,
  WEBHOOK_EVENTS,
  type WebhookEvent,
} from "../protocols/webhook/events.js";
import { convertToGateway } from "../protocols/webhook/gateway.js";
import type { SignatureForm } from "../protocols/webhook/signature.js";
import {
  overrideBody,
  overrideHeaders,
  parseMessageOverrides,
} from "./message-overrides.js";

export interface DeliveryOrder {
  readonly events: readonly string[];
  /** Exact bytes instead of events. */
  readonly data: Uint8Array | null;
  readonly format: WebhookFormat;
  readonly form: SignatureForm;
  readonly callbackId: string | null;
  /** `body.…` and `header.…` overrides, as given. */
  readonly changes: readonly string[];
  readonly nowMs: number;
  /** An identifier for a label, new in every call of the command. */
  readonly ids: (label: string) => string;
}

export interface FireableDelivery {
  /** Made anew for every attempt: a retry's timestamped signature is as fresh as the first. */
  readonly headersAt: (nowMs: number) => readonly HeaderPair[];
  readonly body: Uint8Array;
}

/**
 * `body.*` applies before signing, `header.*` after it.
 *
 * @throws {UserError} `unknown_event`, `event_unmapped`, `set_*`, `secret_empty`
 */
export function buildFireable(
  settings: WebhookSettings,
  order: DeliveryOrder,
): FireableDelivery {
  const overrides = parseMessageOverrides(order.changes);
  const body = overrideBody(
    order.data ?? eventBody(settings, order),
    overrides.body,
  );
  const headersAt = (nowMs: number) => {
    const { headers } = signDelivery(body, {
      signature: order.form,
      secret: settings.secrets[0].value,
      timestampSec: Math.floor(nowMs / 1000),
      mapping: settings.mapping,
    });
    return overrideHeaders(headers, overrides.header);
  };
  return { body, headersAt };
}

function eventBody(
  settings: WebhookSettings,
  order: DeliveryOrder,
): Uint8Array {
  const events = order.events.map((name, at) => eventOf(name, at, order));
  if (order.format === "playcamp")
    return Buffer.from(JSON.stringify({ events }));
  const { body, unmapped } = convertToGateway(events, settings.mapping);
  const [first] = unmapped;
  if (first === undefined) return Buffer.from(JSON.stringify(body));
  throw new UserError(
    "event_unmapped",
    `the gateway format does not carry ${first}`,
    "Fire it with --format playcamp, or map it under webhook.gateway.events in the profile.",
  );
}

function eventOf(name: string, at: number, order: DeliveryOrder): WebhookEvent {
  if (!isWebhookEventName(name)) {
    throw new UserError(
      "unknown_event",
      `there is no event "${name}"`,
      suggestionHint(name, WEBHOOK_EVENTS),
    );
  }
  return sampleEvent(name, {
    timestampMs: order.nowMs,
    ids: (label) => order.ids(`${at}/${label}`),
    ...(order.callbackId === null ? {} : { callbackId: order.callbackId }),
  });
}
