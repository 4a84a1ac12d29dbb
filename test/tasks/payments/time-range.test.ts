import { describe, expect, it } from "vitest";
import { parseTimeRange } from "../../../src/tasks/payments/time-range.js";

describe("parseTimeRange", () => {
  it("reads dates as their first moment in UTC, and times with their offset", () => {
    expect(parseTimeRange("2026-01-05", "2026-01-06T09:00:00+09:00")).toEqual({
      fromMs: Date.UTC(2026, 0, 5),
      toMs: Date.UTC(2026, 0, 6),
    });
  });

  it.each([
    [undefined, "2026-01-06", "range_missing"],
    ["2026-01-05", undefined, "range_missing"],
    ["2026-01-05T00:00:00", "2026-01-06", "time_malformed"],
    ["2026-02-30", "2026-03-06", "time_malformed"],
    ["yesterday", "2026-01-06", "time_malformed"],
    ["2026-01-06", "2026-01-06", "range_inverted"],
    ["2026-01-07", "2026-01-06", "range_inverted"],
  ])("refuses %s to %s", (from, to, code) => {
    expect(() => parseTimeRange(from, to)).toThrow(expect.objectContaining({ code }));
  });
});
