/** The webhook endpoints: list, create, update, delete, logs, test. */
import type { JsonValue } from "../../../core/json/value.js";
import type { ServedReply } from "../../../core/server.js";
import { accepted, type FieldReading, rejected } from "../../../protocols/payments/payment.js";
import { sampleEvent, type WebhookEventName } from "../../../protocols/webhook/events.js";
import { RETRY_COUNT_RANGE, TIMEOUT_MS_RANGE } from "../../../protocols/webhook/management.js";
import { optional, required, trueOrFalse, wholeFrom, withForm } from "./body-form.js";
import { PROJECT } from "./catalogue.js";
import { responseText } from "./deliver.js";
import { type SdkCall, type SdkDesk, type SdkResource, serverRoute } from "./endpoints.js";
import { pagedReply, plainReply } from "./plain-replies.js";
import type { SdkApiPolicy } from "./sdk-api-policy.js";
import { errorReply } from "./sdk-api-replies.js";
import type { LoggedDelivery, Webhook } from "./webhook-book.js";

const MOST_WEBHOOKS = 100;
const DEFAULT_RETRY_COUNT = 3;
const DEFAULT_TIMEOUT_MS = 5_000;

const LIMITS = {
  retryCount: optional(wholeFrom(RETRY_COUNT_RANGE.min, RETRY_COUNT_RANGE.max)),
  timeoutMs: optional(wholeFrom(TIMEOUT_MS_RANGE.min, TIMEOUT_MS_RANGE.max)),
};
const CHANGE = { url: optional(webUrl), isActive: optional(trueOrFalse), ...LIMITS };

export const webhooksResource: SdkResource = {
  id: "webhooks",
  title: "webhooks: list, create, /{id}, /{id}/logs, /{id}/test",
  routes: (desk) => {
    const ofWebhook =
      (answer: (webhook: Webhook, call: SdkCall) => ServedReply | Promise<ServedReply>) =>
      (call: SdkCall, id: string) => {
        const webhook = /^\d{1,15}$/.test(id) ? desk.webhooks.find(Number(id)) : null;
        return webhook === null
          ? errorReply(404, `There is no webhook ${id}`)
          : answer(webhook, call);
      };
    const creation = {
      eventType: required(eventTypeOf(desk.policy)),
      url: required(webUrl),
      ...LIMITS,
    };
    return [
      serverRoute("GET", "webhooks", ({ query }) =>
        pagedReply(query, desk.webhooks.all().map(webhookJson)),
      ),
      serverRoute("POST", "webhooks", (call) =>
        withForm(call, creation, (values) => create(call, values, desk)),
      ),
      serverRoute(
        "PUT",
        "webhooks/:",
        ofWebhook((webhook, call) =>
          withForm(call, CHANGE, (values) => update(call, webhook, values, desk)),
        ),
      ),
      serverRoute(
        "DELETE",
        "webhooks/:",
        ofWebhook(({ id }) => {
          desk.webhooks.remove(id);
          return plainReply(200, { success: true });
        }),
      ),
      serverRoute(
        "GET",
        "webhooks/:/logs",
        ofWebhook(({ id }, { query }) =>
          pagedReply(query, desk.webhooks.logsOf(id).map(deliveryJson)),
        ),
      ),
      serverRoute(
        "POST",
        "webhooks/:/test",
        ofWebhook((webhook) => test(webhook, desk)),
      ),
    ];
  },
};

interface NewWebhook {
  readonly eventType: WebhookEventName;
  readonly url: string;
  readonly retryCount: number | null;
  readonly timeoutMs: number | null;
}

function create(
  { nowMs }: SdkCall,
  { eventType, url, retryCount, timeoutMs }: NewWebhook,
  { webhooks, world, policy }: SdkDesk,
): ServedReply {
  if (webhooks.all().length >= MOST_WEBHOOKS)
    return errorReply(422, `No more than ${MOST_WEBHOOKS} webhooks`);
  const webhook = webhooks.add({
    eventType,
    url,
    secret: Buffer.from(world.random.bytes(32)).toString("hex"),
    isActive: true,
    retryCount: retryCount ?? DEFAULT_RETRY_COUNT,
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  });
  // The only reply that ever shows it.
  return plainReply(policy.createdStatus, { ...webhookJson(webhook), secret: webhook.secret });
}

function update(
  { nowMs }: SdkCall,
  { id }: Webhook,
  values: { readonly [Name in "url" | "isActive" | "retryCount" | "timeoutMs"]: unknown },
  { webhooks }: SdkDesk,
): ServedReply {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  const changed = webhooks.update(id, { ...given, updatedAtMs: nowMs });
  return changed === null
    ? errorReply(404, `There is no webhook ${id}`)
    : plainReply(200, webhookJson(changed));
}

async function test(webhook: Webhook, { announcer, world }: SdkDesk): Promise<ServedReply> {
  const run = Buffer.from(world.random.bytes(6)).toString("hex");
  const event = sampleEvent(webhook.eventType, {
    timestampMs: world.clock.nowMs(),
    ids: (label) => `test_${label}_${run}`,
  });
  const outcome = await announcer.tryOut(webhook, { ...event, isTest: true });
  const { reply } = outcome;
  if (reply === null) return plainReply(200, { success: false, error: responseText(outcome) });
  return plainReply(200, {
    success: reply.status >= 200 && reply.status < 300,
    responseStatus: reply.status,
    responseBody: responseText(outcome),
  });
}

function eventTypeOf({ eventTypes }: SdkApiPolicy) {
  return (value: JsonValue): FieldReading<WebhookEventName> => {
    const known = eventTypes.find((each) => each === value);
    return known === undefined
      ? rejected(`must be one of ${eventTypes.join(", ")}`)
      : accepted(known);
  };
}

function webUrl(value: JsonValue): FieldReading<string> {
  return typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value)
    ? accepted(value)
    : rejected("must be an http or https URL");
}

function webhookJson(webhook: Webhook): Readonly<Record<string, unknown>> {
  const { id, eventType, url, isActive, retryCount, timeoutMs } = webhook;
  return {
    id,
    projectId: PROJECT,
    eventType,
    url,
    isActive,
    retryCount,
    timeoutMs,
    createdAt: iso(webhook.createdAtMs),
    updatedAt: iso(webhook.updatedAtMs),
  };
}

function deliveryJson(delivery: LoggedDelivery): Readonly<Record<string, unknown>> {
  const { id, createdAtMs, completedAtMs, nextRetryAtMs, ...rest } = delivery;
  const present = Object.entries(rest).filter(([, value]) => value !== null);
  return {
    id: `log-${id}`,
    ...Object.fromEntries(present),
    payload: JSON.parse(delivery.payload) as unknown,
    createdAt: iso(createdAtMs),
    ...(completedAtMs === null ? {} : { completedAt: iso(completedAtMs) }),
    ...(nextRetryAtMs === null ? {} : { nextRetryAt: iso(nextRetryAtMs) }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
