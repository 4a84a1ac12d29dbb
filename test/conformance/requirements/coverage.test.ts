import { describe, expect, it } from "vitest";
import {
  coverage,
  REQUIREMENT_DOCUMENTS,
  REQUIREMENTS,
  requirementsOf,
} from "../../../src/conformance/requirements/coverage.js";
import { matchesGlob } from "../../../src/conformance/plan.js";
import { SUITES } from "../../../src/conformance/suites/index.js";

const CHECKS = SUITES.flatMap(({ scenarios }) => scenarios.flatMap(({ checks }) => checks));
const IDS = CHECKS.map(({ id }) => id);

describe("requirement coverage", () => {
  it("holds every requirement judged, or says why it cannot be", () => {
    const open = coverage(IDS).filter(
      ({ checks, unjudged }) => checks.length > 0 === (unjudged !== null),
    );
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  it.each(IDS)("%s judges a requirement", (id) => {
    expect(requirementsOf(id)).not.toEqual([]);
  });

  it("has ids of its own, each under its document", () => {
    const ids = REQUIREMENTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, requirements } of REQUIREMENT_DOCUMENTS) {
      for (const each of requirements) expect(each.id.startsWith(`${id}.`)).toBe(true);
    }
  });

  it("names no check that is gone: each glob selects one", () => {
    const dead = REQUIREMENTS.flatMap(({ id, judgedBy }) =>
      judgedBy
        .filter((glob) => !IDS.some((check) => matchesGlob(glob, check)))
        .map((glob) => `${id}: ${glob}`),
    );
    expect(dead).toEqual([]);
  });

  it("gives a reason in words wherever nothing judges", () => {
    for (const { unjudged } of REQUIREMENTS) {
      if (unjudged !== null) expect(unjudged.length).toBeGreaterThan(20);
    }
  });
});
