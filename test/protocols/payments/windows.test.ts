import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatRange } from "../../../src/protocols/payments/range-format.js";
import { isWithin, pollWindows, splitRange } from "../../../src/protocols/payments/windows.js";
import { DAY_MS, HOUR_MS } from "./fixtures.js";

const limits = fc
  .tuple(fc.constantFrom(1, 1000, 60_000), fc.integer({ min: 1, max: 50 }))
  .chain(([precisionMs, steps]) =>
    fc.record({
      precisionMs: fc.constant(precisionMs),
      maxMs: fc.nat({ max: precisionMs - 1 }).map((rest) => precisionMs * steps + rest),
      offsetMs: fc.constantFrom(0, 5.75 * HOUR_MS, -3.5 * HOUR_MS),
    }),
  );

describe("splitRange", () => {
  it("adjoins its windows without gap or overlap, from end to end", () => {
    const spans = fc.tuple(fc.nat({ max: 10 ** 9 }), fc.nat({ max: 10 ** 6 }));
    fc.assert(
      fc.property(spans, limits, ([fromMs, length], limit) => {
        fc.pre(length / limit.maxMs < 5000);
        const toMs = fromMs + length;
        const windows = splitRange({ fromMs, toMs }, limit);
        const borders = windows.map((window) => window.fromMs);
        const ends = windows.map((window) => window.toMs);
        expect(length === 0 ? [] : [...borders, toMs]).toEqual(
          length === 0 ? borders : [fromMs, ...ends],
        );
        expect(windows.every((each) => each.fromMs < each.toMs)).toBe(true);
      }),
    );
  });

  it("keeps each window within the limit as it is sent", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 10 ** 6 }), limits, (fromMs, length, limit) => {
        fc.pre(length / limit.maxMs < 5000);
        const { precisionMs, offsetMs } = limit;
        const floor = (ms: number) => Math.floor((ms + offsetMs) / precisionMs) * precisionMs;
        const ceil = (ms: number) => Math.ceil((ms + offsetMs) / precisionMs) * precisionMs;
        for (const window of splitRange({ fromMs, toMs: fromMs + length }, limit)) {
          expect(ceil(window.toMs) - floor(window.fromMs)).toBeLessThanOrEqual(limit.maxMs);
        }
      }),
    );
  });

  it("makes nothing of an empty or inverted range", () => {
    expect(splitRange({ fromMs: 5, toMs: 5 }, { maxMs: 1 })).toEqual([]);
    expect(splitRange({ fromMs: 6, toMs: 5 }, { maxMs: null })).toEqual([]);
  });
});

describe("pollWindows", () => {
  const day = { fromMs: DAY_MS, toMs: DAY_MS + 24 * HOUR_MS };

  it.each([
    [undefined, 1],
    [{}, 1],
    [{ maxWindow: "6h" }, 4],
    [{ maxWindow: "5h" }, 5],
  ])("%o makes %i windows of a day", (mapping, count) => {
    expect(pollWindows(mapping, day)).toHaveLength(count);
  });

  it.each<[Parameters<typeof pollWindows>[0], number, number]>([
    [{ maxWindow: "6h" }, 5, 1_000],
    [{ maxWindow: "6h", format: "s" }, 5, 1_000],
    [{ maxWindow: "5h" }, 5, 1_000],
    [{ maxWindow: "6h", format: "yyyy-MM-dd HH:mm" }, 5, 60_000],
    [{ maxWindow: "6h", format: "yyyyMMddHH" }, 4, 0],
    [{ maxWindow: "24h", format: "yyyyMMdd" }, 1, 0],
  ])("lets those of %o overlap where that is asked for: %i, by %i ms", (mapping, count, byMs) => {
    const windows = pollWindows(mapping, day, "overlap");
    expect(windows).toHaveLength(count);
    expect([windows[0]?.fromMs, windows.at(-1)?.toMs]).toEqual([day.fromMs, day.toMs]);
    windows.slice(1).forEach(({ fromMs }, at) => {
      expect((windows[at]?.toMs ?? 0) - fromMs).toBe(byMs);
    });
  });

  it("lets short ones overlap by a part of them, where the format is as fine", () => {
    const minute = { fromMs: DAY_MS, toMs: DAY_MS + 60_000 };
    const [first, second] = pollWindows({ maxWindow: "12s" }, minute, "overlap");
    expect((first?.toMs ?? 0) - (second?.fromMs ?? 0)).toBe(500);
    const coarse = pollWindows({ maxWindow: "12s", format: "s" }, minute, "overlap");
    expect(coarse.map(({ fromMs }) => fromMs - DAY_MS)).toEqual([
      0, 12_000, 24_000, 36_000, 48_000,
    ]);
  });

  it("begin a little earlier where no end is sent", () => {
    expect(pollWindows({ open: true }, day, "overlap")).toEqual([
      { ...day, fromMs: day.fromMs - 1_000 },
    ]);
    expect(pollWindows({ open: true }, day)).toEqual([day]);
  });

  it.each([{ maxWindow: "soon" }, { maxWindow: "500ms", format: "s" }, { maxWindow: "0s" }])(
    "refuses %o",
    (mapping) => {
      expect(() => pollWindows(mapping, day)).toThrow(/maxWindow/);
    },
  );
});

it("isWithin takes the start in and leaves the end out", () => {
  const range = { fromMs: 10, toMs: 20 };
  expect([9, 10, 19, 20].map((ms) => isWithin(range, ms))).toEqual([false, true, true, false]);
});

describe("windows of whole days", () => {
  const hours = (mapping: Parameters<typeof pollWindows>[0]) =>
    pollWindows(mapping, { fromMs: Date.UTC(2026, 2, 7, 5), toMs: Date.UTC(2026, 2, 11, 4) }).map(
      ({ fromMs, toMs }) => (toMs - fromMs) / 3_600_000,
    );
  const zone = "America/New_York";

  it("follow the zone's clocks over a change of them", () => {
    expect(hours({ format: "yyyy-MM-dd", zone, maxWindow: "24h" })).toEqual([24, 23, 24, 24]);
    expect(hours({ from: "day", day: true, zone })).toEqual([24, 23, 24, 24]);
    expect(hours({ format: "yyyy-MM-dd", zone, maxWindow: "48h" })).toEqual([47, 48]);
  });

  it("are asked for by their last day where the server includes it", () => {
    const range = { fromMs: Date.UTC(2026, 0, 1, 15), toMs: Date.UTC(2026, 0, 2, 15) };
    const days = { format: "yyyy-MM-dd", zone: "Asia/Seoul" };
    expect(formatRange(days, range)).toEqual({ from: "2026-01-02", to: "2026-01-03" });
    expect(formatRange({ ...days, inclusive: true }, range)).toEqual({
      from: "2026-01-02",
      to: "2026-01-02",
    });
  });

  it("lose nothing within the second that is named as the last one", () => {
    const range = { fromMs: 1000, toMs: 3000 };
    expect(formatRange({ format: "s", inclusive: true }, range)).toEqual({ from: "1", to: "3" });
  });
});
