import { describe, expect, it } from "vitest";
import { headerValue } from "../../../src/core/http.js";
import { buildDelivery, signDelivery } from "../../../src/protocols/webhook/delivery.js";
import { sampleEvent, WEBHOOK_EVENTS } from "../../../src/protocols/webhook/events.js";
import {
  SIGNATURE_HEADER,
  verifyWebhook,
  type SignatureForm,
} from "../../../src/protocols/webhook/signature.js";

const NOW_SEC = 1_741_588_200;
const SECRET = "s3cret";
const EVENTS = WEBHOOK_EVENTS.map((name) =>
  sampleEvent(name, { timestampMs: NOW_SEC * 1000, ids: (label) => label }),
);
const signing = { secret: SECRET, timestampSec: NOW_SEC };

function verified(delivery: ReturnType<typeof signDelivery>, form: SignatureForm) {
  return verifyWebhook({
    payload: delivery.body,
    signature: headerValue(delivery.headers, SIGNATURE_HEADER) ?? "",
    secret: SECRET,
    nowMs: NOW_SEC * 1000,
    form,
  });
}

describe("buildDelivery", () => {
  it.each(["simple", "timestamped"] as const)(
    "signs PlayCamp's format in the %s form",
    (signature) => {
      const delivery = buildDelivery({
        ...signing,
        events: EVENTS,
        format: "playcamp",
        signature,
      });
      expect(delivery.headers.slice(0, 3)).toEqual([
        ["Content-Type", "application/json"],
        ["X-Webhook-Batch", "true"],
        ["X-Webhook-Count", "7"],
      ]);
      expect(delivery.count).toBe(7);
      expect(verified(delivery, signature)).toEqual({
        valid: true,
        payload: { events: EVENTS },
      });
    },
  );

  it("counts the converted events of the gateway's format and names the others", () => {
    const delivery = buildDelivery({
      ...signing,
      events: EVENTS,
      format: "gateway",
      signature: "simple",
    });
    expect(delivery.count).toBe(4);
    expect(headerValue(delivery.headers, "X-Webhook-Count")).toBe("4");
    expect(delivery.unmapped).toEqual([
      "coupon.redeemed",
      "payment.created",
      "payment.bulk_created",
      "payment.refunded",
    ]);
    expect(verified(delivery, "simple").valid).toBe(true);
  });
});

describe("signDelivery", () => {
  const rows: [string, string, string | undefined, number][] = [
    ["a delivery, however it is spaced", ' {"events" : [1, 2]}\n', undefined, 2],
    ["a list elsewhere", '{"data":{"list":[1]}}', "data.list", 1],
    ["PlayCamp's list in spite of a mapping", '{"events":[1]}', "data.list", 1],
    ["no list", '{"events":{}}', undefined, 0],
    ["no JSON", "hello", undefined, 0],
    ["nothing", "", undefined, 0],
  ];
  it.each(rows)("takes the bytes as they are: %s", (_, text, envelope, count) => {
    const body = Buffer.from(text);
    const delivery = signDelivery(body, {
      ...signing,
      signature: "simple",
      ...(envelope === undefined ? {} : { mapping: { envelope } }),
    });
    expect(delivery.body).toBe(body);
    expect(delivery.count).toBe(count);
  });
});
