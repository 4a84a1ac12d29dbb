import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.js";
import type { ConnectionSettings, RaceOutcome } from "../../src/core/http.js";
import { createRedactor } from "../../src/core/redaction.js";
import { completeRequest, createRace, createSend, timeoutsOf } from "../../src/transport/send.js";
import { createFakeHttp, failed, replied } from "../fake-http.js";

const CONNECTION: ConnectionSettings = {
  headers: [
    ["X-Section", "s"],
    ["X-Both", "section"],
  ],
  timeoutMs: 8_000,
  tls: null,
};
const OUTGOING = {
  method: "POST",
  url: "https://x.example/a?b=%2F",
  headers: [["x-both", "own"]] as const,
  body: Buffer.from("{}"),
};

describe("completeRequest", () => {
  it("puts the section's headers first, and lets a request's own win", () => {
    const request = completeRequest(OUTGOING, CONNECTION, true);
    expect(request.headers).toEqual([
      ["X-Section", "s"],
      ["x-both", "own"],
    ]);
    expect(request.freshConnection).toBe(true);
    expect(request.url).toBe(OUTGOING.url);
    expect(request).not.toHaveProperty("tls");
  });

  it("takes the section's TLS material along", () => {
    const tls = { ca: "PEM" };
    expect(completeRequest(OUTGOING, { ...CONNECTION, tls }, false).tls).toBe(tls);
  });

  it.each([
    ["X-A", "one\r\nX-Injected: 1"],
    ["X-A", "후원"],
    ["X A", "1"],
    ["", "1"],
    ["X-A", "\u0000"],
  ])("refuses a header that cannot be sent: %j: %j", (name, value) => {
    const run = () => completeRequest({ ...OUTGOING, headers: [[name, value]] }, CONNECTION, false);
    expect(run).toThrow(UserError);
    try {
      run();
    } catch (error) {
      expect((error as UserError).code).toBe("header_invalid");
      // The value may be a secret.
      if (value.length > 1) expect((error as UserError).message).not.toContain(value);
    }
  });

  it.each(["", "tab\tinside", "é", 'a;b="c"'])("sends the value %j", (value) => {
    expect(
      completeRequest({ ...OUTGOING, headers: [["X-A", value]] }, CONNECTION, false).headers,
    ).toContainEqual(["X-A", value]);
  });
});

describe("timeoutsOf", () => {
  it.each([
    [8_000, 5_000],
    [500, 500],
  ])("%d ms leaves %d ms for connecting", (timeoutMs, connectMs) => {
    expect(timeoutsOf(timeoutMs)).toEqual({
      connectMs,
      responseMs: timeoutMs,
      totalMs: timeoutMs,
    });
  });
});

it("createSend sends once and keeps the evidence", async () => {
  const { http, requests } = createFakeHttp(() => replied(503, "later"));
  const send = createSend({
    http,
    redactor: createRedactor([]),
    connection: CONNECTION,
    freshConnections: true,
  });
  const { outcome, exchange } = await send("a step", OUTGOING);
  expect(requests).toHaveLength(1);
  expect(outcome.reply?.status).toBe(503);
  expect(exchange).toMatchObject({ step: "a step", response: { status: 503 } });
});

describe("createRace", () => {
  const round = (over: Partial<RaceOutcome>): RaceOutcome => ({
    outcomes: [replied(200), failed("reset")],
    releaseSpreadMs: 0.5,
    firstReplyAfterMs: 3,
    overlapped: true,
    ...over,
  });
  const raceWith = (outcome: RaceOutcome) =>
    createRace({
      race: async () => outcome,
      redactor: createRedactor([]),
      connection: CONNECTION,
    })("debit", [OUTGOING, OUTGOING]);

  it("keeps one exchange a request, with the proof", async () => {
    const { sent, overlapped, proof } = await raceWith(round({}));
    expect(sent.map(({ exchange }) => exchange.step)).toEqual(["debit (1 of 2)", "debit (2 of 2)"]);
    expect(sent.map(({ exchange }) => exchange.note)).toEqual([proof, proof]);
    expect(overlapped).toBe(true);
    expect(proof).toBe(
      "2 requests, last bytes released within 0.50 ms, first reply 3.00 ms after the last of them: they overlapped",
    );
  });

  it.each([
    [{ overlapped: false, firstReplyAfterMs: -1 }, /did not overlap$/],
    [{ overlapped: true, firstReplyAfterMs: null }, /no reply$/],
  ])("says what the proof is worth: %j", async (over, words) => {
    expect((await raceWith(round(over))).proof).toMatch(words);
  });
});
