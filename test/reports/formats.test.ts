/** What holds for every format: the same facts, in the same order, safe to look at. */
import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { STATUSES } from "../../src/core/report.js";
import {
  loadReportFormat,
  REPORT_FORMAT_IDS,
  type ReportFormatId,
} from "../../src/reports/formats/index.js";
import {
  BINARY_BODY,
  bodyOf,
  checkOf,
  checkOfEachStatus,
  exchangeOf,
  nastyCheck,
  passingChecks,
  reportOf,
} from "./sample-report.js";

const OPTIONS = { color: false, columns: 80 };
const HOSTILE = reportOf([...passingChecks(3), ...checkOfEachStatus(), nastyCheck()]);

const FORMATS = await Promise.all(
  REPORT_FORMAT_IDS.map(async (id) => ({ id, ...(await loadReportFormat(id)) })),
);

describe.each(FORMATS)("$id", ({ id, render }) => {
  it("gives the same text whatever order the checks were recorded in", () => {
    const reversed = { ...HOSTILE, checks: HOSTILE.checks.toReversed() };
    expect(render(reversed, OPTIONS)).toBe(render(HOSTILE, OPTIONS));
  });

  it("ends with a newline and holds nothing invisible", () => {
    const text = render(HOSTILE, OPTIONS);
    expect(text.endsWith("\n")).toBe(true);
    const invisible = id === "json" || id === "ctrf" ? /[^\P{Cc}\n]|\p{Cs}/u : INVISIBLE;
    expect(invisible.exec(text)).toBeNull();
  });

  it("names every check that needs a look, and the verdict", () => {
    const text = render(HOSTILE, OPTIONS);
    for (const check of HOSTILE.checks.filter(({ status }) => status !== "pass")) {
      if (id === "github" && (check.status === "na" || check.status === "known")) continue;
      expect(text).toContain(check.id);
    }
    expect(text.toLowerCase()).toContain("incomplete");
  });

  it("renders a run without checks", () => {
    const text = render(reportOf([]), OPTIONS);
    expect(text.toLowerCase()).toContain("incomplete");
  });

  it("stays small although a target answers with megabytes", () => {
    const huge = bodyOf(`{"data":"${"x".repeat(1_000_000)}"}`);
    const exchange = exchangeOf({
      response: { status: 200, headers: [], body: huge },
    });
    const text = render(
      reportOf([
        checkOf({
          status: "fail",
          message: "too long",
          evidence: [exchange, exchange],
        }),
      ]),
      OPTIONS,
    );
    const limit = { json: 3_000_000, html: 400_000 }[id as string] ?? 25_000;
    expect(text.length).toBeLessThan(limit);
    if (id === "json") expect(text.length).toBeGreaterThan(2_000_000);
    else expect(text).toMatch(/cut here: \d+ more bytes/);
  });

  it("shows a body that is not UTF-8 as Base64", () => {
    const response = { status: 200, headers: [], body: BINARY_BODY };
    const evidence = [exchangeOf({ response })];
    const text = render(reportOf([checkOf({ status: "fail", evidence })]), OPTIONS);
    expect(text).toContain("//4AgMMo");
  });
});

const INVISIBLE = /[^\P{Cc}\n\t]|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}|[\ufffe\uffff]/u;

describe("all formats agree", () => {
  const report = reportOf([...passingChecks(12), ...checkOfEachStatus(), nastyCheck()]);
  const text = (id: ReportFormatId, strict = false) =>
    FORMATS.find((format) => format.id === id)?.render(
      reportOf(report.checks, { strict }),
      OPTIONS,
    ) ?? "";
  const { summary } = report;

  it.each([false, true])("on the numbers, strict: %s", (strict) => {
    const red = summary.fail + summary.stale + (strict ? summary.warn : 0);
    const broken = summary.error + summary.blocked;

    const junit = new XMLParser({
      ignoreAttributes: false,
      isArray: (name) => name === "testcase" || name === "testsuite",
    }).parse(text("junit", strict)) as {
      testsuites: Record<string, string> & {
        testsuite: readonly { testcase: readonly object[]; "@_skipped": string }[];
      };
    };
    const skipped = junit.testsuites.testsuite.map((suite) => Number(suite["@_skipped"]));
    expect(skipped.reduce((sum, each) => sum + each, 0)).toBe(summary.na + summary.known);
    expect(junit.testsuites).toMatchObject({
      "@_tests": String(summary.total),
      "@_failures": String(red),
      "@_errors": String(broken),
    });

    const cases = junit.testsuites.testsuite.flatMap((each) => each.testcase);
    const withElement = (name: string) => cases.filter((each) => name in each).length;
    expect(cases).toHaveLength(summary.total);
    expect([withElement("failure"), withElement("error"), withElement("skipped")]).toEqual([
      red,
      broken,
      summary.na + summary.known,
    ]);

    const { results } = JSON.parse(text("ctrf", strict)) as {
      results: {
        summary: object;
        tests: readonly { status: string; rawStatus: string }[];
      };
    };
    for (const status of STATUSES)
      expect(results.tests.filter(({ rawStatus }) => rawStatus === status)).toHaveLength(
        summary[status],
      );
    expect(results.summary).toMatchObject({
      tests: summary.total,
      failed: red + broken,
      skipped: summary.na,
      pending: summary.known,
      passed: summary.total - red - broken - summary.na - summary.known,
    });

    const points = text("tap", strict)
      .split("\n")
      .filter((line) => /^(?:not )?ok /.test(line));
    expect(points).toHaveLength(summary.total);
    const notOk = points.filter((line) => line.startsWith("not ok "));
    expect(notOk.filter((line) => !/[^\\]# TODO /.test(line))).toHaveLength(red + broken);
    expect(points.filter((line) => /[^\\]# SKIP /.test(line))).toHaveLength(summary.na);

    const annotations = text("github", strict).match(/^::(?:error|warning) /gm) ?? [];
    expect(annotations).toHaveLength(red + broken + (strict ? 0 : summary.warn));
  });

  it("on the count of each status", () => {
    const json = JSON.parse(text("json")) as {
      checks: { status: string }[];
      summary: object;
    };
    const html = text("html");
    const table = text("table");
    for (const status of STATUSES) {
      const count = summary[status];
      expect(json.checks.filter((check) => check.status === status)).toHaveLength(count);
      expect(html.match(new RegExp(`<details class="check ${status}"`, "g"))).toHaveLength(count);
      expect(table).toMatch(new RegExp(`\\b${count}\\s${status}\\b`));
    }
    expect(json.summary).toEqual(summary);
  });
});
