/** TAP as an independent parser reads it: the counts of the json report, directives, and YAML that parses. */
import { Parser, type Result } from "tap-parser";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import type { ConformanceReport } from "../../src/core/report.js";
import { tap } from "../../src/reports/formats/tap.js";
import {
  checkOf,
  checkOfEachStatus,
  nastyCheck,
  passingChecks,
  reportOf,
} from "./sample-report.js";

interface Point {
  readonly id: number;
  readonly ok: boolean;
  readonly name: string;
  readonly skip: boolean | string;
  readonly todo: boolean | string;
  readonly diag: Readonly<Record<string, unknown>> | null;
}

function parsed(report: ConformanceReport) {
  const text = tap.render(report, { color: false, columns: 80 });
  const points: Point[] = [];
  const stray: string[] = [];
  const parser = new Parser({ strict: true });
  parser.on("assert", (result: Result) => points.push(result as unknown as Point));
  parser.on("extra", (line: string) => stray.push(line));
  parser.end(text);
  return { points, stray, results: parser.results, text };
}

const CHECKS = [...passingChecks(12), ...checkOfEachStatus(), nastyCheck()];

describe.each([false, true])("strict: %s", (strict) => {
  const report = reportOf(CHECKS, { strict });
  const { summary } = report;
  const { points, stray, results } = parsed(report);

  it("counts as the json report does", () => {
    const todo = summary.known + (strict ? 0 : summary.warn);
    const red =
      summary.fail + summary.stale + summary.error + summary.blocked + (strict ? summary.warn : 0);
    expect(results).toMatchObject({
      ok: false,
      count: summary.total,
      plan: { start: 1, end: summary.total },
      skip: summary.na,
      todo,
      fail: red + todo,
      pass: summary.total - red - todo,
    });
    expect(results?.failures.filter(({ tapError }) => tapError)).toEqual([]);
    expect(stray).toEqual([]);
  });

  it("numbers its points in order, and names each check", () => {
    expect(points.map(({ id }) => id)).toEqual(CHECKS.map((_, at) => at + 1));
    const named = points.map(({ name }) => name.split(":")[0]);
    expect(named.toSorted()).toEqual(CHECKS.map(({ id }) => id).toSorted());
  });

  it("gives what needs a look a YAML block that says what the json report says", () => {
    for (const check of CHECKS) {
      const point = points.find(({ name }) => name.startsWith(`${check.id}:`));
      if (check.status === "pass" || check.status === "na") {
        expect(point?.diag).toBeNull();
        continue;
      }
      if (check.status === "known") continue;
      expect(point?.diag).toMatchObject({
        severity: check.status,
        level: check.level,
        durationMs: check.durationMs,
      });
    }
  });
});

it("gives the reason of SKIP and TODO", () => {
  const { points } = parsed(reportOf(checkOfEachStatus()));
  const of = (id: string) => points.find(({ name }) => name.startsWith(`${id}:`));
  expect(of("wallet.close-round.is-idempotent")).toMatchObject({
    ok: true,
    skip: expect.stringContaining("serverDriven") as string,
    todo: false,
  });
  expect(of("postback.level.bad-level-is-refused")).toMatchObject({
    ok: false,
    todo: expect.stringContaining("level 0 answered 200") as string,
  });
});

it("skips all of a run without checks", () => {
  const { results } = parsed(reportOf([]));
  expect(results).toMatchObject({
    count: 0,
    plan: {
      skipAll: true,
      skipReason: expect.stringContaining("nothing was executed") as string,
    },
  });
});

it("holds hostile text in one point, whose block another YAML parser reads too", () => {
  const { points, text } = parsed(reportOf([nastyCheck(), checkOf({ status: "pass" })]));
  expect(points).toHaveLength(2);
  const block = /^ {2}---\n([\s\S]*?)^ {2}\.\.\.$/m.exec(text)?.[1] ?? "";
  const read = parseYaml(block.replaceAll(/^ {2}/gm, "")) as {
    message: string;
    severity: string;
    transcript: string;
  };
  expect(read.severity).toBe("fail");
  expect(read.message).toContain("not ok 1 - forged # TODO");
  expect(read.transcript).toContain("alert(1)");
});

it("passes where everything passed", () => {
  const { results } = parsed(reportOf(passingChecks(3)));
  expect(results).toMatchObject({ ok: true, count: 3, pass: 3, fail: 0 });
});
