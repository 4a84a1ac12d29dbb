import { describe, expect, it } from "vitest";
import type { HttpOutcome } from "../../../src/core/http.js";
import { afterPoll } from "../../../src/protocols/payments/outcomes.js";
import { delayMs, MOST_ATTEMPTS, persist } from "../../../src/tasks/payments/persist.js";
import { createFakeClock } from "../../fake-clock.js";

const trace = {
  sentHead: null,
  remoteAddress: null,
  localPort: null,
  startedAtMs: 0,
  headMs: null,
  totalMs: 1,
};

function reply(status: number, retryAfter?: string): HttpOutcome {
  const headers = retryAfter === undefined ? [] : [["Retry-After", retryAfter] as const];
  const body = new Uint8Array(0);
  return {
    reply: { status, headers, body, bodyBytes: 0 },
    failure: null,
    trace,
  };
}

function failure(kind: "refused" | "response-timeout" | "tls"): HttpOutcome {
  return { reply: null, failure: { kind, message: kind }, trace };
}

const zero = { bytes: (count: number) => new Uint8Array(count) };

async function persisted(outcomes: readonly HttpOutcome[]) {
  const clock = createFakeClock();
  let sent = 0;
  const result = await persist(
    "the source",
    async () => outcomes[Math.min(sent++, outcomes.length - 1)] ?? reply(500),
    afterPoll,
    {
      clock,
      random: zero,
      signal: new AbortController().signal,
      notice: () => undefined,
    },
  );
  return { result, sent, sleeps: clock.sleeps };
}

describe("persist", () => {
  it.each([
    ["a success at once", [reply(200)], 1, []],
    ["after a time-out", [failure("response-timeout"), reply(200)], 2, [500]],
    ["as long as Retry-After says", [reply(429, "7"), reply(200)], 2, [7_000]],
    ["after a 503", [reply(503), reply(500), reply(200)], 3, [500, 1_000]],
  ])("%s", async (_, outcomes, attempts, sleeps) => {
    const run = await persisted(outcomes);
    expect(run.result.ok).toBe(true);
    expect(run.sent).toBe(attempts);
    expect(run.sleeps).toEqual(sleeps);
  });

  it.each([
    ["a refusal", [reply(401)], 1, "refused"],
    ["a certificate that does not hold", [failure("tls")], 1, "unreachable"],
    ["a server that stays down", [failure("refused")], MOST_ATTEMPTS, "unreachable"],
    ["a server that stays broken", [reply(500)], MOST_ATTEMPTS, "unreachable"],
    ["a wait of days", [reply(429, "200000")], 1, "unreachable"],
  ])("gives up on %s", async (_, outcomes, attempts, kind) => {
    const { result, sent } = await persisted(outcomes);
    expect(result.ok ? null : result.stop.kind).toBe(kind);
    expect(sent).toBe(attempts);
  });

  it("waits no longer than the cap, jitter included", () => {
    const most = { bytes: (count: number) => new Uint8Array(count).fill(255) };
    expect(delayMs(1, zero)).toBe(500);
    expect(delayMs(3, zero)).toBe(2_000);
    expect(delayMs(30, zero)).toBe(30_000);
    expect(delayMs(30, most)).toBeLessThanOrEqual(39_000);
    expect(delayMs(30, most)).toBeGreaterThan(38_000);
  });
});
