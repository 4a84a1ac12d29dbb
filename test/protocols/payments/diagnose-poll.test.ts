/** A refused poll is explained: its fingerprint or signature by recomputing, its key by the table of secrets. */
import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  diagnosePoll,
  type DiagnosePollOptions,
} from "../../../src/protocols/payments/diagnose-poll.js";
import type { PollAuth, SignatureAuth } from "../../../src/protocols/payments/auth-mapping.js";
import { type Signable, signRequest } from "../../../src/protocols/payments/request-signature.js";

const KEY = "poll-key-5512aa90";
const NOW_SEC = 1_764_547_200;
const FROM = "2026-11-30 00:00:00";
const TO = "2026-12-01 00:00:00";
const FINGERPRINT = { kind: "fingerprint" } as const;

const sha256 = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");

interface Poll {
  readonly signed?: string | Buffer;
  readonly timestamp?: string;
  readonly sent?: (hex: string) => string;
  readonly from?: string;
  readonly to?: string;
  readonly headers?: readonly (readonly [string, string])[];
}

const options = (auth: PollAuth, more: Partial<DiagnosePollOptions>): DiagnosePollOptions => ({
  auth,
  request: { method: "GET", url: "https://game.example/payments?a=1", headers: [], body: null },
  sent: { from: FROM, to: TO },
  key: KEY,
  partner: "acme",
  others: [],
  nowMs: NOW_SEC * 1000,
  mayGoOn: () => true,
  ...more,
});

function fingerprinted(poll: Poll, more: Partial<DiagnosePollOptions> = {}) {
  const { timestamp = String(NOW_SEC), from = FROM, to = TO, sent = (hex: string) => hex } = poll;
  const signed = poll.signed ?? `${timestamp}|${from}|${to}|${KEY}`;
  const headers = poll.headers ?? [
    ["x-timestamp", timestamp],
    ["x-fingerprint", sent(sha256(signed))],
  ];
  const request = { method: "GET", url: "https://game.example/payments", headers, body: null };
  return diagnosePoll(options(FINGERPRINT, { request, sent: { from, to }, ...more }));
}

const text = (from: string, to: string, key = KEY) => `${NOW_SEC}|${from}|${to}|${key}`;

const MISTAKES: readonly (readonly [cause: string, name: string, Poll])[] = [
  [
    "range_form",
    "ISO text",
    { signed: text("2026-11-30T00:00:00.000Z", "2026-12-01T00:00:00.000Z") },
  ],
  [
    "range_form",
    "ISO text without milliseconds",
    { signed: text("2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z") },
  ],
  ["range_form", "Korea's time", { signed: text("2026-11-30 09:00:00", "2026-12-01 09:00:00") }],
  ["range_form", "unix seconds", { signed: text("1795996800", "1796083200") }],
  ["range_form", "a day", { signed: text("2026-11-30", "2026-12-01") }],
  [
    "range_form",
    "URL-encoded",
    { signed: text("2026-11-30%2000%3A00%3A00", "2026-12-01%2000%3A00%3A00") },
  ],
  ["range_form", "one end alone", { signed: text(FROM, "2026-12-01T00:00:00Z") }],
  ["range_form", "exchanged", { signed: text(TO, FROM) }],
  ["range_form", "not set when it was signed", { signed: text("", "") }],
  [
    "range_form",
    "+09:00 sent as UTC",
    {
      from: "2026-11-30T09:00:00+09:00",
      to: "2026-12-01T09:00:00+09:00",
      signed: text("2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z"),
    },
  ],
  ...[
    "20261130T000000Z",
    "20261130000000",
    "20261130",
    "2026-11-30 00:00:00.000",
    "1795996800",
  ].map((from): (typeof MISTAKES)[number] => [
    "range_form",
    `${from} sent, ISO text signed`,
    { from, signed: text("2026-11-30T00:00:00Z", TO) },
  ]),
  ["message_order", "the key first", { signed: `${KEY}|${NOW_SEC}|${FROM}|${TO}` }],
  ["message_separator", "colons", { signed: [NOW_SEC, FROM, TO, KEY].join(":") }],
  ["message_fields", "no range", { signed: `${NOW_SEC}|${KEY}` }],
  ["key_trailing_newline", "a line break", { signed: text(FROM, TO, `${KEY}\n`) }],
  ["key_quoted_by_signer", "quotes at the signer's", { signed: text(FROM, TO, `"${KEY}"`) }],
  ["key_not_loaded", "undefined", { signed: text(FROM, TO, "undefined") }],
  [
    "timestamp_signed_in_other_unit",
    "milliseconds",
    { signed: `${NOW_SEC}000|${FROM}|${TO}|${KEY}` },
  ],
  ["timestamp_altered", "the clock read twice", { signed: `${NOW_SEC + 1}|${FROM}|${TO}|${KEY}` }],
  ["signature_encoding", "Base64", { sent: (hex) => Buffer.from(hex, "hex").toString("base64") }],
  ["signature_prefix", "sha256=", { sent: (hex) => `sha256=${hex}` }],
  ["expired", "an old one", { timestamp: String(NOW_SEC - 4000) }],
  ["in_future", "another time zone", { timestamp: String(NOW_SEC + 32_400) }],
  ["in_future", "just over what is tolerated", { timestamp: String(NOW_SEC + 100) }],
  ["timestamp_invalid", "a date", { timestamp: "2026-12-01T00:00:00Z" }],
  ["credential_missing", "none", { headers: [["x-timestamp", "1"]] }],
  [
    "credential_missing",
    "underscores",
    {
      headers: [
        ["x-timestamp", "1"],
        ["X_Fingerprint", "00"],
      ],
    },
  ],
];

describe("a fingerprint", () => {
  it.each(MISTAKES)("%s: %s", (cause, _, poll) => {
    const { valid, findings } = fingerprinted(poll);
    expect(valid).toBe(false);
    expect(findings).toContainEqual(expect.objectContaining({ cause, proved: true }));
    expect(JSON.stringify(findings)).not.toContain("entry");
    expect(JSON.stringify(findings)).not.toContain(KEY);
  });

  it("is valid, and a day's edge away from it too", () => {
    expect(fingerprinted({})).toEqual({ valid: true, findings: [] });
    expect(fingerprinted({ timestamp: String(NOW_SEC - 300) }).valid).toBe(true);
  });

  it("made with another place's key is told so", () => {
    const others = [{ label: "wallet.secret", value: "other-key" }];
    const { findings } = fingerprinted({ signed: text(FROM, TO, "other-key") }, { others });
    expect(findings).toMatchObject([{ cause: "key_of_other_place", proved: true }]);
    expect(findings[0]?.message).toContain("wallet.secret");
  });

  it("that nothing explains is not explained", () => {
    const { findings } = fingerprinted({ signed: "something else" });
    expect(findings).toMatchObject([{ cause: "key_or_recipe_unknown", proved: false }]);
  });

  it("names the header that stands in for it", () => {
    const { findings } = fingerprinted({
      headers: [
        ["x-timestamp", "1"],
        ["HTTP_X_FINGERPRINT", "00"],
      ],
    });
    expect(findings[0]?.message).toContain("HTTP_X_FINGERPRINT");
  });
});

describe("a signature over the request", () => {
  const auth: SignatureAuth = {
    kind: "signature",
    message: "{method}|{path}|{params}|{timestamp}|{key}",
    algorithm: "md5",
    header: "X-Sign",
    timestampHeader: "X-Time",
  };
  const request: Signable = {
    method: "GET",
    url: "https://game.example/payments?to=b&from=a",
    headers: [],
    body: null,
  };
  const nowMs = NOW_SEC * 1000;
  const sent = { from: "a", to: "b" };

  const judged = (sign: (right: string) => string) => {
    const right = signRequest(request, auth, { key: KEY, nowMs, ...sent });
    const headers = right.headers.map(
      ([name, value]) => [name, name === "X-Sign" ? sign(value) : value] as const,
    );
    return diagnosePoll(options(auth, { request: { ...request, headers }, sent }));
  };
  const md5 = (signed: string) => createHash("md5").update(signed).digest("hex");

  it("is valid", () => {
    expect(judged((right) => right)).toEqual({ valid: true, findings: [] });
  });

  it.each([
    [
      "signature_algorithm",
      createHmac("sha256", KEY).update(`GET|/payments|from=a&to=b|${NOW_SEC}|${KEY}`).digest("hex"),
    ],
    ["message_order", md5(`${KEY}|GET|/payments|from=a&to=b|${NOW_SEC}`)],
    ["key_trailing_newline", md5(`GET|/payments|from=a&to=b|${NOW_SEC}|${KEY}\n`)],
    ["param_spelling", md5(`get|/payments|from=a&to=b|${NOW_SEC}|${KEY}`)],
    ["timestamp_altered", md5(`GET|/payments|from=a&to=b|${NOW_SEC - 2}|${KEY}`)],
  ])("%s", (cause, found) => {
    expect(judged(() => found).findings).toMatchObject([{ cause, proved: true }]);
  });
});

describe("a key", () => {
  const presented = (header: string, value: string, auth: PollAuth) =>
    diagnosePoll(
      options(auth, {
        request: {
          method: "GET",
          url: "https://g.example/",
          headers: [[header, value]],
          body: null,
        },
        others: [{ label: "webhook.secret", value: "wh" }],
      }),
    );
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

  it.each<[string | null, string, string, PollAuth]>([
    [null, "Authorization", `Bearer ${KEY}`, { kind: "bearer" }],
    [null, "X-Api-Key", KEY, { kind: "header", header: "x-api-key" }],
    [null, "Authorization", basic(`game:${KEY}`), { kind: "basic", user: "game" }],
    ["key_of_other_place", "Authorization", "Bearer wh", { kind: "bearer" }],
    ["key_quoted_by_signer", "Authorization", `Bearer "${KEY}"`, { kind: "bearer" }],
    [
      "key_trailing_newline",
      "Authorization",
      basic(`game:${KEY}\n`),
      { kind: "basic", user: "game" },
    ],
    ["credential_form", "Authorization", KEY, { kind: "bearer" }],
    ["credential_form", "Authorization", `Token ${KEY}`, { kind: "bearer" }],
    ["credential_missing", "X-Other", KEY, { kind: "bearer" }],
    ["key_unknown", "Authorization", "Bearer nobody's", { kind: "bearer" }],
  ])("%s in %s: %s", (cause, header, value, auth) => {
    const { valid, findings } = presented(header, value, auth);
    expect(valid).toBe(cause === null);
    expect(findings.map((each) => each.cause)).toEqual(cause === null ? [] : [cause]);
    expect(JSON.stringify(findings)).not.toContain(KEY);
  });

  it("that is granted anew is not verified", () => {
    const { valid } = presented("Authorization", "Bearer x", { kind: "jwt" });
    expect(valid).toBeNull();
  });
});
