/** Defects in which events are taken: names, members, times, and how many at once. */
import { WEBHOOK_EVENTS, type WebhookEvent } from "../../../../protocols/webhook/events.js";
import type { Deviation } from "../../../role.js";
import { badRequest, deviation, type ReceiverPolicy } from "../receiver-policy.js";

const KNOWN_EVENTS: readonly string[] = WEBHOOK_EVENTS;
const DAY_MS = 86_400_000;

function refusing(
  id: string,
  title: string,
  wrong: (event: WebhookEvent, nowMs: number) => boolean,
): Deviation<ReceiverPolicy> {
  return deviation(id, title, {
    refusesEvents: (events, nowMs) =>
      events.some((event) => wrong(event, nowMs)) ? badRequest("unsupported event") : null,
  });
}

export const EVENT_FAULTS = [
  ...WEBHOOK_EVENTS.filter((name) => name !== "payment.created").map((name) =>
    refusing(`webhook.refuses-${name}`, `${name} is refused`, ({ event }) => event === name),
  ),
  refusing(
    "webhook.requires-creator-key",
    "a payment.created without creatorKey is refused",
    ({ event, data }) => event === "payment.created" && data["creatorKey"] === undefined,
  ),
  refusing(
    "webhook.refuses-unknown-events",
    "an event it does not know is refused",
    ({ event }) => !KNOWN_EVENTS.includes(event),
  ),
  refusing(
    "webhook.requires-callback-id",
    "an event without callbackId is refused",
    ({ callbackId }) => callbackId === undefined,
  ),
  refusing(
    "webhook.refuses-test-events",
    "an event marked isTest is refused",
    ({ isTest }) => isTest === true,
  ),
  refusing(
    "webhook.requires-milliseconds",
    "an event time without milliseconds is refused",
    ({ timestamp }) => !/\.\d{3}Z$/.test(timestamp),
  ),
  refusing(
    "webhook.refuses-old-events",
    "an event older than a day is refused",
    ({ timestamp }, nowMs) => nowMs - Date.parse(timestamp) > DAY_MS,
  ),
  refusing(
    "webhook.requires-both-keys",
    "a payment.created with one of creatorKey and campaignId alone is refused",
    ({ event, data }) =>
      event === "payment.created" &&
      (data["creatorKey"] === undefined) !== (data["campaignId"] === undefined),
  ),
  refusing(
    "webhook.refuses-fractions",
    "an amount with a fraction is refused",
    ({ data }) => typeof data["amount"] === "number" && !Number.isInteger(data["amount"]),
  ),
  refusing(
    "webhook.refuses-empty-lists",
    "an empty list of rewards or ids is refused",
    ({ data }) =>
      [data["reward"], data["transactionIds"]].some(
        (list) => Array.isArray(list) && list.length === 0,
      ),
  ),
  deviation("webhook.expects-payments-first", "a payment that does not stand first is refused", {
    refusesEvents: (events) =>
      events.length > 1 &&
      events.length <= 10 &&
      events.findIndex(({ event }) => event === "payment.created") > 0
        ? badRequest("unsupported order")
        : null,
  }),
  deviation("webhook.refuses-batches", "a delivery of several events is refused", {
    refusesEvents: (events) =>
      events.length > 1 && events.length <= 10 ? badRequest("one event at a time") : null,
  }),
  deviation("webhook.refuses-large-batches", "a delivery of more than ten events is refused", {
    refusesEvents: (events) => (events.length > 10 ? badRequest("too many events") : null),
  }),
];
