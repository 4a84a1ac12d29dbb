/** Every fault is caught by exactly the checks that say so; nothing legal is accused. */
import { describe, expect, it } from "vitest";
import type { CheckResult, Level, Status } from "../../src/core/report.js";
import { SUITES } from "../../src/conformance/suites/index.js";
import { SANDBOX_FAULTS, SANDBOX_VARIANTS } from "../../src/sandbox/sandbox.js";
import {
  brokenPromises,
  CHECKS,
  declarationProblems,
  disagreements,
  judgeSandbox,
  notGreen,
  type OwnedCheck,
  suitesOfRole,
} from "./matrix.js";

describe("declarations", () => {
  it("name every fault, only faults that exist, and one for each MUST", () => {
    expect(declarationProblems(CHECKS, SANDBOX_FAULTS)).toEqual([]);
  });

  it("are refused when they are wrong", () => {
    const check = (id: string, level: Level, ...kills: string[]): OwnedCheck => ({
      id,
      level,
      kills,
      suite: "s",
      title: "",
      clause: "",
      why: "",
      fix: "",
    });
    const fault = (id: string) => ({ id, title: "", role: "r" });
    expect(
      declarationProblems(
        [
          check("s.a", "MUST"),
          check("s.b", "SHOULD", "s.gone"),
          check("s.b", "MAY", "s.known", "s.known"),
        ],
        [fault("s.orphan"), fault("s.known"), fault("s.known")],
      ),
    ).toEqual([
      "no check declares the fault s.orphan",
      "s.b declares s.gone, which does not exist",
      "s.a is a MUST and kills nothing",
      "s.b declares s.known twice",
      "two checks are called s.b",
      "two faults are called s.known",
    ]);
  });

  it("are held against what was observed, in words", () => {
    const check = (id: string, kills: string[], mayCatch: string[] = []): OwnedCheck => ({
      ...{ id, kills, mayCatch, level: "MUST", suite: "s" },
      ...{ title: "", clause: "", why: "", fix: "" },
    });
    const result = (id: string, status: Status) => ({ id, status, message: "m" }) as CheckResult;
    expect(
      disagreements(
        "s.fault",
        [
          check("s.caught", ["s.fault"]),
          check("s.warned", ["s.fault"]),
          check("s.lucky", [], ["s.fault"]),
          check("s.unlucky", [], ["s.fault"]),
          check("s.quiet", ["s.other"]),
          check("s.missed", ["s.fault"]),
          check("s.blocked", ["s.fault"]),
          check("s.gone", ["s.fault"]),
          check("s.surprised", []),
        ],
        [
          result("s.caught", "fail"),
          result("s.warned", "warn"),
          result("s.lucky", "fail"),
          result("s.unlucky", "pass"),
          result("s.quiet", "blocked"),
          result("s.missed", "pass"),
          result("s.blocked", "blocked"),
          result("s.surprised", "warn"),
        ],
      ),
    ).toEqual([
      "s.fault × s.missed: declared, observed pass: m",
      "s.fault × s.blocked: declared, observed blocked: m",
      "s.fault × s.gone: declared, observed no result",
      "s.fault × s.surprised: not declared, observed warn: m",
    ]);
  });
});

/** Those that wait begin first, so that the others fill their time. */
const VARIANTS = [...SANDBOX_VARIANTS].sort(
  (one, other) => Number(other.id.includes(".slow-")) - Number(one.id.includes(".slow-")),
);

describe.concurrent("each odd but legal variant is green", () => {
  it.for(VARIANTS.map(({ id, role }) => [id, role] as const))(
    "%s",
    async ([id, role], { expect }) => {
      const run = await judgeSandbox(suitesOfRole(role), [id]);
      expect(notGreen(run.report)).toEqual([]);
      expect(run.report.summary.verdict).toBe("conformant");
      expect(brokenPromises(run)).toEqual([]);
    },
  );
});

describe.concurrent("the right sandbox", () => {
  it.for(SUITES.map(({ id }) => id))("conforms: %s", async (suite, { expect }) => {
    const run = await judgeSandbox([suite], []);
    expect(notGreen(run.report)).toEqual([]);
    expect(run.report.summary.verdict).toBe("conformant");
    expect(brokenPromises(run)).toEqual([]);
  });
});
