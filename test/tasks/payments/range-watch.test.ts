import { describe, expect, it } from "vitest";
import { joinSpans, NO_SPAN, rangeDoubt } from "../../../src/tasks/payments/range-watch.js";

const DAY_MS = Date.UTC(2026, 0, 5);
const HOUR_MS = 3_600_000;
const RANGE = { fromMs: DAY_MS, toMs: DAY_MS + 24 * HOUR_MS };

/** @param hours of payments, after the beginning of the range */
function spanOf(hours: readonly number[]) {
  return hours
    .map((hour) => DAY_MS + hour * HOUR_MS)
    .map((ms) => ({
      earliestMs: ms,
      latestMs: ms,
      latestId: null,
      payments: 1,
      inside: ms >= RANGE.fromMs && ms < RANGE.toMs ? 1 : 0,
    }))
    .reduce(joinSpans, NO_SPAN);
}

describe("rangeDoubt", () => {
  const local = { range: { format: "yyyy-MM-dd HH:mm:ss" } };

  it.each<[string, readonly number[], object, string]>([
    ["none lies in it", [-500, -400], { range: {} }, "none of the 2 payments"],
    ["none lies in it, nor before its end", [900], { range: {} }, "none of the 1 payments"],
    ["all are early", [-9, 3, 14], local, "up to 9 h before the range"],
    ["all are late", [9, 20, 32], local, "up to 8 h after the range"],
    ["all are early by days", [-9, 3, 14], { range: { format: "yyyyMMdd" } }, "up to 9 h before"],
  ])("doubts a range where %s", (_, hours, source, expected) => {
    expect(rangeDoubt(spanOf(hours), RANGE, source)).toContain(expected);
  });

  it.each<[string, readonly number[], object]>([
    ["none came", [], local],
    ["all lie in it", [0, 12, 23.9], local],
    ["one was made a while before it was paid", [-3, 12, 23], local],
    ["the borders name their zone", [-9, 3, 14], { range: { format: "yyyy-MM-dd HH:mm:ssXXX" } }],
    ["the borders are moments", [-9, 3, 14], { range: { format: "s" } }],
    ["there is none", [-900], {}],
    ["its end is open", [900], { range: { open: true } }],
  ])("believes a range where %s", (_, hours, source) => {
    expect(rangeDoubt(spanOf(hours), RANGE, source)).toBeNull();
  });
});
