import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGamePayments } from "../../../src/sandbox/roles/payment-source/game-payments.js";

const SOLD = { fromMs: Date.UTC(2026, 0, 5), toMs: Date.UTC(2026, 0, 6) };

const sizes = fc.record({
  count: fc.integer({ min: 1, max: 10_000_000 }),
  stepMs: fc.constantFrom(1, 1000, 60_000),
});

function paymentsOf(options: { count: number; stepMs: number }, seed = 1) {
  return createGamePayments({ seed, sold: SOLD, ...options });
}

describe("game payments", () => {
  it("depend on seed and number alone", () => {
    const options = { count: 1000, stepMs: 1 };
    const [one, same, other] = [1, 1, 2].map((seed) => paymentsOf(options, seed).at(17));
    expect(one).toEqual(same);
    expect(one?.dice).not.toBe(other?.dice);
  });

  it("are in the order of time, on the steps of the range, and within it", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (options, pick) => {
        const payments = paymentsOf(options);
        const index = pick % options.count;
        const { purchasedAtMs } = payments.at(index);
        expect(purchasedAtMs).toBeGreaterThanOrEqual(SOLD.fromMs);
        expect(purchasedAtMs).toBeLessThan(SOLD.toMs);
        expect((purchasedAtMs - SOLD.fromMs) % options.stepMs).toBe(0);
        if (index > 0)
          expect(payments.at(index - 1).purchasedAtMs).toBeLessThanOrEqual(purchasedAtMs);
      }),
    );
  });

  it("are counted as if each had been looked at", () => {
    const instants = fc.integer({
      min: SOLD.fromMs - 5_000,
      max: SOLD.toMs + 5_000,
    });
    fc.assert(
      fc.property(sizes, instants, fc.boolean(), (options, instant, included) => {
        const payments = paymentsOf(options);
        const before = payments.countBefore(instant, included);
        const counts = (at: number) => (included ? at <= instant : at < instant);
        if (before > 0) expect(counts(payments.at(before - 1).purchasedAtMs)).toBe(true);
        if (before < options.count) expect(counts(payments.at(before).purchasedAtMs)).toBe(false);
      }),
    );
  });

  it("cost even amounts of at least a unit, so that two items can share one", () => {
    const payments = paymentsOf({ count: 500, stepMs: 1000 });
    const amounts = Array.from({ length: 500 }, (_, index) => payments.at(index).minor);
    expect(amounts.every((minor) => minor >= 100n && minor % 2n === 0n)).toBe(true);
    expect(new Set(amounts).size).toBeGreaterThan(3);
  });
});
