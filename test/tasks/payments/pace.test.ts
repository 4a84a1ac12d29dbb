import { describe, expect, it } from "vitest";
import { createPace, leastDurationMs, leavesRoom } from "../../../src/tasks/payments/pace.js";
import { createFakeClock } from "../../fake-clock.js";

const HOUR = 3_600_000;
const signal = new AbortController().signal;

describe("createPace", () => {
  it("lets so many requests start within any period, and no more", async () => {
    const clock = createFakeClock();
    const pace = createPace({ requests: 5, periodMs: HOUR }, clock);
    const starts: number[] = [];
    for (let at = 0; at < 12; at += 1) {
      await pace.turn(signal);
      starts.push(clock.monotonicMs());
      clock.advance(1_000);
    }
    const tooClose = starts.filter((start, at) => at >= 5 && start - (starts[at - 5] ?? 0) < HOUR);
    expect(tooClose).toEqual([]);
    expect(starts.at(-1)).toBe(2 * HOUR + 1_000);
  });

  it("never waits without a rate", async () => {
    const clock = createFakeClock();
    const pace = createPace(null, clock);
    for (let at = 0; at < 100; at += 1) await pace.turn(signal);
    expect(clock.sleeps).toEqual([]);
  });
});

describe("leastDurationMs", () => {
  it.each([
    [1, 0],
    [5, 0],
    [6, HOUR],
    [120, 23 * HOUR],
  ])("%i requests at five an hour", (requests, expected) => {
    expect(leastDurationMs(requests, { requests: 5, periodMs: HOUR })).toBe(expected);
  });
});

describe("leavesRoom", () => {
  const EVERY_TEN_SECONDS = { requests: 6, per: "1m" };

  it.each([
    ["without a rate", {}, 20, true],
    ["of one request a second", { rate: { requests: 1, per: "1s" } }, 20, true],
    ["of six a minute, for few", { rate: EVERY_TEN_SECONDS }, 6, true],
    ["of six a minute, for many", { rate: EVERY_TEN_SECONDS }, 20, false],
    ["that makes reports", { report: { id: "job.id" } }, 1, false],
  ])("in a source %s", (_, source, requests, expected) => {
    expect(leavesRoom(requests, source)).toBe(expected);
  });
});
