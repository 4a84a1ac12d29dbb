/** What each check declares to catch is enough to name nearly every defect of the sandbox. */
import { expect, it } from "vitest";
import { explainFailures } from "../../../src/conformance/diagnosis/likely-faults.js";
import { SUITES } from "../../../src/conformance/suites/index.js";
import { SANDBOX_FAULTS } from "../../../src/sandbox/sandbox.js";

const NAMED = 3;
const suites = SUITES.map(({ scenarios }) => scenarios.flatMap(({ checks }) => checks));

function placeAmongDefects(fault: string): number {
  const checks = suites.find((each) => each.some(({ kills }) => kills.includes(fault))) ?? [];
  const caught = checks.filter(({ kills }) => kills.includes(fault)).map(({ id }) => id);
  const passed = checks.map(({ id }) => id).filter((id) => !caught.includes(id));
  const found = explainFailures({ failed: caught, passed }, checks, SANDBOX_FAULTS);
  return found?.defects.findIndex(({ id }) => id === fault) ?? -1;
}

it("fits every fault, and is among the first three for nine in ten", () => {
  const places = SANDBOX_FAULTS.map(({ id }) => placeAmongDefects(id));
  expect(places.filter((place) => place === -1)).toEqual([]);
  const named = places.filter((place) => place < NAMED).length;
  expect(named / places.length).toBeGreaterThanOrEqual(0.89);
});
