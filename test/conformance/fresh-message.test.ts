/** A message is found behind what was correctly signed just now, and behind nothing else. */
import { describe, expect, it } from "vitest";
import { freshEntry } from "../../src/conformance/suites/entry/fresh-entry.js";
import { freshDelivery } from "../../src/conformance/suites/webhook/fresh-delivery.js";
import type { Exchange } from "../../src/core/http-exchange.js";
import { createRedactor } from "../../src/core/redaction.js";
import { DEFAULT_ENTRY_RECIPE, type EntryRecipe } from "../../src/protocols/entry/recipe.js";
import { type EntryOrder, signEntry } from "../../src/protocols/entry/sign.js";
import { signDelivery } from "../../src/protocols/webhook/delivery.js";
import { exchangeOf } from "../reports/sample-report.js";

const NOW = Date.parse("2030-01-01T12:00:00.400Z");
const NO_SECRETS = createRedactor([]);
const SECRET = "a-secret-of-some-length";
const HOST: [string, string][] = [
  ["host", "127.0.0.1:1"],
  ["connection", "close"],
];

const recipe: EntryRecipe = {
  ...DEFAULT_ENTRY_RECIPE,
  url: "https://gw.example/enter",
  partner: "acme",
};

function entered(
  order: EntryOrder,
  changes: {
    agedMs?: number;
    key?: string;
    url?: (url: string) => string;
  } = {},
): Exchange {
  const { agedMs = 0, key = SECRET, url = (same: string) => same } = changes;
  const signed = signEntry(recipe, order, key, NOW - agedMs).url;
  return exchangeOf({
    startedAt: new Date(NOW).toISOString(),
    request: { method: "GET", url: url(signed), headers: HOST, body: null },
  });
}

describe("freshEntry", () => {
  const target = { recipe, key: SECRET };
  const order: EntryOrder = {
    usn: "it's 7",
    campaign: "spring sale",
    params: [["lang", "ko"]],
  };

  it("finds the order behind a right entry", () => {
    expect(freshEntry(target, entered(order))).toEqual({ kind: "entry", ...order });
    expect(freshEntry(target, entered({ usn: "7" }))).toEqual({
      kind: "entry",
      usn: "7",
      campaign: "",
      params: [],
    });
  });

  it.for<[string, Exchange]>([
    ["an old entry", entered(order, { agedMs: 60_000 })],
    ["an entry from the future", entered(order, { agedMs: -3_600_000 })],
    ["a wrong key", entered(order, { key: "another" })],
    ["an altered user", entered({ usn: "7" }, { url: (url) => url.replace("usn=7", "usn=8") })],
    ["a cut token", entered({ usn: "7" }, { url: (url) => url.slice(0, -1) })],
    ["no token", entered({ usn: "7" }, { url: () => "https://gw.example/enter?usn=7" })],
    [
      "parameters in another order",
      entered(
        { usn: "7" },
        {
          url: (url) => url.replace(/\?(usn=7)&(.*)/, "?$2&$1"),
        },
      ),
    ],
    [
      "a header of its own",
      exchangeOf({
        ...entered(order),
        request: { ...entered(order).request, headers: [["X-Trace", "1"]] },
      }),
    ],
  ])("offers nothing for %s", ([, exchange]) => {
    expect(freshEntry(target, exchange)).toBeNull();
  });
});

describe("freshDelivery", () => {
  const target = {
    url: "http://127.0.0.1:1/hook",
    format: "playcamp",
    form: "both",
    toleranceSec: 300,
    mapping: {},
    secrets: [{ value: SECRET, source: "env S" }],
    retry: { delaysMs: [] },
    connection: { headers: [["X-Env", "test"]], timeoutMs: 1, tls: null },
  } as unknown as Parameters<typeof freshDelivery>[0];
  const text = '{"events":[{"event":"payment.created","data":{"name":"it\'s"}}]}';

  function delivered(
    form: "simple" | "timestamped",
    changes: {
      agedSec?: number;
      secret?: string;
      body?: string;
      extra?: [string, string][];
    } = {},
  ): Exchange {
    const { agedSec = 0, secret = SECRET, body = text, extra = [] } = changes;
    const { headers } = signDelivery(Buffer.from(text), {
      signature: form,
      secret,
      timestampSec: Math.floor(NOW / 1000) - agedSec,
    });
    return exchangeOf({
      startedAt: new Date(NOW).toISOString(),
      request: {
        method: "POST",
        url: target.url,
        headers: [...HOST, ["X-Env", "test"], ...headers, ...extra],
        body: { bytes: body.length, text: body },
      },
    });
  }

  it.for(["simple", "timestamped"] as const)("finds a %s delivery", (form) => {
    expect(freshDelivery(target, delivered(form), NO_SECRETS)).toEqual({
      kind: "delivery",
      body: text,
      form,
    });
  });

  it("names the form only where there is a choice", () => {
    const simple = { ...target, form: "simple" as const };
    expect(freshDelivery(simple, delivered("simple"), NO_SECRETS)?.form).toBeNull();
  });

  it.for<[string, Exchange]>([
    ["a stale timestamp", delivered("timestamped", { agedSec: 900 })],
    ["another secret", delivered("simple", { secret: "another-secret" })],
    ["an altered body", delivered("simple", { body: text.replace("it", "at") })],
    ["a header too many", delivered("simple", { extra: [["X-Odd", "1"]] })],
    [
      "no signature",
      exchangeOf({
        ...delivered("simple"),
        request: { ...delivered("simple").request, headers: HOST },
      }),
    ],
    [
      "another address",
      exchangeOf({
        ...delivered("simple"),
        request: {
          ...delivered("simple").request,
          url: "http://127.0.0.1:1/x",
        },
      }),
    ],
  ])("offers nothing for %s", ([, exchange]) => {
    expect(freshDelivery(target, exchange, NO_SECRETS)).toBeNull();
  });
});
