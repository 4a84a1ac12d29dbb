/**
 * The events PlayCamp sends and what they look like. Signing and the wrapping
 * into a delivery are elsewhere; so is the format that a gateway passes on.
 */
import { hash } from "node:crypto";

export const WEBHOOK_EVENTS = [
  "coupon.redeemed",
  "payment.created",
  "payment.bulk_created",
  "payment.refunded",
  "sponsor.created",
  "sponsor.ended",
  "sponsor.changed",
] as const;

export type WebhookEventName = (typeof WEBHOOK_EVENTS)[number];

export function isWebhookEventName(name: string): name is WebhookEventName {
  return (WEBHOOK_EVENTS as readonly string[]).includes(name);
}

/**
 * One entry of `events` in a delivery. There is no event id: receivers
 * deduplicate by what `data` identifies.
 *
 * `event` is any text, because receivers must live with names they do not know.
 */
export interface WebhookEvent {
  readonly event: string;
  /** ISO 8601. */
  readonly timestamp: string;
  /** What the game handed over at entry or with its API call. */
  readonly callbackId?: string;
  readonly isTest?: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface SampleContext {
  /** Milliseconds since the epoch; becomes the event's `timestamp`. */
  readonly timestampMs: number;
  /** An identifier for a label such as `userId`; the same label gives the same identifier. */
  readonly ids: (label: string) => string;
  readonly callbackId?: string;
}

type Ids = SampleContext["ids"];

const SAMPLE_DATA: Readonly<
  Record<WebhookEventName, (ids: Ids) => Readonly<Record<string, unknown>>>
> = {
  "coupon.redeemed": (ids) => ({
    couponCode: ids("couponCode"),
    userId: ids("userId"),
    usageId: usageIdFrom(ids("usageId")),
    reward: [
      { itemId: "gem_pack_small", itemQuantity: 100 },
      { itemId: "stamina_potion", itemQuantity: 5 },
    ],
  }),
  "payment.created": (ids) => ({
    transactionId: ids("transactionId"),
    userId: ids("userId"),
    amount: 9900,
    currency: "KRW",
    creatorKey: creatorKeyFrom("creatorKey", ids),
    campaignId: ids("campaignId"),
  }),
  "payment.bulk_created": (ids) => ({
    totalRequested: 3,
    successful: 3,
    failed: 0,
    skipped: 0,
    transactionIds: [1, 2, 3].map((number) => ids(`transactionId${number}`)),
  }),
  "payment.refunded": (ids) => ({
    transactionId: ids("transactionId"),
    userId: ids("userId"),
  }),
  "sponsor.created": sponsorship,
  "sponsor.ended": sponsorship,
  "sponsor.changed": (ids) => ({
    userId: ids("userId"),
    campaignId: ids("campaignId"),
    oldCreatorKey: creatorKeyFrom("oldCreatorKey", ids),
    newCreatorKey: creatorKeyFrom("newCreatorKey", ids),
  }),
};

/**
 * A realistic event of the given name; the same arguments give the same event.
 *
 * @source PlayCamp webhook documentation, "Event Payloads"
 */
export function sampleEvent(name: WebhookEventName, context: SampleContext): WebhookEvent {
  const { timestampMs, ...rest } = context;
  return sampleEventAt(name, new Date(timestampMs).toISOString(), rest);
}

/**
 * The same for a caller that has the time as text.
 *
 * @param timestamp ISO 8601
 */
export function sampleEventAt(
  name: WebhookEventName,
  timestamp: string,
  { ids, callbackId }: Omit<SampleContext, "timestampMs">,
): WebhookEvent {
  const data = SAMPLE_DATA[name](ids);
  // PlayCamp's order of fields.
  return callbackId === undefined
    ? { event: name, timestamp, data }
    : { event: name, timestamp, callbackId, data };
}

/** The events of a parsed body, or null when it is no delivery. */
export function eventsOf(payload: unknown): readonly WebhookEvent[] | null {
  if (!isRecord(payload)) return null;
  const events = payload["events"];
  return Array.isArray(events) && events.every(isWebhookEvent) ? events : null;
}

function isWebhookEvent(value: unknown): value is WebhookEvent {
  return (
    isRecord(value) &&
    typeof value["event"] === "string" &&
    typeof value["timestamp"] === "string" &&
    isRecord(value["data"])
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sponsorship(ids: Ids): Readonly<Record<string, unknown>> {
  return {
    userId: ids("userId"),
    campaignId: ids("campaignId"),
    creatorKey: creatorKeyFrom("creatorKey", ids),
  };
}

const CREATOR_KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * Five of [A-Z0-9], whatever identifiers look like; the label keeps old and new apart.
 *
 * @internal
 */
export function creatorKeyFrom(label: string, ids: Ids): string {
  // A character a byte: a buffer takes Node twice as long as the hashing.
  const bytes = hash("sha256", `${label}:${ids(label)}`, "binary");
  let key = "";
  for (let at = 0; at < 5; at += 1)
    key += CREATOR_KEY_ALPHABET.charAt(bytes.charCodeAt(at) % CREATOR_KEY_ALPHABET.length);
  return key;
}

/**
 * A positive integer that any 32-bit signed column can hold.
 *
 * @internal
 */
export function usageIdFrom(id: string): number {
  const drawn = hash("sha256", id, "buffer").readUInt32BE(0);
  return (drawn % 0x7fff_ffff) + 1;
}
