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

type Run = readonly [report: ConformanceReport, isWhole: boolean, answeredFor?: readonly string[]];

function standing(...runs: readonly Run[]): ConformanceReport {
  let now: ConformanceReport | null = null;
  for (const [report, isWhole, answeredFor = []] of runs)
    now = standingAfter(now, { report, answeredFor }, isWhole);
  if (now === null) throw new Error("no run");
  return now;
}

const outcomeAfter = (...runs: readonly Run[]) => outcomeOfReport(standing(...runs));

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

  it("keeps money that is out until a run answers for that player", () => {
    const lost = run({ a: "pass" }, { moneyOut: [OUT] });
    const met = run({ a: "pass" });
    expect(outcomeAfter([lost, true])).toBe("refused");
    expect(outcomeAfter([lost, true], [met, true])).toBe("refused");
    expect(outcomeAfter([lost, true], [met, true, ["u-2"]])).toBe("refused");
    expect(outcomeAfter([lost, true], [met, false, ["u-1"]])).toBe("done");
  });

  it("lists once what is out still, and twice what is out anew", () => {
    const lost = run({ a: "pass" }, { moneyOut: [OUT] });
    const newer = { ...OUT, millis: 1_500 };
    const still = run({ a: "pass" }, { moneyOut: [newer] });
    expect(standing([lost, true], [still, false, ["u-1"]]).moneyOut).toEqual([newer]);
    expect(standing([lost, true], [still, false]).moneyOut).toEqual([OUT, newer]);
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
