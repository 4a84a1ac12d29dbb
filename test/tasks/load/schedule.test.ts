import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PacedStage } from "../../../src/tasks/load/plan.js";
import {
  accountOf,
  type Deal,
  deliveryDeal,
  dueAfterMs,
  isOwnAccount,
  roundDeal,
  shareOf,
  stageCount,
  stageMs,
} from "../../../src/tasks/load/schedule.js";

function ramp(from: number, to: number, durationMs: number): PacedStage {
  const [fromMilliRate, toMilliRate] = [from * 1_000, to * 1_000].map(Math.round) as [
    number,
    number,
  ];
  return { kind: "paced", name: "s", fromMilliRate, toMilliRate, durationMs, count: null };
}

const rates = fc.integer({ min: 0, max: 50_000 }).map((milli) => milli / 1_000);
const stages = fc
  .tuple(rates, rates, fc.integer({ min: 1, max: 20_000 }))
  .filter(([from, to]) => from + to > 0)
  .map(([from, to, ms]) => ramp(from, to, ms));

const ownOf = (deal: Deal, total: number) =>
  Array.from({ length: deal.countOf(total) }, (_, nth) => deal.at(nth));
const upTo = (total: number) => Array.from({ length: total }, (_, nth) => nth);
const inOrder = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe("a stage with a rate", () => {
  it.each([
    [ramp(100, 100, 1_000), 100, [0, 10, 20]],
    [ramp(0, 100, 1_000), 50, [0, 141.421, 200]],
    [ramp(100, 0, 1_000), 50, [0, 10.05, 20.204]],
    [ramp(1, 1, 1_500), 2, [0, 1_000]],
    [ramp(0.001, 0.001, 1_000), 1, [0]],
  ])("%j sends %i, at their times", (stage, count, first) => {
    expect(stageCount(stage)).toBe(count);
    const due = first.map((_, nth) => dueAfterMs(stage, nth));
    due.forEach((ms, nth) => {
      expect(ms).toBeCloseTo(first[nth] ?? 0, 2);
    });
  });

  it("that ends by its count lasts as long as that takes", () => {
    const stage = { ...ramp(50, 50, 1), durationMs: null, count: 200 };
    expect([stageCount(stage), stageMs(stage)]).toEqual([200, 4_000]);
    expect(dueAfterMs(stage, 199)).toBeCloseTo(3_980, 6);
  });

  it("has all its times in order, before its end, and no more would fit", () => {
    fc.assert(
      fc.property(stages, (stage) => {
        const total = stageCount(stage) ?? 0;
        const duration = stage.durationMs ?? 0;
        let before = -1;
        for (let nth = 0; nth < Math.min(total, 500); nth += 1) {
          const due = dueAfterMs(stage, nth);
          expect(due).toBeGreaterThan(before);
          before = due;
        }
        if (total > 0) expect(dueAfterMs(stage, total - 1)).toBeLessThan(duration + 1e-6);
        // The sum of the rate over the stage, in thousandths.
        const whole = (duration * (stage.fromMilliRate + stage.toMilliRate)) / 2;
        expect(total * 1_000_000).toBeGreaterThanOrEqual(whole);
        expect((total - 1) * 1_000_000).toBeLessThan(whole);
      }),
    );
  });
});

describe("the parts of a plan", () => {
  const parts = fc.integer({ min: 1, max: 9 });
  const totals = fc.integer({ min: 0, max: 300 });
  const places = fc.integer({ min: 0, max: 20 });

  it("send every delivery once, and as many as each other but for one", () => {
    fc.assert(
      fc.property(parts, totals, places, (count, total, stageAt) => {
        const own = upTo(count).map((at) =>
          ownOf(deliveryDeal(stageAt, { index: at + 1, count }), total),
        );
        expect(inOrder(own.flat())).toEqual(upTo(total));
        const sizes = own.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("play every round once, each account in one part only", () => {
    fc.assert(
      fc.property(parts, parts, totals, places, (count, more, total, stageAt) => {
        const accounts = count + more - 1;
        const own = upTo(count).map((at) => {
          const shard = { index: at + 1, count };
          const rounds = ownOf(roundDeal(stageAt, accounts, shard), total);
          for (const nth of rounds)
            expect(isOwnAccount(accountOf(stageAt, nth, accounts), shard)).toBe(true);
          return rounds;
        });
        expect(inOrder(own.flat())).toEqual(upTo(total));
      }),
    );
  });

  it("send at the plan's own times: what is due in any second adds up", () => {
    fc.assert(
      fc.property(stages, parts, places, (stage, count, stageAt) => {
        const total = Math.min(stageCount(stage) ?? 0, 400);
        const whole = upTo(total).map((nth) => dueAfterMs(stage, nth));
        const dealt = upTo(count).flatMap((at) =>
          ownOf(deliveryDeal(stageAt, { index: at + 1, count }), total).map((nth) =>
            dueAfterMs(stage, nth),
          ),
        );
        expect(inOrder(dealt)).toEqual(whole);
      }),
    );
  });

  it("share so many at a time without a rest", () => {
    fc.assert(
      fc.property(totals, parts, (total, count) => {
        const shares = upTo(count).map((at) => shareOf(total, { index: at + 1, count }));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
      }),
    );
  });
});
