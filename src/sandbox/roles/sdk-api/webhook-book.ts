/** The webhooks that are registered at PlayCamp, and the log of what was delivered to each. */

import type { WebhookEventName } from "../../../protocols/webhook/events.js";

export interface Webhook {
  readonly id: number;
  readonly eventType: WebhookEventName;
  readonly url: string;
  readonly secret: string;
  readonly isActive: boolean;
  readonly retryCount: number;
  readonly timeoutMs: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export type DeliveryStatus = "PENDING" | "PROCESSING" | "SUCCESS" | "FAILED" | "RETRYING";

export interface LoggedDelivery {
  readonly id: number;
  readonly webhookId: number;
  readonly eventType: string;
  /** The body as delivered. */
  readonly payload: string;
  readonly status: DeliveryStatus;
  /** Attempts made so far. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly responseStatus: number | null;
  readonly responseBody: string | null;
  readonly createdAtMs: number;
  readonly completedAtMs: number | null;
  readonly nextRetryAtMs: number | null;
}

export interface WebhookBook {
  add(webhook: Omit<Webhook, "id">): Webhook;
  find(id: number): Webhook | null;
  all(): readonly Webhook[];
  listening(eventType: string): readonly Webhook[];
  update(id: number, change: Partial<Webhook>): Webhook | null;
  remove(id: number): boolean;
  /** A new delivery, under way. */
  open(webhook: Webhook, eventType: string, payload: string, nowMs: number): LoggedDelivery;
  /** What has become of a delivery since. */
  note(delivery: LoggedDelivery, change: Partial<LoggedDelivery>): LoggedDelivery;
  /** Latest first. */
  logsOf(id: number): readonly LoggedDelivery[];
}

/** Logged deliveries of a webhook; the oldest goes first. */
const KEPT_LOGS = 200;

export function createWebhookBook(): WebhookBook {
  const webhooks = new Map<number, Webhook>();
  const logs = new Map<number, Map<number, LoggedDelivery>>();
  let lastId = 0;
  let lastLogId = 0;
  const write = (delivery: LoggedDelivery): LoggedDelivery => {
    const own = logs.get(delivery.webhookId);
    own?.set(delivery.id, delivery);
    const [oldest] = own !== undefined && own.size > KEPT_LOGS ? own.keys() : [];
    if (oldest !== undefined) own?.delete(oldest);
    return delivery;
  };
  return {
    add: (webhook) => {
      lastId += 1;
      const added = { ...webhook, id: lastId };
      webhooks.set(lastId, added);
      logs.set(lastId, new Map());
      return added;
    },
    find: (id) => webhooks.get(id) ?? null,
    all: () => [...webhooks.values()],
    listening: (eventType) =>
      [...webhooks.values()].filter((each) => each.isActive && each.eventType === eventType),
    update: (id, change) => {
      const found = webhooks.get(id);
      if (found === undefined) return null;
      const changed = { ...found, ...change, id };
      webhooks.set(id, changed);
      return changed;
    },
    remove: (id) => {
      logs.delete(id);
      return webhooks.delete(id);
    },
    open: ({ id, retryCount }, eventType, payload, nowMs) => {
      lastLogId += 1;
      return write({
        id: lastLogId,
        webhookId: id,
        eventType,
        payload,
        status: "PENDING",
        attempt: 0,
        maxAttempts: retryCount + 1,
        responseStatus: null,
        responseBody: null,
        createdAtMs: nowMs,
        completedAtMs: null,
        nextRetryAtMs: null,
      });
    },
    note: (delivery, change) => write({ ...delivery, ...change }),
    logsOf: (id) => [...(logs.get(id)?.values() ?? [])].reverse(),
  };
}
