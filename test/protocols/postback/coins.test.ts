import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BAND_EDGE_MILESTONES,
  COIN_BANDS,
  coinsForLevel,
  isMilestone,
} from "../../../src/protocols/postback/coins.js";

/** The guide's six bands, written again on purpose: first level, last level, coins. */
const DOCUMENTED: readonly (readonly [number, number, number])[] = [
  [1, 30, 25],
  [31, 70, 15],
  [71, 90, 10],
  [91, 100, 5],
  [101, 130, 2],
  [131, Number.MAX_SAFE_INTEGER, 1],
];

describe("coin table", () => {
  it("has the documented bands, without gap or overlap", () => {
    expect(COIN_BANDS).toHaveLength(DOCUMENTED.length);
    let next: number | null = 1;
    for (const { from, to } of COIN_BANDS) {
      expect(from).toBe(next);
      next = to === null ? null : to + 1;
    }
    expect(next).toBeNull();
  });

  it.each(DOCUMENTED)(
    "pays levels %i to %i with %i coins on milestones only",
    (from, to, coins) => {
      fc.assert(
        fc.property(fc.integer({ min: from, max: to }), (level) => {
          expect(coinsForLevel(level)).toBe(level % 5 === 0 ? coins : 0);
          expect(isMilestone(level)).toBe(level % 5 === 0);
        }),
      );
    },
  );

  it("names the first and last milestone of every band", () => {
    expect(BAND_EDGE_MILESTONES).toEqual([5, 30, 35, 70, 75, 90, 95, 100, 105, 130, 135]);
    expect(BAND_EDGE_MILESTONES.map(coinsForLevel)).toEqual([
      25, 25, 15, 15, 10, 10, 5, 5, 2, 2, 1,
    ]);
  });

  it.each([0, -5, 2.5, 5.5, Number.NaN, Infinity, 2 ** 53])("gives nothing for %d", (level) => {
    expect(coinsForLevel(level)).toBe(0);
    expect(isMilestone(level)).toBe(false);
  });
});
