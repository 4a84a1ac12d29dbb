import { describe, expect, it } from "vitest";
import { retryAfterMs } from "../../src/core/retry-schedule.js";

const NOW_MS = Date.UTC(2026, 0, 5);

describe("retryAfterMs", () => {
  it.each([
    ["120", 120_000],
    [" 0 ", 0],
    ["Mon, 05 Jan 2026 00:01:00 GMT", 60_000],
    ["Sun, 04 Jan 2026 00:00:00 GMT", 0],
    ["soon", null],
    ["-1", null],
    ["79.9", 79_900],
    ["0.0001", 1],
    ["2026-01-05T00:00:30Z", 30_000],
    ["1.5.5", null],
    ["2026", 2_026_000],
    ["", null],
  ])("of %j is %s", (value, ms) => {
    expect(retryAfterMs([["retry-after", value]], NOW_MS)).toBe(ms);
  });

  it("is null without the header", () => {
    expect(retryAfterMs([["X-Retry-After", "1"]], NOW_MS)).toBeNull();
  });
});
