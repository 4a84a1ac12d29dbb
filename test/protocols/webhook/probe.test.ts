import { describe, expect, it } from "vitest";
import type { WebhookEvent } from "../../../src/protocols/webhook/events.js";
import type { GatewayMapping } from "../../../src/protocols/webhook/gateway-mapping.js";
import {
  areTellingFacts,
  factsAsReceived,
  probeUrl,
  readProbe,
  readProbeLog,
  unknownProbePlaceholders,
} from "../../../src/protocols/webhook/probe.js";

const probe = (path: string, log: string | null = null) => ({
  url: "https://game.example/applied/{event}?cb={callbackId}&u={userId}&t={transactionId}",
  path,
  log,
});
const reply = (body: unknown, status = 200) => ({
  status,
  body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
});
const EVENT: WebhookEvent = {
  event: "sponsor.changed",
  timestamp: "2026-01-01T00:00:00.000Z",
  callbackId: "cb",
  data: { userId: 17, transactionId: "t" },
};

describe("a probe's URL", () => {
  it("has every fact encoded, and nothing where there is none", () => {
    expect(probeUrl(probe(""), { event: "a b", callbackId: "1|2&{userId}" })).toBe(
      "https://game.example/applied/a%20b?cb=1%7C2%26%7BuserId%7D&u=&t=",
    );
  });

  it("names placeholders that nothing fills", () => {
    expect(unknownProbePlaceholders("x/{event}/{usn}/{x}")).toEqual(["usn", "x"]);
  });
});

describe("a probe's reply", () => {
  it.each([
    ["a number", "data.n", { data: { n: 3 } }, 200, 3],
    ["nothing yet", "n", { n: 0 }, 200, 0],
    ["a number as text", "n", { n: "12" }, 200, 12],
    ["a list", "list", { list: ["a", {}] }, 200, 2],
    ["the reply itself", "", 4, 200, 4],
    ["a missing path", "m", { n: 3 }, 200, null],
    ["a fraction", "n", { n: 1.5 }, 200, null],
    ["a negative number", "n", { n: -1 }, 200, null],
    ["words", "n", { n: "many" }, 200, null],
    ["no JSON", "n", "<html>", 200, null],
    ["an error", "n", { n: 3 }, 404, null],
  ])("of %s", (_, path, body, status, count) => {
    expect(readProbe(probe(path), reply(body, status))).toBe(count);
  });

  it.each([
    ["names", "log", { log: ["a", "b"] }, ["a", "b"]],
    ["objects", "log", { log: [{}] }, null],
    ["nothing", "log", {}, null],
    ["what is not declared", null, { log: ["a"] }, null],
  ])("listing %s", (_, log, body, names) => {
    expect(readProbeLog(probe("", log), reply(body))).toEqual(names);
  });
});

describe("an event as received", () => {
  it("is itself in PlayCamp's format", () => {
    expect(factsAsReceived(EVENT, "playcamp", {})).toEqual([
      {
        event: "sponsor.changed",
        callbackId: "cb",
        userId: "17",
        transactionId: "t",
      },
    ]);
  });

  it.each([
    ["by default two", {}, ["sponsor.ended", "sponsor.created"]],
    [
      "what the mapping says",
      { events: { "sponsor.changed": ["off", { event: "on" }] } },
      ["off", "on"],
    ],
    ["nothing", { events: { "sponsor.changed": [] } }, []],
  ])("in the gateway's format is %s", (_, mapping, names) => {
    expect(factsAsReceived(EVENT, "gateway", mapping).map(({ event }) => event)).toEqual(names);
  });
});

describe("what is left of an event in a partner's words", () => {
  const factsUnder = (fields: GatewayMapping["fields"]) =>
    factsAsReceived(EVENT, "gateway", fields === undefined ? {} : { fields })[0];

  it.each<[string, GatewayMapping["fields"], object]>([
    [
      "what is not sent",
      { custom_data: null, usn: null },
      { event: "sponsor.ended", callbackId: "", userId: "" },
    ],
    [
      "a value written another way",
      { usn: { template: "player-{usn}" }, event: null, kind: "source" },
      { event: "sponsor.changed", callbackId: "cb", userId: "player-17" },
    ],
    [
      "a value translated",
      { event: { path: "event", lookup: { "sponsor.ended": "OFF" } } },
      { event: "OFF" },
    ],
    [
      "a field of the partner's own that is the source, rather than one that holds it",
      { a: { template: "{callbackId}!" }, custom_data: null, b: "callbackId" },
      { callbackId: "cb" },
    ],
    ["the transaction", { tx: "data.transactionId" }, { transactionId: "t" }],
  ])("is %s", (_, fields, facts) => {
    expect(factsUnder(fields)).toMatchObject(facts);
  });

  it("may tell nothing at all", () => {
    const nothing = factsUnder({ custom_data: null, usn: null });
    expect(nothing && areTellingFacts(nothing)).toBe(false);
    const user = factsUnder({ custom_data: null });
    expect(user && areTellingFacts(user)).toBe(true);
  });
});
