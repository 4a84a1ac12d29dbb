/** What each check declares to catch, and what a finding says, is enough to name nearly every defect of the sandbox. */
import { describe, expect, it } from "vitest";
import { diagnoseRun } from "../../../src/conformance/diagnosis/diagnose-run.js";
import { explainFailures } from "../../../src/conformance/diagnosis/likely-faults.js";
import { SUITES } from "../../../src/conformance/suites/index.js";
import { REPLY_IN_TIME } from "../../../src/conformance/verdict.js";
import type { CheckResult } from "../../../src/core/report.js";
import { SANDBOX_FAULTS } from "../../../src/sandbox/sandbox.js";
import { checkOf } from "../../reports/sample-report.js";

type Fault = (typeof SANDBOX_FAULTS)[number];

const suiteOf = (id: string) =>
  SUITES.find(({ scenarios }) =>
    scenarios.some(({ checks }) => checks.some(({ kills }) => kills.includes(id))),
  );

/** As a run against the defect ends: the checks that declare it fail, and say what was let in. */
function firstLine({ id, title }: Fault): string {
  const suite = suiteOf(id);
  const checks = suite?.scenarios.flatMap((each) => each.checks) ?? [];
  const what = title.replace(
    /^(?:credentials|signatures) are not checked of (?:a message )?| (?:counts as right|is let pass)$/g,
    "",
  );
  const results = checks.map(({ id: check, kills, level, title: named }): CheckResult => {
    const isCaught = kills.includes(id);
    return {
      ...checkOf({ id: check, suite: suite?.id ?? "", title: named, level }),
      status: isCaught ? (level === "MUST" ? "fail" : "warn") : "pass",
      ...(isCaught ? { actual: `${what}: 200` } : {}),
    };
  });
  const [first] = suite === undefined ? [] : diagnoseRun(results, [suite], SANDBOX_FAULTS);
  return first?.text ?? "";
}

it("names nineteen in twenty in the first line, and says of the rest what was seen or that more fit", () => {
  const lines = SANDBOX_FAULTS.map((fault) => [fault, firstLine(fault)] as const);
  const unnamed = lines.filter(([{ title }, line]) => !line.includes(title));
  expect(1 - unnamed.length / lines.length).toBeGreaterThanOrEqual(0.95);
  const dishonest = unnamed.filter(([, line]) => !/or one of \d+ more|is not met: /.test(line));
  expect(dishonest.map(([{ id }]) => id)).toEqual([]);
});

it("fits every fault without a finding's words", () => {
  const places = SANDBOX_FAULTS.map(({ id }) => {
    const checks = suiteOf(id)?.scenarios.flatMap((each) => each.checks) ?? [];
    const failed = checks.filter(({ kills }) => kills.includes(id)).map((check) => check.id);
    const passed = checks.map((check) => check.id).filter((check) => !failed.includes(check));
    const [part] = explainFailures({ failed, passed }, checks, SANDBOX_FAULTS);
    return part?.defects.findIndex((each) => each.id === id) ?? -1;
  });
  expect(places.filter((place) => place === -1)).toEqual([]);
});

/** What is said where these checks fail with an answer that lets nobody in. */
function saidOf(answer: string, more: Partial<CheckResult> = {}) {
  const suite = suiteOf("webhook.accepts-non-ascii");
  const results = (suite?.scenarios ?? [])
    .flatMap(({ checks }) => checks)
    .map(({ id, title, level, kills }): CheckResult => {
      const isCaught = kills.includes("webhook.accepts-non-ascii");
      return {
        ...checkOf({ id, suite: "webhook", title, level }),
        status: isCaught ? "fail" : "pass",
        ...(isCaught ? { actual: `characters outside ASCII: ${answer}`, ...more } : {}),
      };
    });
  return diagnoseRun(results, suite === undefined ? [] : [suite], SANDBOX_FAULTS);
}

it("does not say of a crash that something was let in", () => {
  const [first] = saidOf("500, {}");
  expect(first?.text).toContain("fails (5xx) where it should refuse");
  expect(first?.text).not.toContain("counts as right");
});

it("does not say of a refusal with another status that something was let in", () => {
  expect(saidOf("403, empty body")).toEqual([]);
});

it("says what was seen, and claims no cause, where the known defects are examples only", () => {
  const suite = suiteOf("flow.records-playtime-again");
  const results = (suite?.scenarios ?? [])
    .flatMap(({ checks }) => checks)
    .map(({ id, title, level, kills }): CheckResult => {
      const isUnmet = kills.includes("flow.records-playtime-again");
      const message = isUnmet ? "expected 2xx with recorded: false; got 409 CONFLICT" : "";
      const check = checkOf({ id, suite: "flow", title, level, message });
      return { ...check, status: isUnmet ? "fail" : "pass" };
    });
  const [first] = diagnoseRun(results, suite === undefined ? [] : [suite], SANDBOX_FAULTS);
  expect(first?.text).toMatch(/^“.*” is not met: .* got 409 CONFLICT; as it is where a session /);
});

describe("failures that several explain, beside one that is sure", () => {
  const suite = suiteOf("payments.skips-authentication");
  const checks = suite?.scenarios.flatMap((each) => each.checks) ?? [];
  const another = "payments.records.convert";
  const results = checks.map(({ id, title, level, kills }): CheckResult => ({
    ...checkOf({ id, suite: "payments", title, level, fix: `mend ${id}` }),
    status: id === another || kills.includes("payments.skips-authentication") ? "fail" : "pass",
  }));
  const said = (judged: readonly CheckResult[]) =>
    diagnoseRun(judged, suite === undefined ? [] : [suite], SANDBOX_FAULTS)[0];

  it("have no defect named", () => {
    expect(said(results)?.text).toMatch(
      /^nobody is asked for credentials, or .*: that explains \d+ of these/,
    );
    expect(said(results)?.text).toMatch(/failures; payments.records.convert has another cause$/);
  });

  it("are not what is advised on, wherever they stand", () => {
    const isAnother = ({ id }: CheckResult) => id === another;
    const others = results.filter((each) => !isAnother(each));
    const sure = others.find(({ status }) => status === "fail");
    const { next } = said([...results.filter(isAnother), ...others]) ?? {};
    expect(next).toEqual({ kind: "advice", text: sure?.fix });
  });
});

it("takes what was not answered in time for no answer", () => {
  const silence = { expected: REPLY_IN_TIME, message: "a form: no reply within 5000 ms" };
  const [first] = saidOf("no reply within 5000 ms", silence);
  expect(first?.text).toMatch(/^the target did not answer in time, .*no reply within 5000 ms/);
  expect(first?.next).toMatchObject({ text: expect.stringContaining("--concurrency 1") as string });
});
