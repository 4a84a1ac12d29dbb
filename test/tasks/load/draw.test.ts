import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountAt, drawBits, mixAt } from "../../../src/tasks/load/draw.js";

const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe("the mix", () => {
  it("comes out exactly as its weights say, in every row", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(weights, seeds, fc.integer({ min: 0, max: 40 }), (list, seed, row) => {
        const sum = list.reduce((total, weight) => total + weight, 0);
        const seen = list.map(() => 0);
        for (let nth = row * sum; nth < (row + 1) * sum; nth += 1) {
          const at = mixAt(list, seed, 2, nth);
          seen[at] = (seen[at] ?? 0) + 1;
        }
        expect(seen).toEqual(list);
      }),
    );
  });

  it("does not send one kind after the other", () => {
    const first = Array.from({ length: 8 }, (_, nth) => mixAt([4, 4], 1, 0, nth));
    expect(new Set(first.slice(0, 4)).size).toBe(2);
  });
});

describe("a draw", () => {
  it("stays as it is: exported scripts and other versions draw the same", () => {
    expect(drawBits(1, 0, 0, 1)).toBe(1940942018);
    expect(drawBits(2 ** 40 + 5, 3, 2 ** 33 + 1, 2)).toBe(758020063);
  });

  it("reaches all accounts about as often", () => {
    const seen = Array.from({ length: 10 }, () => 0);
    for (let nth = 0; nth < 10_000; nth += 1) {
      const at = accountAt(7, 0, nth, 10);
      seen[at] = (seen[at] ?? 0) + 1;
    }
    for (const times of seen) expect(Math.abs(times - 1_000)).toBeLessThan(150);
  });
});
