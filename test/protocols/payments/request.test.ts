import { describe, expect, it } from "vitest";
import { headerValue } from "../../../src/core/http.js";
import {
  DEFAULT_FINGERPRINT,
  fingerprintRecipe,
  signFingerprint,
  verifyFingerprint,
} from "../../../src/protocols/payments/fingerprint.js";
import type { PaymentSource } from "../../../src/protocols/payments/mapping.js";
import type { PollAuth } from "../../../src/protocols/payments/auth-mapping.js";
import { firstPage } from "../../../src/protocols/payments/paging.js";
import { buildPollRequest, pagingOf } from "../../../src/protocols/payments/request.js";
import { DAY_MS, HOUR_MS } from "./fixtures.js";

const KEY = "s3cret";
const WINDOW = { fromMs: DAY_MS, toMs: DAY_MS + 6 * HOUR_MS };

function build(source: Partial<PaymentSource>, key: string | null = KEY) {
  const whole = { url: "https://game.example.com/p", ...source };
  return buildPollRequest(whole, WINDOW, firstPage(pagingOf(whole)), {
    key,
    nowMs: DAY_MS,
  });
}

describe("poll authentication", () => {
  it.each<[PollAuth, string, string | null]>([
    [
      // printf '1767571200|2026-01-05T00:00:00.000Z|2026-01-05T06:00:00.000Z|s3cret' | sha256sum
      { kind: "fingerprint" },
      "x-fingerprint",
      "a1d7a49422156f1c447d217ad9aa1a2e53f41cb1351cef1c2b02a906ba1e8c77",
    ],
    [{ kind: "fingerprint" }, "x-timestamp", "1767571200"],
    [{ kind: "fingerprint", timestamp: "ms" }, "x-timestamp", "1767571200000"],
    [
      // printf '1767571200.a.b' | openssl dgst -sha256 -hmac s3cret -binary | base64
      {
        kind: "fingerprint",
        header: "Sign",
        algorithm: "hmac-sha256",
        message: "{timestamp}.a.b",
        encoding: "base64",
      },
      "Sign",
      "5Oep+xlfFoKRtF61gMnInIX8YTfJ53QsMvBChDLCqdE=",
    ],
    [{ kind: "basic", user: "pc" }, "Authorization", "Basic cGM6czNjcmV0"],
    [{ kind: "bearer" }, "Authorization", "Bearer s3cret"],
    [{ kind: "header", header: "X-Key" }, "X-Key", "s3cret"],
    [{ kind: "none" }, "Authorization", null],
  ])("%o sets %s", (auth, header, value) => {
    const { headers } = build({ auth, range: {} });
    expect(headerValue(headers, header)).toBe(value);
  });

  it("signs the range as sent, before URL encoding", () => {
    const source: Partial<PaymentSource> = {
      range: { format: "yyyy-MM-dd HH:mm:ssXXX", zone: "+08:00" },
      auth: { kind: "fingerprint", message: "{from}~{to}" },
    };
    const { url, headers } = build(source);
    expect(url).toContain("from=2026-01-05%2008%3A00%3A00%2B08%3A00&to=");
    const expected = signFingerprint(
      { ...DEFAULT_FINGERPRINT, message: "{from}~{to}" },
      {
        timestamp: "",
        from: "2026-01-05 08:00:00+08:00",
        to: "2026-01-05 14:00:00+08:00",
        key: KEY,
      },
    );
    expect(headerValue(headers, "x-fingerprint")).toBe(expected);
  });

  it("signs the range in a next URL as that URL has it", () => {
    const source: PaymentSource = {
      url: "https://game.example.com/p",
      range: {},
      paging: { kind: "next-url", next: "next" },
      auth: { kind: "fingerprint", message: "{from}" },
    };
    const state = {
      ...firstPage(pagingOf(source)),
      position: {
        kind: "url",
        url: "https://game.example.com/p?from=other&page=2",
      },
    } as const;
    const credentials = { key: KEY, nowMs: DAY_MS };
    const { url, headers } = buildPollRequest(source, WINDOW, state, credentials);
    expect(url).toBe(state.position.url);
    const input = { timestamp: "", from: "other", to: "", key: KEY };
    expect(headerValue(headers, "x-fingerprint")).toBe(
      signFingerprint({ ...DEFAULT_FINGERPRINT, message: "{from}" }, input),
    );
  });

  it.each([
    ["no key", { auth: { kind: "bearer" } as const }, null, "payments_key_missing"],
    [
      "an unknown placeholder",
      { auth: { kind: "fingerprint", message: "{form}" } as const },
      KEY,
      "fingerprint_placeholder_unknown",
    ],
    ["no URL", { url: "game.example.com" }, KEY, "payments_url_malformed"],
  ])("refuses %s", (_, source, key, code) => {
    expect(() => build(source, key)).toThrow(expect.objectContaining({ code }));
  });
});

describe("where parameters stand", () => {
  const range = { from: "f", to: "t", format: "s" };
  const bodyOf = (source: Partial<PaymentSource>) =>
    Buffer.from(build(source).body ?? "").toString("utf8");

  it.each<[string, Partial<PaymentSource>, string]>([
    ["JSON by default in a POST", {}, '{"f":1767571200,"t":1767592800}'],
    ["a form", { in: "form" }, "f=1767571200&t=1767592800"],
    [
      "JSON with texts as texts",
      { params: { id: 7, all: true, tag: "7" }, range: {} },
      '{"id":7,"all":true,"tag":"7","from":"2026-01-05T00:00:00.000Z","to":"2026-01-05T06:00:00.000Z"}',
    ],
    ["nothing when the URL holds them", { in: "query" }, ""],
  ])("%s", (_, source, body) => {
    expect(bodyOf({ method: "POST", range, ...source })).toBe(body);
  });

  it.each([
    ["https://x.example/p", "https://x.example/p?f="],
    ["https://x.example/p?a=1", "https://x.example/p?a=1&f="],
    ["https://x.example/p?", "https://x.example/p?f="],
    ["https://x.example/p#part", "https://x.example/p?f="],
  ])("%s is extended", (url, start) => {
    expect(build({ url, range }).url.startsWith(start)).toBe(true);
  });
});

describe("verifyFingerprint", () => {
  const recipe = fingerprintRecipe({ kind: "fingerprint", ttl: "300s" });
  const expected = { from: "a", to: "b", key: KEY };
  const timestamp = String(DAY_MS / 1000);
  const fingerprint = signFingerprint(recipe, { ...expected, timestamp });
  const judge = (
    presented: { fingerprint?: string | null; timestamp?: string | null },
    nowMs = DAY_MS,
    range = expected,
  ) => {
    const verdict = verifyFingerprint(
      recipe,
      { fingerprint, timestamp, ...presented },
      range,
      nowMs,
    );
    return verdict.accepted ? "accepted" : verdict.reason;
  };

  it.each([
    ["right", judge({}), "accepted"],
    ["at the end of its life", judge({}, DAY_MS + 300_000), "accepted"],
    ["after it", judge({}, DAY_MS + 300_001), "expired"],
    ["slightly ahead", judge({}, DAY_MS - 60_000), "accepted"],
    ["far ahead", judge({}, DAY_MS - 60_001), "future"],
    ["without fingerprint", judge({ fingerprint: null }), "missing"],
    ["without timestamp", judge({ timestamp: null }), "missing"],
    ["with a word for a timestamp", judge({ timestamp: "now" }), "timestamp-malformed"],
    ["with another timestamp", judge({ timestamp: "1767571201" }), "mismatch"],
    ["for another range", judge({}, DAY_MS, { ...expected, to: "c" }), "mismatch"],
    ["under another key", judge({}, DAY_MS, { ...expected, key: "x" }), "mismatch"],
    ["cut short", judge({ fingerprint: fingerprint.slice(1) }), "mismatch"],
  ])("%s: %s", (_, verdict, wanted) => {
    expect(verdict).toBe(wanted);
  });
});

describe("parameters in another place", () => {
  const range = { from: "filter.from", to: "filter.until", format: "s" } as const;

  it("stand in one parameter as JSON", () => {
    const { url } = build({ range, params: { storeId: "S" }, wrap: "requestBody" });
    const query = new URL(url).searchParams;
    expect([...query.keys()]).toEqual(["requestBody"]);
    expect(JSON.parse(query.get("requestBody") ?? "")).toEqual({
      storeId: "S",
      filter: { from: 1767571200, until: 1767592800 },
    });
  });

  it("stand in the query of a POST where their names say so", () => {
    const { url, body } = build({ method: "POST", range: {}, params: { "?v": 2, game: "x" } });
    expect(new URL(url).search).toBe("?v=2");
    expect(JSON.parse(Buffer.from(body ?? []).toString())).toMatchObject({ game: "x" });
  });
});
