import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RangeMapping } from "../../../src/protocols/payments/mapping.js";
import { formatRange } from "../../../src/protocols/payments/range-format.js";
import { shardRange } from "../../../src/protocols/payments/shards.js";
import { HOUR_MS } from "./fixtures.js";

const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 0, 5);

const mappings = fc.constantFrom<RangeMapping>(
  {},
  { format: "s" },
  { format: "yyyy-MM-dd HH:mm:ss", zone: "UTC+8" },
  { format: "yyyy-MM-dd HH:mm", zone: "Asia/Kathmandu" },
  { format: "yyyy-MM-dd HH", zone: "America/New_York" },
  { format: "yyyy-MM-dd", zone: "America/New_York" },
  { day: true, zone: "Asia/Seoul" },
);

/** Long enough for up to 40 parts of whole days. */
const ranges = fc
  .tuple(fc.nat({ max: 400 * DAY_MS }), fc.integer({ min: 100 * DAY_MS, max: 900 * DAY_MS }))
  .map(([offset, length]) => ({ fromMs: START + offset, toMs: START + offset + length }));

function partsOf(mapping: RangeMapping, range: { fromMs: number; toMs: number }, count: number) {
  return Array.from({ length: count }, (_, at) =>
    shardRange(mapping, range, { index: at + 1, count }),
  );
}

describe("shardRange", () => {
  it("gives parts that are the range, without gap or lap, in whole milliseconds", () => {
    fc.assert(
      fc.property(mappings, ranges, fc.integer({ min: 1, max: 40 }), (mapping, range, count) => {
        const parts = partsOf(mapping, range, count).map(({ own }) => own);
        expect(parts[0]?.fromMs).toBe(range.fromMs);
        expect(parts.at(-1)?.toMs).toBe(range.toMs);
        parts.forEach(({ fromMs, toMs }, at) => {
          expect(Number.isInteger(fromMs)).toBe(true);
          expect(fromMs).toBeLessThan(toMs);
          if (at > 0) expect(fromMs).toBe(parts[at - 1]?.toMs);
        });
      }),
    );
  });

  it("asks for all that is its own, and at inner borders for some of the part before it", () => {
    fc.assert(
      fc.property(mappings, ranges, fc.integer({ min: 2, max: 40 }), (mapping, range, count) => {
        partsOf(mapping, range, count).forEach(({ own, asked, interior }, at) => {
          expect(asked.toMs).toBe(own.toMs);
          expect(asked.fromMs).toBeLessThanOrEqual(own.fromMs);
          expect(asked.fromMs).toBeGreaterThanOrEqual(range.fromMs);
          const takesDays = mapping.day === true || mapping.format === "yyyy-MM-dd";
          expect(asked.fromMs < own.fromMs).toBe(at > 0 && !takesDays);
          if (at > 0)
            expect(interior.fromMs - own.fromMs).toBeGreaterThan(own.fromMs - asked.fromMs);
          if (at < count - 1) expect(own.toMs - interior.toMs).toBeGreaterThanOrEqual(60_000);
        });
      }),
    );
  });

  it("cuts where the source's format names the border, so that none is rounded", () => {
    const whole = { fromMs: START, toMs: START + 7 * DAY_MS };
    const mapping = { format: "yyyy-MM-dd", zone: "America/New_York" };
    const borders = partsOf(mapping, whole, 3).map(({ own }) => formatRange(mapping, own));
    expect(borders).toEqual([
      { from: "2026-01-04", to: "2026-01-07" },
      { from: "2026-01-07", to: "2026-01-09" },
      { from: "2026-01-09", to: "2026-01-12" },
    ]);
    const [, second] = partsOf({ format: "s" }, { fromMs: START + 1, toMs: START + 10_002 }, 2);
    expect(second?.own.fromMs).toBe(START + 5_000);
  });

  it("is the same wherever it is made", () => {
    const range = { fromMs: START, toMs: START + 31 * DAY_MS };
    const [, second] = partsOf({}, range, 4);
    expect(second).toEqual({
      own: { fromMs: START + 7.75 * DAY_MS, toMs: START + 15.5 * DAY_MS },
      asked: { fromMs: START + 7.75 * DAY_MS - 1_000, toMs: START + 15.5 * DAY_MS },
      interior: {
        fromMs: START + 7.75 * DAY_MS + 60_000,
        toMs: START + 15.5 * DAY_MS - 60_000,
      },
    });
  });

  it.each<[string, RangeMapping, number, number]>([
    ["milliseconds", {}, 3, 4],
    ["seconds", { format: "s" }, 3_000, 4],
    ["hours", { format: "yyyy-MM-dd HH" }, 3 * HOUR_MS, 4],
    ["days", { format: "yyyy-MM-dd" }, 3 * DAY_MS, 4],
  ])("refuses a range with fewer %s than parts", (_name, mapping, length, count) => {
    const range = { fromMs: START, toMs: START + length };
    expect(() => partsOf(mapping, range, count)).toThrow(/too short for 4 parts/);
    expect(partsOf(mapping, range, count - 1)).toHaveLength(count - 1);
  });
});
