import { describe, expect, it } from "vitest";
import type { HttpOutcome } from "../../src/core/http.js";
import { createRedactor } from "../../src/core/redaction.js";
import { recordExchange } from "../../src/transport/record.js";
import { type RetryOptions, sendWithRetries } from "../../src/transport/retry.js";
import type { Sent } from "../../src/transport/send.js";
import { createFakeClock } from "../fake-clock.js";
import { failed, replied } from "../fake-http.js";

const REQUEST = {
  method: "POST",
  url: "https://x.example/",
  headers: [],
  body: null,
  timeouts: { connectMs: 1, responseMs: 1, totalMs: 1 },
};
const sentOf = (outcome: HttpOutcome): Sent => ({
  outcome,
  exchange: recordExchange("s", REQUEST, outcome, createRedactor([])),
});

async function run(outcomes: readonly HttpOutcome[], options: Partial<RetryOptions> = {}) {
  const clock = createFakeClock();
  const attempts: [number, number | null][] = [];
  const numbers: number[] = [];
  const sent = await sendWithRetries(
    async (number) => {
      numbers.push(number);
      return sentOf(outcomes[number - 1] ?? failed("reset"));
    },
    {
      schedule: { delaysMs: [1_000, 5_000, 30_000] },
      clock,
      signal: new AbortController().signal,
      isFinal: ({ reply }) => reply?.status === 200,
      onAttempt: ({ number, nextInMs }) => attempts.push([number, nextInMs]),
      ...options,
    },
  );
  return { sent, attempts, numbers, sleeps: clock.sleeps };
}

describe("sendWithRetries", () => {
  it("sends once when the first answer is final", async () => {
    const { sent, sleeps, attempts } = await run([replied(200)]);
    expect([sent.length, sleeps, attempts]).toEqual([1, [], [[1, null]]]);
  });

  it("waits by the schedule until an answer is final", async () => {
    const { sent, sleeps, numbers } = await run([replied(500), failed("refused"), replied(200)]);
    expect(sent.map(({ outcome }) => outcome.reply?.status ?? null)).toEqual([500, null, 200]);
    expect(sleeps).toEqual([1_000, 5_000]);
    expect(numbers).toEqual([1, 2, 3]);
  });

  it("gives up after as many retries as there are delays", async () => {
    const { sent, attempts } = await run([]);
    expect(sent).toHaveLength(4);
    expect(attempts).toEqual([
      [1, 1_000],
      [2, 5_000],
      [3, 30_000],
      [4, null],
    ]);
  });

  it("waits as the answer asks, zero included, where it asks at all", async () => {
    const { sleeps } = await run([replied(429), replied(503), replied(500), replied(200)], {
      waitMs: ({ reply }) => (reply?.status === 429 ? 7_000 : reply?.status === 503 ? 0 : null),
    });
    expect(sleeps).toEqual([7_000, 0, 30_000]);
  });

  it("stops when it is interrupted, and says that nothing follows", async () => {
    const stop = new AbortController();
    stop.abort();
    const { sent, attempts } = await run([replied(500)], {
      signal: stop.signal,
    });
    expect(sent).toHaveLength(1);
    expect(attempts).toEqual([[1, null]]);
  });

  it("sends nothing more when it is interrupted while it waits", async () => {
    const stop = new AbortController();
    const clock = { ...createFakeClock(), sleep: async () => stop.abort() };
    const { sent } = await run([replied(500)], { signal: stop.signal, clock });
    expect(sent).toHaveLength(1);
  });
});
