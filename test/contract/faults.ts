/** The faults' half of the matrix, in parts, so that every core has one to work at. */
import { describe, expect, it } from "vitest";
import { SANDBOX_FAULTS } from "../../src/sandbox/sandbox.js";
import { brokenPromises, CHECKS, disagreements, judgeSandbox, suitesOfFault } from "./matrix.js";

/** It takes the right signature of another message, which is what the report says, and of the messages that it has seen only. */
const IS_NAMED_BY_ITS_DOING = new Set(["webhook.trusts-known-signatures"]);

/** @param part from 0; faults are dealt out in turn, since those of one role take equally long */
export function describeFaults(part: number, parts: number): void {
  const faults = SANDBOX_FAULTS.filter((_, nth) => nth % parts === part);
  const firstLines = new Map<string, string>();
  describe.concurrent("each fault is caught by exactly the checks that declare it", () => {
    it.for(faults.map((fault) => [fault.id, fault] as const))(
      "%s",
      async ([id, fault], { expect }) => {
        const suites = suitesOfFault(fault);
        expect(suites).not.toEqual([]);
        const run = await judgeSandbox(suites, [id]);
        firstLines.set(id, run.firstLine);
        const checks = CHECKS.filter(({ suite }) => suites.includes(suite));
        expect(disagreements(id, checks, run.report.checks)).toEqual([]);
        expect(brokenPromises(run)).toEqual([]);
      },
    );
  });

  describe("the first line of a report", () => {
    it("names nine faults in ten, and says of the others what was seen or that several fit", () => {
      const seen = faults.filter(({ id }) => firstLines.has(id));
      const lineOf = ({ id }: { readonly id: string }) => firstLines.get(id) ?? "";
      // Defects that the same checks catch are one to whoever reads the report.
      const caughtBy = ({ id }: { readonly id: string }) =>
        CHECKS.filter(({ kills }) => kills.includes(id)).map((check) => check.id);
      const alike = (fault: (typeof faults)[number]) =>
        SANDBOX_FAULTS.filter((other) => caughtBy(other).join() === caughtBy(fault).join());
      const unnamed = seen.filter(
        (fault) => !alike(fault).some(({ title }) => lineOf(fault).includes(title)),
      );
      const isHonest =
        /one of \d+ more|another cause|is not met: |could not be judged|\(5xx\)|did not answer in time/;
      const dishonest = unnamed.filter(
        (fault) => !isHonest.test(lineOf(fault)) && !IS_NAMED_BY_ITS_DOING.has(fault.id),
      );
      expect(dishonest.map((fault) => [fault.id, lineOf(fault)])).toEqual([]);
      const notEvenRefused = unnamed.filter(
        (fault) => !lineOf(fault).includes("could not be judged"),
      );
      expect(notEvenRefused.length).toBeLessThanOrEqual(seen.length / 10);
    });
  });
}
