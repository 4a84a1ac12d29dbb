import { describe, expect, it } from "vitest";
import {
  eventsOf,
  isWebhookEventName,
  sampleEvent,
  WEBHOOK_EVENTS,
  type WebhookEventName,
} from "../../../src/protocols/webhook/events.js";

const TIMESTAMP_MS = Date.UTC(2025, 2, 10, 6, 30);
const context = {
  timestampMs: TIMESTAMP_MS,
  ids: (label: string) => `run1-${label}`,
};

const FIELDS: Record<WebhookEventName, string[]> = {
  "coupon.redeemed": ["couponCode", "userId", "usageId", "reward"],
  "payment.created": ["transactionId", "userId", "amount", "currency", "creatorKey", "campaignId"],
  "payment.bulk_created": ["totalRequested", "successful", "failed", "skipped", "transactionIds"],
  "payment.refunded": ["transactionId", "userId"],
  "sponsor.created": ["userId", "campaignId", "creatorKey"],
  "sponsor.ended": ["userId", "campaignId", "creatorKey"],
  "sponsor.changed": ["userId", "campaignId", "oldCreatorKey", "newCreatorKey"],
};

describe("sampleEvent", () => {
  it.each(WEBHOOK_EVENTS)("%s has the documented shape", (name) => {
    const event = sampleEvent(name, { ...context, callbackId: "cb-1" });
    expect(event).toMatchObject({
      event: name,
      timestamp: "2025-03-10T06:30:00.000Z",
      callbackId: "cb-1",
    });
    expect(Object.keys(event.data)).toEqual(FIELDS[name]);
    for (const [field, value] of Object.entries(event.data)) {
      if (/creatorKey/i.test(field)) expect(value).toMatch(/^[A-Z0-9]{5}$/);
      if (field.endsWith("Id") && field !== "usageId") {
        expect(value).toBe(`run1-${field}`);
      }
    }
  });

  it("depends on nothing but its arguments", () => {
    for (const name of WEBHOOK_EVENTS) {
      expect(sampleEvent(name, context)).toEqual(sampleEvent(name, context));
    }
    const other = { ...context, ids: (label: string) => `run2-${label}` };
    expect(sampleEvent("coupon.redeemed", other).data["usageId"]).not.toBe(
      sampleEvent("coupon.redeemed", context).data["usageId"],
    );
  });

  it("leaves callbackId out where there is none", () => {
    const event = sampleEvent("sponsor.created", context);
    expect(event).not.toHaveProperty("callbackId");
  });

  it("has an integer usageId and a reward list", () => {
    const { data } = sampleEvent("coupon.redeemed", context);
    expect(Number.isSafeInteger(data["usageId"])).toBe(true);
    expect(data["reward"]).toContainEqual({
      itemId: "gem_pack_small",
      itemQuantity: 100,
    });
  });

  it("changes to another creator, whatever the identifiers are", () => {
    const { data } = sampleEvent("sponsor.changed", {
      ...context,
      ids: () => "same",
    });
    expect(data["oldCreatorKey"]).not.toBe(data["newCreatorKey"]);
  });
});

describe("reading events", () => {
  it("knows its names", () => {
    expect(isWebhookEventName("sponsor.ended")).toBe(true);
    expect(isWebhookEventName("sponsor.resumed")).toBe(false);
  });

  it("finds the events of a delivery, of unknown names too", () => {
    const event = { event: "x", timestamp: "t", data: {} };
    expect(eventsOf({ events: [event] })).toEqual([event]);
    expect(eventsOf({ events: [] })).toEqual([]);
  });

  it.each([
    [null],
    [[]],
    ["events"],
    [{}],
    [{ events: {} }],
    [{ events: [null] }],
    [{ events: [{ event: "x", timestamp: "t" }] }],
    [{ events: [{ event: "x", timestamp: 1, data: {} }] }],
    [{ events: [{ event: 1, timestamp: "t", data: {} }] }],
    [{ events: [{ event: "x", timestamp: "t", data: [] }] }],
  ])("finds none in %j", (payload) => {
    expect(eventsOf(payload)).toBeNull();
  });
});
