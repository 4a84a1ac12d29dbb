/** The report as data: public interface, complete, in one order whatever the run's schedule was. */
import type { CheckResult, ConformanceReport } from "../../core/report.js";
import { orderedChecks } from "../order.js";
import type { ReportFormat } from "./format.js";

export const json: ReportFormat = {
  render: (report) => `${escapeControls(JSON.stringify(reportDocument(report), null, 2))}\n`,
};

function reportDocument(report: ConformanceReport): ConformanceReport {
  return {
    format: report.format,
    tool: report.tool,
    seed: report.seed,
    runId: report.runId,
    startedAt: report.startedAt,
    durationMs: report.durationMs,
    plan: report.plan,
    ...(report.requirementSet === undefined ? {} : { requirementSet: report.requirementSet }),
    shard: report.shard,
    filters: report.filters,
    target: report.target,
    environment: report.environment,
    strict: report.strict,
    interrupted: report.interrupted,
    summary: report.summary,
    moneyOut: report.moneyOut,
    ...(report.diagnosis === undefined ? {} : { diagnosis: report.diagnosis }),
    ...(report.furtherDiagnoses === undefined ? {} : { furtherDiagnoses: report.furtherDiagnoses }),
    checks: orderedChecks(report.checks).map(checkDocument),
  };
}

function checkDocument(check: CheckResult): CheckResult {
  const { expected, actual, hint, reproduce, replay, curl, requirements, evidence } = check;
  const shortcoming = {
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(hint === undefined ? {} : { hint }),
    ...(reproduce === undefined ? {} : { reproduce }),
    ...(replay === undefined ? {} : { replay }),
  };
  return {
    id: check.id,
    suite: check.suite,
    scenario: check.scenario,
    title: check.title,
    level: check.level,
    clause: check.clause,
    why: check.why,
    fix: check.fix,
    status: check.status,
    durationMs: check.durationMs,
    message: check.message,
    ...(check.status === "pass" ? {} : shortcoming),
    ...(curl === undefined ? {} : { curl }),
    ...(requirements === undefined ? {} : { requirements }),
    evidence,
  };
}

/** `JSON.stringify` leaves DEL and the C1 controls, some of which move a terminal's cursor. */
function escapeControls(text: string): string {
  return text.replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
