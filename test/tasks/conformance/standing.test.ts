import { describe, expect, it } from "vitest";
import { outcomeOfReport } from "../../../src/cli/commands/conformance/report-output.js";
import type { ConformanceReport, Status } from "../../../src/core/report.js";
import { standingAfter } from "../../../src/tasks/conformance/standing.js";
import { checkOf, reportOf } from "../../reports/sample-report.js";

function run(found: Readonly<Record<string, Status>>, rest: Partial<ConformanceReport> = {}) {
  const checks = Object.entries(found).map(([id, status]) => checkOf({ id, status }));
  return reportOf(checks, rest);
}

const OUT = {
  ...{ player: "u-1", currency: "USD", millis: 1000 },
  ...{ transactions: ["t-1"], giveBack: "" },
};

function outcomeAfter(...runs: readonly (readonly [ConformanceReport, boolean])[]) {
  let standing: ConformanceReport | null = null;
  for (const [report, isWhole] of runs) standing = standingAfter(standing, report, isWhole);
  if (standing === null) throw new Error("no run");
  return outcomeOfReport(standing);
}

describe("where things stand after several runs", () => {
  it("takes a part's statuses, and leaves the others", () => {
    const whole = run({ a: "pass", b: "fail", c: "warn" });
    expect(outcomeAfter([whole, true])).toBe("refused");
    expect(outcomeAfter([whole, true], [run({ b: "pass", c: "warn" }), false])).toBe("done");
    expect(outcomeAfter([whole, true], [run({ b: "blocked", c: "pass" }), false])).toBe(
      "incomplete",
    );
    expect(outcomeAfter([whole, true], [run({ b: "error", c: "pass" }), false])).toBe("defect");
  });

  it("takes a whole run for itself", () => {
    expect(outcomeAfter([run({ a: "fail", b: "pass" }), true], [run({ b: "pass" }), true])).toBe(
      "done",
    );
  });

  it("keeps money that is out, whatever is met later", () => {
    const lost = run({ a: "pass" }, { moneyOut: [OUT] });
    expect(outcomeAfter([lost, true])).toBe("refused");
    expect(outcomeAfter([lost, true], [run({ a: "pass" }), true])).toBe("refused");
  });

  it("takes no status from a run that was broken off, but its money", () => {
    const whole = run({ a: "pass" });
    const broken = { interrupted: true, moneyOut: [OUT] };
    expect(outcomeAfter([whole, true], [run({ a: "blocked" }, broken), true])).toBe("refused");
    expect(outcomeAfter([whole, true], [run({ a: "blocked" }, { interrupted: true }), true])).toBe(
      "done",
    );
  });
});
