/** The faults' half of the matrix, in parts, so that every core has one to work at. */
import { describe, it } from "vitest";
import { SANDBOX_FAULTS } from "../../src/sandbox/sandbox.js";
import { brokenPromises, CHECKS, disagreements, judgeSandbox, suitesOfFault } from "./matrix.js";

/** @param part from 0; faults are dealt out in turn, since those of one role take equally long */
export function describeFaults(part: number, parts: number): void {
  const faults = SANDBOX_FAULTS.filter((_, nth) => nth % parts === part);
  describe.concurrent("each fault is caught by exactly the checks that declare it", () => {
    it.for(faults.map((fault) => [fault.id, fault] as const))(
      "%s",
      async ([id, fault], { expect }) => {
        const suites = suitesOfFault(fault);
        expect(suites).not.toEqual([]);
        const run = await judgeSandbox(suites, [id]);
        const checks = CHECKS.filter(({ suite }) => suites.includes(suite));
        expect(disagreements(id, checks, run.report.checks)).toEqual([]);
        expect(brokenPromises(run)).toEqual([]);
      },
    );
  });
}
