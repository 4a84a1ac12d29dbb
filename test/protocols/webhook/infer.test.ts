import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildDelivery } from "../../../src/protocols/webhook/delivery.js";
import { sampleEvent, type WebhookEvent } from "../../../src/protocols/webhook/events.js";
import { convertToGateway } from "../../../src/protocols/webhook/gateway.js";
import type { GatewayMapping } from "../../../src/protocols/webhook/gateway-mapping.js";
import { inferGatewayMapping } from "../../../src/protocols/webhook/infer-gateway.js";
import { inferWebhook } from "../../../src/protocols/webhook/infer.js";
import type { HeaderPair } from "../../../src/core/http.js";

const SECRET = "whsec_4711";
const AT_MS = 1_741_588_200_000;

function event(
  userId: string,
  name: "sponsor.created" | "sponsor.ended" = "sponsor.created",
): WebhookEvent {
  const ids: Record<string, string> = { userId, campaignId: "CAMP7" };
  return sampleEvent(name, {
    timestampMs: AT_MS,
    ids: (label) => ids[label] ?? label,
    callbackId: "100001|1700000000|a1b2",
  });
}

function delivery(
  format: "playcamp" | "gateway",
  signature: "simple" | "timestamped",
  mapping: GatewayMapping = {},
) {
  return buildDelivery({
    events: [event("100001")],
    format,
    mapping,
    signature,
    secret: SECRET,
    timestampSec: AT_MS / 1000,
  });
}

describe("inferWebhook", () => {
  it.each([
    ["playcamp", "simple"],
    ["playcamp", "timestamped"],
    ["gateway", "simple"],
    ["gateway", "timestamped"],
  ] as const)("recognises %s, %s", (format, form) => {
    expect(inferWebhook(delivery(format, form), SECRET)).toMatchObject({
      ok: true,
      webhook: { form, format, events: ["sponsor.created"] },
    });
  });

  it("takes the gateway's default format for what it is", () => {
    expect(inferWebhook(delivery("gateway", "simple"), SECRET)).toMatchObject({
      webhook: { mapping: { mapping: {} } },
    });
  });

  it("finds the signature in another header, whose name it tells", () => {
    const { headers, body } = delivery("playcamp", "simple");
    const renamed = headers.map(([name, value]): HeaderPair => [
      name === "X-Webhook-Signature" ? "X-Acme-Sign" : name,
      value,
    ]);
    expect(inferWebhook({ headers: renamed, body }, SECRET)).toMatchObject({
      webhook: { header: "X-Acme-Sign", form: "simple" },
    });
  });

  it("proves nothing with another secret, in an altered body, or without a signature", () => {
    const { headers, body } = delivery("playcamp", "simple");
    expect(inferWebhook({ headers, body }, "other").ok).toBe(false);
    const altered = Buffer.from(body.toString().replace("CAMP7", "CAMP8"));
    expect(inferWebhook({ headers, body: altered }, SECRET).ok).toBe(false);
    expect(inferWebhook({ headers: [], body }, SECRET)).toMatchObject({
      ok: false,
      cause: { id: "signature-missing" },
    });
  });

  it("names the cause of a body that was written anew", () => {
    const { headers, body } = delivery("playcamp", "simple");
    const pretty = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(body).toString()), null, 2));
    const inference = inferWebhook({ headers, body: pretty }, SECRET);
    expect(inference.ok).toBe(false);
    expect(inference).toHaveProperty("cause.senderSigned");
  });
});

describe("inferGatewayMapping", () => {
  const MAPPINGS: readonly (readonly [string, GatewayMapping])[] = [
    ["another envelope", { envelope: "data.list" }],
    ["a bare list", { envelope: "" }],
    [
      "other names",
      {
        fields: {
          custom_data: null,
          callback: { path: "callbackId" },
          usn: null,
          player_id: { path: "usn", as: "string" },
          event: null,
          type: { path: "event" },
        },
      },
    ],
    [
      "milliseconds and the campaign",
      {
        fields: {
          timestamp: null,
          sent_at: { path: "timestamp", as: "ms" },
          camp: { path: "data.campaignId" },
        },
      },
    ],
    ["ISO times", { fields: { timestamp: { path: "timestamp", as: "iso" } } }],
    [
      "nested fields and constants",
      {
        constants: { version: 2 },
        fields: { usn: null, "user.id": { path: "usn", as: "id" } },
      },
    ],
    [
      "other event names",
      {
        events: {
          "sponsor.created": "boost_start",
          "sponsor.ended": "boost_end",
        },
      },
    ],
  ];

  it.each(MAPPINGS)("gives the same bodies as %s", (_, mapping) => {
    const seen = [event("100001"), event("100001", "sponsor.ended")];
    const inferred = inferGatewayMapping(convertToGateway(seen, mapping).body);
    const others = [event("200002"), event("77", "sponsor.ended")];
    expect(convertToGateway(others, inferred?.mapping).body).toEqual(
      convertToGateway(others, mapping).body,
    );
  });

  it("says what it guessed", () => {
    const mapping = { events: { "sponsor.created": "boost_start" } };
    const { body } = convertToGateway([event("1")], mapping);
    expect(inferGatewayMapping(body)?.guesses).toEqual([
      {
        at: "events",
        message: 'is "boost_start" what sponsor.created becomes?',
      },
    ]);
    const numbered = { events: [{ event: "x", creator_usn: 17_324_966 }] };
    expect(inferGatewayMapping(numbered)?.guesses[0]?.message).toContain("add a lookup");
  });

  it("never throws, whatever the body", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        inferGatewayMapping(body);
      }),
    );
    expect(inferGatewayMapping({ events: [] })).toBeNull();
    expect(inferGatewayMapping("text")).toBeNull();
    const hostile: unknown = JSON.parse('{"events":[{"event":"sponsor.created","__proto__":5}]}');
    expect(Object.keys(inferGatewayMapping(hostile)?.mapping.fields ?? {})).toContain("__proto__");
  });
});
