/** JUnit XML, as CI systems read it: one testcase a check, at most one of failure, error and skipped. */
import type { CheckResult, ConformanceReport } from "../../core/report.js";
import { renderDetail } from "../detail.js";
import { checksBySuite, type SuiteChecks } from "../order.js";
import { outcomeOf, verdictLine } from "../outcome.js";
import { diagnosisLines } from "../diagnosis.js";
import { moneyOutLines, moneyOutNotices } from "../money-out.js";
import { oneLine, printable } from "../printable.js";
import type { ReportFormat } from "./format.js";

/** Without it, a run of nothing would be an empty document, which says nothing about the verdict. */
const NO_CHECKS: SuiteChecks = {
  suite: "conformance",
  target: null,
  checks: [],
};

export const junit: ReportFormat = {
  render: (report) => {
    const suites = report.checks.length === 0 ? [NO_CHECKS] : checksBySuite(report);
    // Jenkins' schema knows no `skipped` here: a reader counts what the suites say.
    const { skipped: _, ...counted } = counts(report.checks, report.strict);
    const out = report.moneyOut.length;
    const attributes = {
      name: report.tool.name,
      ...{ ...counted, tests: counted.tests + out, failures: counted.failures + out },
      time: seconds(report.durationMs),
    };
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites${attributesOf(attributes)}>`,
      ...moneyOutSuite(report),
      ...suites.flatMap((suite) => suiteLines(suite, report)),
      "</testsuites>",
      "",
    ].join("\n");
  },
};

function suiteLines({ suite, target, checks }: SuiteChecks, report: ConformanceReport): string[] {
  const attributes = {
    name: suite,
    ...counts(checks, report.strict),
    time: seconds(checks.reduce((sum, check) => sum + check.durationMs, 0)),
    timestamp: report.startedAt.replace(/(?:\.\d+)?Z$/, ""),
  };
  const causes = diagnosisLines(report);
  const properties = {
    ...(causes.length === 0 ? {} : { diagnosis: causes.join(" ") }),
    ...(target === null ? {} : { target }),
    ...(report.environment === null ? {} : { environment: report.environment }),
    seed: report.seed,
    runId: report.runId,
    tool: `${report.tool.name} ${report.tool.version}`,
    verdict: report.summary.verdict,
  };
  const nameOf = createUniqueNames();
  return [
    `  <testsuite${attributesOf(attributes)}>`,
    "    <properties>",
    ...Object.entries(properties).map(
      ([name, value]) => `      <property${attributesOf({ name, value })}/>`,
    ),
    "    </properties>",
    ...checks.flatMap((check) => caseLines(check, nameOf(check.id), report.strict)),
    `    <system-out>${escapeText([...moneyOutLines(report), verdictLine(report)].join("\n"))}</system-out>`,
    "  </testsuite>",
  ];
}

/** A failure of its own, so that a CI system shows it as one. */
function moneyOutSuite(report: ConformanceReport): string[] {
  const notices = moneyOutNotices(report);
  if (notices.length === 0) return [];
  const count = notices.length;
  return [
    `  <testsuite${attributesOf({ name: "money-out", tests: count, failures: count, errors: 0, skipped: 0, time: seconds(0) })}>`,
    ...notices.flatMap(({ what, giveBack }, at) => [
      `    <testcase${attributesOf({ classname: "playcamp-gw.money-out", name: `player ${at + 1}`, time: seconds(0) })}>`,
      `      <failure${attributesOf({ message: what, type: "MUST.fail" })}>${escapeText(`${what}\n\n${giveBack}\n`)}</failure>`,
      "    </testcase>",
    ]),
    "  </testsuite>",
  ];
}

function caseLines(check: CheckResult, name: string, strict: boolean): string[] {
  const attributes = {
    classname: `playcamp-gw.${check.suite}`,
    name,
    time: seconds(check.durationMs),
  };
  const result = resultElement(check, strict);
  if (result === "") return [`    <testcase${attributesOf(attributes)}/>`];
  return [`    <testcase${attributesOf(attributes)}>`, `      ${result}`, "    </testcase>"];
}

function resultElement(check: CheckResult, strict: boolean): string {
  const message = oneLine(check.message) || check.status;
  const type = `${check.level}.${check.status}`;
  const body = escapeText(`${message}\n\n${renderDetail(check)}\n`);
  switch (outcomeOf(check.status, strict)) {
    case "passed":
      return "";
    case "warned":
      return `<system-out>warn: ${body}</system-out>`;
    case "failed":
      return `<failure${attributesOf({ message, type })}>${body}</failure>`;
    case "broken":
      return `<error${attributesOf({ message, type })}>${body}</error>`;
    case "skipped":
      return `<skipped${attributesOf({ message })}/>`;
    case "known":
      return `<skipped${attributesOf({ message: `known failure: ${message}` })}/>`;
  }
}

function counts(checks: readonly CheckResult[], strict: boolean) {
  const outcomes = checks.map((check) => outcomeOf(check.status, strict));
  return {
    tests: outcomes.length,
    failures: outcomes.filter((outcome) => outcome === "failed").length,
    errors: outcomes.filter((outcome) => outcome === "broken").length,
    skipped: outcomes.filter((outcome) => outcome === "skipped" || outcome === "known").length,
  };
}

/** Merged runs may hold an id twice; a reader that keys by name would drop one. */
function createUniqueNames(): (id: string) => string {
  const taken = new Set<string>();
  return (id) => {
    let name = id;
    for (let copy = 2; taken.has(name); copy += 1) name = `${id} (${copy})`;
    taken.add(name);
    return name;
  };
}

function seconds(spanMs: number): string {
  return (spanMs / 1000).toFixed(3);
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join("");
}

/** Newlines and tabs would be read back as spaces. */
function escapeAttribute(text: string): string {
  return escapeText(text)
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;")
    .replaceAll("\t", "&#9;");
}

function escapeText(text: string): string {
  return printable(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
