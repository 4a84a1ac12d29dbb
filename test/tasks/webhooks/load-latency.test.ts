import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLatencies, joinLatencies } from "../../../src/tasks/webhooks/load-latency.js";

function of(...values: readonly number[]) {
  const latencies = createLatencies();
  values.forEach((ms) => latencies.add(ms));
  return latencies;
}

describe("latencies", () => {
  it("of nothing are null", () => {
    expect(of().summary()).toBeNull();
    expect(of().bars()).toEqual([]);
  });

  it("have percentiles", () => {
    const values = Array.from({ length: 1_000 }, (_, nth) => nth + 1);
    expect(of(...values).summary()).toEqual({
      count: 1_000,
      min: 1,
      mean: expect.closeTo(500.5, 0) as number,
      p50: expect.closeTo(500, -1) as number,
      p90: expect.closeTo(900, -1) as number,
      p99: expect.closeTo(990, -1) as number,
      p999: expect.closeTo(999, -1) as number,
      max: expect.closeTo(1_000, -1) as number,
    });
  });

  it("are right to three digits, from microseconds to hours", () => {
    const value = fc.double({ min: 0.001, max: 8_000_000, noNaN: true });
    fc.assert(
      fc.property(value, (ms) => {
        const { max = 0, p50 = 0 } = of(ms).summary() ?? {};
        for (const found of [max, p50])
          expect(Math.abs(found - ms)).toBeLessThanOrEqual(0.0011 * ms + 0.0011);
      }),
    );
  });

  it("have no percentile, and no mean, beyond the longest of them", () => {
    const values = fc.array(fc.double({ min: 0, max: 8_000_000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (list) => {
        const summary = of(...list).summary();
        if (summary === null) throw new Error("something was measured");
        for (const key of ["min", "mean", "p50", "p90", "p99", "p999"] as const)
          expect(summary[key], key).toBeLessThanOrEqual(summary.max);
      }),
    );
  });

  it("come as bars without gaps, from the first to the last", () => {
    expect(of(0, 0.05, 0.3, 3, 4, 18, 18).bars()).toEqual([
      { upToMs: 0.1, count: 2 },
      { upToMs: 0.2, count: 0 },
      { upToMs: 0.5, count: 1 },
      { upToMs: 1, count: 0 },
      { upToMs: 2, count: 0 },
      { upToMs: 5, count: 2 },
      { upToMs: 10, count: 0 },
      { upToMs: 20, count: 2 },
    ]);
    expect(of(7_000).bars()).toEqual([{ upToMs: 10_000, count: 1 }]);
  });

  it("that were measured apart join into what one would have measured", () => {
    const values = fc.array(fc.double({ min: 0, max: 200_000, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), (parts) => {
        // As they stand in a file.
        const kept = JSON.stringify(parts.map((part) => of(...part).counts()));
        const joined = joinLatencies(JSON.parse(kept) as [number, number][][]);
        const whole = of(...parts.flat());
        expect(joined.summary()).toEqual(whole.summary());
        expect(joined.bars()).toEqual(whole.bars());
        expect(joined.counts()).toEqual(whole.counts());
      }),
    );
  });
});
