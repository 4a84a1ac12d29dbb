import { describe, expect, it } from "vitest";
import type { WebhookEvent } from "../../../src/protocols/webhook/events.js";
import { convertToGateway } from "../../../src/protocols/webhook/gateway.js";
import type {
  GatewayField,
  GatewayMapping,
} from "../../../src/protocols/webhook/gateway-mapping.js";

const CREATED: WebhookEvent = {
  event: "sponsor.created",
  timestamp: "2025-03-10T06:30:00.999Z",
  callbackId: "100001|1700000000|a1b2c3d4",
  data: { userId: "100001", campaignId: "c1", creatorKey: "ABC12" },
};
const ENDED: WebhookEvent = { ...CREATED, event: "sponsor.ended" };
const CHANGED: WebhookEvent = {
  ...CREATED,
  event: "sponsor.changed",
  data: {
    userId: "100001",
    campaignId: "c1",
    oldCreatorKey: "OLD11",
    newCreatorKey: "NEW22",
  },
};

function firstOf(event: WebhookEvent, mapping?: GatewayMapping) {
  return convertToGateway([event], mapping).events[0];
}

describe("the default mapping", () => {
  it("gives the documented payload", () => {
    const mapping = {
      fields: { creator_usn: { lookup: { ABC12: 17324966 } } },
    };
    const { body, unmapped } = convertToGateway([CREATED], mapping);
    expect(JSON.stringify(body)).toBe(
      '{"events":[{"custom_data":"100001|1700000000|a1b2c3d4","usn":100001,"creator_usn":17324966,"event":"sponsor.created","timestamp":1741588200}]}',
    );
    expect(unmapped).toEqual([]);
  });

  it("splits a change into ended with the old and created with the new creator", () => {
    const { events } = convertToGateway([ENDED, CHANGED]);
    expect(events.map((each) => [each["event"], each["creator_usn"], each["custom_data"]])).toEqual(
      [
        ["sponsor.ended", "ABC12", CREATED.callbackId],
        ["sponsor.ended", "OLD11", CREATED.callbackId],
        ["sponsor.created", "NEW22", CREATED.callbackId],
      ],
    );
  });

  it("leaves custom_data out without a callbackId", () => {
    const { event, timestamp, data } = CREATED;
    expect(firstOf({ event, timestamp, data })).not.toHaveProperty("custom_data");
  });

  it("reports each unmapped name once and leaves those events out", () => {
    const payment = { ...CREATED, event: "payment.created" };
    const converted = convertToGateway([payment, CREATED, payment]);
    expect(converted.unmapped).toEqual(["payment.created"]);
    expect(converted.events).toHaveLength(1);
    expect(converted.body).toEqual({ events: converted.events });
  });

  it.each([
    ["100001", 100001],
    ["0", 0],
    ["-5", -5],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", "9007199254740992"],
    ["007", "007"],
    ["1e3", "1e3"],
    ["1.0", "1.0"],
    ["+1", "+1"],
    ["-0", "-0"],
    [" 1", " 1"],
    ["", ""],
    ["user_1", "user_1"],
    ["１２", "１２"],
    [42, 42],
  ])("writes the usn %j as %j", (userId, usn) => {
    const event = { ...CREATED, data: { ...CREATED.data, userId } };
    expect(firstOf(event)).toHaveProperty("usn", usn);
  });
});

describe("a partner's mapping", () => {
  const fields: [string, GatewayField, unknown][] = [
    ["a renamed field", "callbackId", CREATED.callbackId],
    ["data by its path", "data.campaignId", "c1"],
    ["PlayCamp's own event name", "source", "sponsor.created"],
    ["a constant", { const: 7 }, 7],
    ["a constant null", { const: null }, null],
    ["a template", { template: "{usn}@{creator}" }, "100001@ABC12"],
    ["an id as string", { path: "usn", as: "string" }, "100001"],
    ["milliseconds", { path: "timestamp", as: "ms" }, 1741588200999],
    ["seconds", { path: "timestamp", as: "s" }, 1741588200],
    ["ISO 8601", { path: "timestamp", as: "iso" }, "2025-03-10T06:30:00.999Z"],
    ["a number in a template", { template: "0{usn}", as: "number" }, 100001],
    ["a looked-up value", { path: "event", lookup: { "sponsor.created": 1 } }, 1],
    ["a value the lookup lacks", { path: "creator", lookup: {} }, "ABC12"],
    ["no time, as it is", { path: "creator", as: "s" }, "ABC12"],
  ];
  it.each(fields)("writes %s", (_, field, value) => {
    const event = firstOf(CREATED, { fields: { out: field } });
    expect(event).toHaveProperty("out", value);
  });

  const missing: [string, GatewayField][] = [
    ["an unknown path", "data.nothing.there"],
    ["a template with a missing source", { template: "{usn}-{data.none}" }],
    ["an inherited property", "data.constructor"],
    ["a rule without a source", { as: "string" }],
  ];
  it.each(missing)("leaves out %s", (_, field) => {
    const event = firstOf(CREATED, { fields: { out: field } });
    expect(event).not.toHaveProperty("out");
    expect(event).toHaveProperty("usn");
  });

  it("drops default fields that are null and keeps the others", () => {
    const event = firstOf(CREATED, {
      fields: { custom_data: null, usn: null, user_id: "usn" },
    });
    expect(event).toEqual({
      creator_usn: "ABC12",
      event: "sponsor.created",
      timestamp: 1741588200,
      user_id: "100001",
    });
  });

  it("nests fields and cannot reach a prototype", () => {
    const event = firstOf(CREATED, {
      fields: { "user.id": "usn", "user.key": "creator", "__proto__.x": "usn" },
    });
    expect(event).toMatchObject({ user: { id: "100001", key: "ABC12" } });
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
    expect(JSON.stringify(event)).toContain('"__proto__":{"x":"100001"}');
  });

  it("puts the events where the envelope says, beside constants", () => {
    const { body, events } = convertToGateway([CREATED], {
      envelope: "data.list",
      constants: { "data.game": "acme", version: 2 },
    });
    expect(body).toEqual({ data: { list: events, game: "acme" }, version: 2 });
    expect(convertToGateway([CREATED], { envelope: "" }).body).toEqual(events);
  });

  it("unmaps with an empty list and maps further events", () => {
    const mapping: GatewayMapping = {
      events: { "sponsor.ended": [], "payment.created": ["pay"] },
    };
    const payment = { ...CREATED, event: "payment.created" };
    const converted = convertToGateway([ENDED, payment, CREATED], mapping);
    expect(converted.unmapped).toEqual(["sponsor.ended"]);
    expect(converted.events.map((each) => each["event"])).toEqual(["pay", "sponsor.created"]);
  });

  const splits: [string, GatewayMapping["events"], string[]][] = [
    [
      "names that an ended and a new sponsorship also get, in any order",
      {
        "sponsor.created": ["on"],
        "sponsor.ended": ["off"],
        "sponsor.changed": ["on", "off"],
      },
      ["on NEW22", "off OLD11"],
    ],
    [
      "names that tell nothing, by their place",
      { "sponsor.changed": ["left", "joined"] },
      ["left OLD11", "joined NEW22"],
    ],
    [
      "the same name twice, by its place",
      {
        "sponsor.created": ["boost"],
        "sponsor.ended": ["boost"],
        "sponsor.changed": ["boost", "boost"],
      },
      ["boost OLD11", "boost NEW22"],
    ],
    ["one name, as the new creator's", { "sponsor.changed": ["moved"] }, ["moved NEW22"]],
    [
      "what the mapping says of the creator",
      { "sponsor.changed": [{ event: "moved", creator: "old" }] },
      ["moved OLD11"],
    ],
  ];
  it.each(splits)("splits a change by %s", (_, events, expected) => {
    const mapping = events === undefined ? {} : { events };
    const converted = convertToGateway([CHANGED], mapping).events;
    expect(
      converted.map((each) => `${String(each["event"])} ${String(each["creator_usn"])}`),
    ).toEqual(expected);
  });
});
