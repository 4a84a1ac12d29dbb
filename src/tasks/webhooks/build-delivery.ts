/** Puts together what `fire-webhook` sends: events or given bytes, the user's changes, the signature. */
import { UserError } from "../../core/errors.js";
import type { HeaderPair } from "../../core/http.js";
import { memoize } from "../../core/memoize.js";
import { suggestionHint } from "../../core/suggest.js";
import type { WebhookSettings } from "../../profile/webhook-settings.js";
import { signDelivery, type WebhookFormat } from "../../protocols/webhook/delivery.js";
import {
  isWebhookEventName,
  sampleEventAt,
  WEBHOOK_EVENTS,
  type WebhookEventName,
} from "../../protocols/webhook/events.js";
import { convertToGateway } from "../../protocols/webhook/gateway.js";
import type { SignatureForm } from "../../protocols/webhook/signature.js";
import { overrideBody, overrideHeaders, parseMessageOverrides } from "../message-overrides.js";

/** What all deliveries of a call have in common. */
export interface DeliveryOrder {
  readonly events: readonly string[];
  /** Exact bytes instead of events. */
  readonly data: Uint8Array | null;
  readonly format: WebhookFormat;
  readonly form: SignatureForm;
  readonly callbackId: string | null;
  /** `body.…` and `header.…` overrides, as given. */
  readonly changes: readonly string[];
}

/** What is a delivery's own. */
export interface DeliveryMoment {
  readonly nowMs: number;
  /** An identifier for a label; another delivery gets another. */
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
 * @returns what makes one delivery after the other; it throws {UserError} `event_unmapped`, `set_*`, `secret_empty`, with the first one if at all
 * @throws {UserError} `unknown_event`, `set_invalid`
 */
export function deliveryMaker(
  settings: WebhookSettings,
  order: DeliveryOrder,
): (moment: DeliveryMoment) => FireableDelivery {
  const overrides = parseMessageOverrides(order.changes);
  const events = order.events.map((name, at) => ({
    name: eventName(name),
    labelOf: memoize((label) => `${at}/${label}`),
  }));
  const timestampOf = createTimestamps();
  return ({ nowMs: builtMs, ids }) => {
    const plain =
      order.data === null
        ? eventBody(events, settings, order, timestampOf(builtMs), ids)
        : { body: order.data };
    const body = overrideBody(plain.body, overrides.body);
    const count = body === plain.body ? plain.count : undefined;
    const headersAt = (nowMs: number) => {
      const { headers } = signDelivery(body, {
        signature: order.form,
        secret: settings.secrets[0].value,
        timestampSec: Math.floor(nowMs / 1000),
        mapping: settings.mapping,
        ...(count === undefined ? {} : { count }),
      });
      return overrideHeaders(headers, overrides.header);
    };
    return { body, headersAt };
  };
}

interface PlainBody {
  readonly body: Uint8Array;
  /** Of events, where it is known without looking. */
  readonly count?: number;
}

interface NamedEvent {
  readonly name: WebhookEventName;
  /** @returns what nothing in another event of the delivery is called */
  readonly labelOf: (label: string) => string;
}

function eventBody(
  named: readonly NamedEvent[],
  settings: WebhookSettings,
  { format, callbackId }: DeliveryOrder,
  timestamp: string,
  ids: DeliveryMoment["ids"],
): PlainBody {
  const events = named.map(({ name, labelOf }) =>
    sampleEventAt(name, timestamp, {
      ids: (label) => ids(labelOf(label)),
      ...(callbackId === null ? {} : { callbackId }),
    }),
  );
  if (format === "playcamp")
    return {
      body: Buffer.from(JSON.stringify({ events })),
      count: events.length,
    };
  const converted = convertToGateway(events, settings.mapping);
  const [first] = converted.unmapped;
  if (first === undefined)
    return {
      body: Buffer.from(JSON.stringify(converted.body)),
      count: converted.events.length,
    };
  throw new UserError(
    "event_unmapped",
    `the gateway format does not carry ${first}`,
    "Fire it with --format playcamp, or map it under webhook.gateway.events in the profile.",
  );
}

/** A load builds dozens of deliveries in the same millisecond, and the text of a time costs as much as a body's. */
function createTimestamps(): (ms: number) => string {
  let lastMs = Number.NaN;
  let last = "";
  return (ms) => {
    if (ms !== lastMs) {
      last = new Date(ms).toISOString();
      lastMs = ms;
    }
    return last;
  };
}

function eventName(name: string): WebhookEventName {
  if (isWebhookEventName(name)) return name;
  throw new UserError(
    "unknown_event",
    `there is no event "${name}"`,
    suggestionHint(name, WEBHOOK_EVENTS),
  );
}
