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
  const found = explainFailures({ failed, passed }, CHECKS, DEFECTS);
  return found === null ? null : [found.kind, ...found.defects.map(({ id }) => id)];
};

describe("failures are explained", () => {
  it.each([
    ["by the one defect with that set", ["one", "two"], ["three", "four"], ["one", "ab"]],
    ["by every defect that fits", ["one"], ["two"], ["one", "a", "raw"]],
    ["by what may fail more by luck", ["three", "five"], ["one"], ["one", "race"]],
    ["by what failed less than it may", ["five"], ["three"], ["one", "race"]],
    ["by a few together", ["one", "two", "four"], ["three"], ["several", "ab", "d"]],
    ["not by more than three together", ["one", "two", "three", "four", "five"], [], null],
    ["not by a defect that fails what passed", ["two"], ["one"], ["one", "b"]],
    ["by nothing where none fits", ["unknown"], [], null],
    ["by nothing where nothing failed", [], ["one"], null],
  ] as const)("%s", (_, failed, passed, expected) => {
    const found = explain(failed, passed);
    expect(found?.slice(0, expected?.length ?? 0) ?? null).toEqual(expected);
  });

  it("never by a defect that would have failed a check that passed", () => {
    const ids = CHECKS.map(({ id }) => id);
    fc.assert(
      fc.property(fc.subarray(ids), (failed) => {
        const passed = ids.filter((id) => !failed.includes(id));
        const found = explainFailures({ failed, passed }, CHECKS, DEFECTS);
        for (const { id } of found?.defects ?? [])
          for (const { id: checkId, kills } of CHECKS)
            if (passed.includes(checkId)) expect(kills).not.toContain(id);
      }),
    );
  });
});
