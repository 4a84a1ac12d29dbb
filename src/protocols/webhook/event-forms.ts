/**
 * In which forms each event may come: members that may be absent, values at
 * their least and greatest. Data for payload grids; nothing here is ordinary
 * but the first form of each factor.
 */
import { hash } from "node:crypto";
import type { WebhookEvent, WebhookEventName } from "./events.js";

type Change = (event: WebhookEvent) => WebhookEvent;
/** Form → how it is made of an ordinary event; the first leaves it as it is. */
export type EventForms = Readonly<Record<string, Change>>;
/** Factor → its forms. */
export type EventFactors = Readonly<Record<string, EventForms>>;

const asItIs: Change = (event) => event;

const withData =
  (members: Readonly<Record<string, unknown>>): Change =>
  (event) => ({ ...event, data: { ...event.data, ...members } });

function withoutData(name: string): Change {
  return (event) => ({
    ...event,
    data: Object.fromEntries(Object.entries(event.data).filter(([member]) => member !== name)),
  });
}

/** Members that may be there or not; a receiver must take either. */
const COMMON: EventFactors = {
  callbackId: {
    there: asItIs,
    absent: ({ callbackId: _, ...event }) => event,
  },
  isTest: {
    absent: asItIs,
    false: (event) => ({ ...event, isTest: false }),
    true: (event) => ({ ...event, isTest: true }),
  },
  timestamp: {
    milliseconds: asItIs,
    "whole seconds": (event) => ({
      ...event,
      timestamp: event.timestamp.replace(/\.\d{3}Z$/, "Z"),
    }),
  },
};

const OPTIONAL_DATA: Partial<Record<WebhookEventName, EventFactors>> = {
  "payment.created": {
    creatorKey: { there: asItIs, absent: withoutData("creatorKey") },
    campaignId: { there: asItIs, absent: withoutData("campaignId") },
  },
};

/** @param forms factor → the form that is wanted; what an event has no such factor for stays */
export function inForms(
  event: WebhookEvent,
  factors: EventFactors,
  forms: Readonly<Record<string, string>>,
): WebhookEvent {
  return Object.entries(forms).reduce(
    (changed, [factor, form]) => factors[factor]?.[form]?.(changed) ?? changed,
    event,
  );
}

export function optionalMembers(event: WebhookEventName): EventFactors {
  return { ...COMMON, ...OPTIONAL_DATA[event] };
}

const reward = (...quantities: readonly number[]) => ({
  reward: quantities.map((itemQuantity, at) => ({ itemId: `item_${at + 1}`, itemQuantity })),
});

const LONG_ID = 128;
const THREE_DAYS_SEC = 3 * 86_400;

const lengthened = (id: unknown) => String(id).padEnd(LONG_ID, "x");

/** What the game handed over at entry comes back with every event of the session, days later too. */
const CALLBACK_IDS: EventFactors = {
  callbackId: {
    ordinary: asItIs,
    "an entry's token of three days ago": (event) => {
      const enteredSec = Math.floor(Date.parse(event.timestamp) / 1000) - THREE_DAYS_SEC;
      const signature = hash("sha256", String(event.callbackId));
      return {
        ...event,
        callbackId: `${String(event.data["userId"])}|${enteredSec}|${signature}`,
      };
    },
    "of 128 characters": (event) => ({ ...event, callbackId: lengthened(event.callbackId) }),
  },
};

/** Legal values that are not everyday ones. */
export const EDGE_VALUES: Partial<Record<WebhookEventName, EventFactors>> = {
  "payment.created": {
    amount: {
      ordinary: asItIs,
      "a fraction": withData({ amount: 9.99, currency: "USD" }),
      "the least": withData({ amount: 0.01, currency: "USD" }),
      "ten digits": withData({ amount: 1_234_567_890, currency: "KRW" }),
    },
    transactionId: {
      ordinary: asItIs,
      "of 128 characters": (event) =>
        withData({ transactionId: lengthened(event.data["transactionId"]) })(event),
    },
  },
  "coupon.redeemed": {
    reward: {
      several: asItIs,
      none: withData(reward()),
      one: withData(reward(1)),
      many: withData(reward(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
    },
    usageId: {
      ordinary: asItIs,
      "the least": withData({ usageId: 1 }),
      "2^31 - 1": withData({ usageId: 2_147_483_647 }),
    },
  },
  "payment.bulk_created": {
    counts: {
      "all successful": asItIs,
      "all skipped": withData({ successful: 0, skipped: 3, transactionIds: [] }),
      "some failed": withData({ successful: 1, failed: 1, skipped: 1 }),
    },
  },
  "sponsor.created": {
    ...CALLBACK_IDS,
    creatorKey: {
      ordinary: asItIs,
      "digits alone": withData({ creatorKey: "00123" }),
      "like a number with an exponent": withData({ creatorKey: "1E234" }),
    },
  },
  "sponsor.ended": CALLBACK_IDS,
  "sponsor.changed": CALLBACK_IDS,
};
