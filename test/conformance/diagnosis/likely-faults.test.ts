import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainFailures } from "../../../src/conformance/diagnosis/likely-faults.js";

const defect = (id: string) => ({ id, title: `title of ${id}` });
const check = (id: string, kills: readonly string[], mayCatch: readonly string[] = []) => ({
  id,
  kills,
  mayCatch,
});
const CHECKS = [
  check("one", ["a", "ab", "raw"]),
  check("two", ["b", "ab"]),
  check("three", ["c"], ["race"]),
  check("four", ["d"]),
  check("five", ["race"]),
];
const DEFECTS = ["a", "b", "c", "d", "ab", "raw", "race"].map(defect);
const explain = (failed: readonly string[], passed: readonly string[]) => {
  const parts = explainFailures({ failed, passed }, CHECKS, DEFECTS);
  return parts.map(({ defects }) => defects.map(({ id }) => id).join(" or "));
};

describe("failures are explained", () => {
  it.each([
    ["by the one defect with that set", ["one", "two"], ["three", "four"], ["ab"]],
    ["by every defect that fits", ["one"], ["two"], ["a or raw"]],
    ["by what may fail more by luck", ["three", "five"], ["one"], ["race"]],
    ["by what failed less than it may", ["five"], ["three"], ["race"]],
    ["by a few together", ["one", "two", "four"], ["three"], ["ab", "d"]],
    [
      "by a few, one of which is not sure",
      ["three", "four", "one"],
      ["two"],
      ["a or raw", "c", "d"],
    ],
    ["not by more than three together", ["one", "two", "three", "four", "five"], [], []],
    ["not by a defect that fails what passed", ["two"], ["one"], ["b"]],
    ["by nothing where none fits", ["unknown"], [], []],
    ["by nothing where nothing failed", [], ["one"], []],
  ] as const)("%s", (_, failed, passed, expected) => {
    expect([...explain(failed, passed)].sort()).toEqual(expected);
  });

  it("never by a defect that would have failed a check that passed", () => {
    const ids = CHECKS.map(({ id }) => id);
    fc.assert(
      fc.property(fc.subarray(ids), (failed) => {
        const passed = ids.filter((id) => !failed.includes(id));
        const parts = explainFailures({ failed, passed }, CHECKS, DEFECTS);
        for (const { id } of parts.flatMap(({ defects }) => defects))
          for (const { id: checkId, kills } of CHECKS)
            if (passed.includes(checkId)) expect(kills).not.toContain(id);
      }),
    );
  });
});
