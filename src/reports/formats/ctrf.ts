/** Common Test Report Format (ctrf.io), which many dashboards and chat bots read. */
import type { CheckResult, ConformanceReport } from "../../core/report.js";
import { renderDetail } from "../detail.js";
import { checksBySuite, orderedChecks } from "../order.js";
import { outcomeOf, type Outcome } from "../outcome.js";
import { oneLine } from "../printable.js";
import type { ReportFormat } from "./format.js";

const SPEC_VERSION = "0.0.0";

/** `broken` counts as failed: a check that could not run must not look green. */
const CTRF_STATUS = {
  passed: "passed",
  warned: "passed",
  failed: "failed",
  broken: "failed",
  skipped: "skipped",
  known: "pending",
} as const satisfies Record<Outcome, string>;

type CtrfStatus = (typeof CTRF_STATUS)[Outcome];

export const ctrf: ReportFormat = {
  render: (report) => `${JSON.stringify(ctrfDocument(report), null, 2)}\n`,
};

function ctrfDocument(report: ConformanceReport): object {
  const startMs = Date.parse(report.startedAt);
  const tests = orderedChecks(report.checks).map((check) => testOf(check, report.strict));
  const count = (status: CtrfStatus) => tests.filter((test) => test.status === status).length;
  return {
    reportFormat: "CTRF",
    specVersion: SPEC_VERSION,
    runId: report.runId,
    timestamp: report.startedAt,
    generatedBy: `${report.tool.name} ${report.tool.version}`,
    results: {
      tool: { name: report.tool.name, version: report.tool.version },
      summary: {
        tests: tests.length,
        passed: count("passed"),
        failed: count("failed"),
        skipped: count("skipped"),
        pending: count("pending"),
        other: 0,
        suites: checksBySuite(report).length,
        start: startMs,
        stop: startMs + Math.round(report.durationMs),
        duration: Math.round(report.durationMs),
        extra: {
          verdict: report.summary.verdict,
          interrupted: report.interrupted,
        },
      },
      tests,
      extra: {
        moneyOut: report.moneyOut,
        diagnosis: report.diagnosis ?? null,
        seed: report.seed,
        plan: report.plan,
        target: report.target,
        strict: report.strict,
      },
    },
  };
}

function testOf(check: CheckResult, strict: boolean) {
  const outcome = outcomeOf(check.status, strict);
  const message = oneLine(check.message);
  return {
    testId: check.id,
    name: check.id,
    status: CTRF_STATUS[outcome],
    duration: Math.round(check.durationMs),
    suite: [check.suite, check.scenario],
    ...(message === "" ? {} : { message }),
    ...(outcome === "passed" || outcome === "skipped" ? {} : { trace: renderDetail(check) }),
    rawStatus: check.status,
    tags: [check.level, check.suite],
    type: "conformance",
    extra: { title: oneLine(check.title), clause: oneLine(check.clause) },
  };
}
