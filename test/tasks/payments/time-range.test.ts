import { describe, expect, it } from "vitest";
import { describeRange, parseTimeRange } from "../../../src/tasks/payments/time-range.js";

describe("parseTimeRange", () => {
  it("reads dates as their first moment in UTC, and times with their offset", () => {
    expect(parseTimeRange("2026-01-05", "2026-01-06T09:00:00+09:00")).toEqual({
      fromMs: Date.UTC(2026, 0, 5),
      toMs: Date.UTC(2026, 0, 6),
    });
  });

  it("reads dates, and times without an offset, in the source's zone", () => {
    expect(parseTimeRange("2026-03-08", "2026-03-09T12:00:00", "America/New_York")).toEqual({
      fromMs: Date.UTC(2026, 2, 8, 5),
      toMs: Date.UTC(2026, 2, 9, 16),
    });
  });

  it("shows a range in both zones, and in one where there is but one", () => {
    const range = parseTimeRange("2026-01-05", "2026-01-06", "Asia/Seoul");
    expect(describeRange(range, "Asia/Seoul")).toBe(
      "2026-01-05 00:00 to 2026-01-06 00:00 in Asia/Seoul, 2026-01-04 15:00 to 2026-01-05 15:00 in UTC",
    );
    expect(describeRange(range, "UTC")).toBeNull();
  });

  it.each([
    [undefined, "2026-01-06", "range_missing"],
    ["2026-01-05", undefined, "range_missing"],
    ["2026-02-30", "2026-03-06", "time_malformed"],
    ["yesterday", "2026-01-06", "time_malformed"],
    ["2026-01-06", "2026-01-06", "range_inverted"],
    ["2026-01-07", "2026-01-06", "range_inverted"],
  ])("refuses %s to %s", (from, to, code) => {
    expect(() => parseTimeRange(from, to)).toThrow(expect.objectContaining({ code }));
  });
});
