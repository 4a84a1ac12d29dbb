import { describe, expect, it } from "vitest";
import type { HttpOutcome, HttpRequest } from "../../src/core/http.js";
import { createRedactor } from "../../src/core/redaction.js";
import { recordBody } from "../../src/core/recorded-body.js";
import { recordExchange } from "../../src/transport/record.js";
import { failed, replied } from "../fake-http.js";

const KEY = "hush-4711";
const redactor = createRedactor([{ label: "entry.key", value: KEY }]);
const REQUEST: HttpRequest = {
  method: "POST",
  url: `https://x.example/?key=${KEY}`,
  headers: [["X-Planned", "1"]],
  body: Buffer.from(`{"key":"${KEY}"}`),
  timeouts: { connectMs: 1, responseMs: 1, totalMs: 1 },
};

function withHead(outcome: HttpOutcome, sentHead: string): HttpOutcome {
  return { ...outcome, trace: { ...outcome.trace, sentHead } };
}

describe("recordExchange", () => {
  it("shows the head as it was sent, not as it was planned", () => {
    const head = `POST / HTTP/1.1\r\nhost: x.example\r\nX-Sent:  two \r\nX-Key: ${KEY}\r\n\r\n`;
    const { request } = recordExchange("s", REQUEST, withHead(replied(200), head), redactor);
    expect(request.headers).toEqual([
      ["host", "x.example"],
      ["X-Sent", "two"],
      ["X-Key", "[secret:entry.key]"],
    ]);
  });

  it.each([
    ["the reply came compressed (Content-Encoding: gzip)", {}],
    ["the reply came compressed (Content-Encoding: gzip), and was cut short", { isCutShort: true }],
  ] as const)("says how a body came: %s", (note, how) => {
    const outcome = replied(200);
    if (outcome.reply === null) expect.fail("no reply");
    const packed = { ...outcome, reply: { ...outcome.reply, decodedFrom: "gzip", ...how } };
    expect(recordExchange("s", REQUEST, packed, redactor)).toMatchObject({ note });
  });

  it("shows the planned headers of a request that never left", () => {
    const { request, response, failure } = recordExchange(
      "s",
      REQUEST,
      failed("refused"),
      redactor,
    );
    expect(request.headers).toEqual([["X-Planned", "1"]]);
    expect(response).toBeNull();
    expect(failure).toEqual({ kind: "refused", message: "refused" });
  });

  it("holds no secret anywhere", () => {
    const outcome = replied(302, `echo ${KEY}`, [
      ["Location", `/?k=${KEY}`],
      ["Set-Cookie", "session=stranger"],
    ]);
    const text = JSON.stringify(recordExchange("s", REQUEST, outcome, redactor));
    expect(text).not.toContain(KEY);
    expect(text).not.toContain("stranger");
    expect(text).toContain("[secret:entry.key]");
  });

  it("holds no secret in what went wrong", () => {
    const outcome = failed("tls");
    const told: HttpOutcome = {
      ...outcome,
      reply: null,
      failure: { kind: "tls", message: `bad ${KEY}` },
    };
    expect(recordExchange("s", REQUEST, told, redactor).failure?.message).toBe(
      "bad [secret:entry.key]",
    );
  });

  it("dates and times it", () => {
    const exchange = recordExchange("s", REQUEST, replied(200), redactor);
    expect(exchange).toMatchObject({
      step: "s",
      startedAt: "2026-01-01T00:00:00.000Z",
      durationMs: 2.346,
      remoteAddress: "127.0.0.1",
    });
  });
});

describe("recordBody", () => {
  it.each([
    ["text", Buffer.from("é"), undefined, { bytes: 2, text: "é" }],
    ["nothing", Buffer.alloc(0), undefined, { bytes: 0, text: "" }],
    ["bytes", Buffer.from([0xff]), undefined, { bytes: 1, base64: "/w==" }],
    ["a byte order mark", Buffer.from("\uFEFFa"), undefined, { bytes: 4, text: "\uFEFFa" }],
    ["the beginning of more", Buffer.from("ab"), 9, { bytes: 9, text: "ab", truncated: true }],
  ])("%s", (_, body, bytes, recorded) => {
    expect(recordBody(body, { kept: body.length, bytes: bytes ?? body.length })).toEqual(recorded);
  });

  it("finds a secret among bytes", () => {
    const body = Buffer.concat([Buffer.from([0xff]), Buffer.from(KEY)]);
    const recorded = recordBody(redactor.bytes(body));
    expect(Buffer.from(recorded.base64 ?? "", "base64").toString("latin1")).not.toContain(KEY);
  });
});
