import { describe, expect, it } from "vitest";
import type { CheckDefinition } from "../../../src/conformance/check.js";
import { REQUIREMENT_SET } from "../../../src/conformance/requirements/requirement.js";
import {
  chooseRequirementSet,
  underRequirementSet,
} from "../../../src/conformance/requirements/set.js";
import { entrySuite } from "../../../src/conformance/suites/entry/index.js";

const without = { profile: { partner: "acme" } };

function levelUnder(set: string, extra: Partial<CheckDefinition>): string {
  const [scenario] = entrySuite.scenarios;
  const [check] = scenario!.checks;
  const suite = {
    ...entrySuite,
    scenarios: [{ ...scenario!, checks: [{ ...check!, level: "MUST" as const, ...extra }] }],
  };
  return underRequirementSet(suite, set).scenarios[0]!.checks[0]!.level;
}

describe("requirement sets", () => {
  it("judge by the newest unless the profile or the caller names one", () => {
    expect(chooseRequirementSet(null, without)).toBe(REQUIREMENT_SET);
    expect(chooseRequirementSet("2026-12", { profile: { ...without.profile } })).toBe("2026-12");
  });

  it("are refused when there is no such set", () => {
    const chosen = { profile: { ...without.profile, requirements: "2025-01" } };
    expect(() => chooseRequirementSet(null, chosen)).toThrow('no requirement set "2025-01"');
  });

  it.each([
    ["a check of the first set", "2026-12", {}, "MUST"],
    ["a check of the same set", "2026-12", { since: "2026-12" }, "MUST"],
    ["a check that came later only informs", "2026-12", { since: "2027-03" }, "MAY"],
    ["a check under its own set", "2027-03", { since: "2027-03" }, "MUST"],
  ])("%s", (_, set, extra, level) => {
    expect(levelUnder(set, extra)).toBe(level);
  });
});
