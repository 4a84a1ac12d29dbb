import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Factors, pairwiseRows } from "../../src/conformance/pairwise.js";

const factors = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 1, maxLength: 6 })
  .chain((names) =>
    fc
      .array(fc.integer({ min: 1, max: 4 }), { minLength: names.length, maxLength: names.length })
      .map(
        (sizes) =>
          Object.fromEntries(
            names.map((name, at) => [
              name,
              Array.from({ length: sizes[at]! }, (_, value) => `v${value}`),
            ]),
          ) as unknown as Factors,
      ),
  );

describe("pairwiseRows", () => {
  it("lets every two values of two factors meet, in whole rows", () => {
    fc.assert(
      fc.property(factors, (given) => {
        const names = Object.keys(given);
        const rows = pairwiseRows(given);
        for (const row of rows) expect(Object.keys(row).sort()).toEqual([...names].sort());
        for (const a of names) {
          for (const b of names) {
            for (const x of given[a]!) {
              for (const y of given[b]!) {
                if (a === b && x !== y) continue;
                expect(rows.some((row) => row[a] === x && row[b] === y)).toBe(true);
              }
            }
          }
        }
      }),
    );
  });

  it("needs far fewer rows than all combinations", () => {
    const five = Object.fromEntries(
      ["a", "b", "c", "d", "e"].map((name) => [name, ["1", "2", "3"]]),
    ) as unknown as Factors;
    expect(pairwiseRows(five).length).toBeLessThanOrEqual(18);
  });

  it("starts with the ordinary row", () => {
    expect(pairwiseRows({ a: ["x", "y"], b: ["u", "v"] })[0]).toEqual({ a: "x", b: "u" });
  });
});
