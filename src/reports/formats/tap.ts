/** TAP version 14, each check that needs a look with a YAML diagnostic block. */
import type { CheckResult, ConformanceReport } from "../../core/report.js";
import { detailSections } from "../detail.js";
import { orderedChecks } from "../order.js";
import { needsDetail, outcomeOf, verdictLine } from "../outcome.js";
import { diagnosisLines } from "../diagnosis.js";
import { moneyOutLines } from "../money-out.js";
import { oneLine } from "../printable.js";
import type { ReportFormat } from "./format.js";

export const tap: ReportFormat = {
  render: (report) =>
    [
      "TAP version 14",
      ...[...moneyOutLines(report), ...diagnosisLines(report)].map((line) => `# ${line}`),
      report.checks.length === 0
        ? "1..0 # SKIP nothing was executed"
        : `1..${report.checks.length}`,
      ...orderedChecks(report.checks).flatMap((check, index) =>
        checkLines(check, index + 1, report),
      ),
      `# ${verdictLine(report)}`,
      "",
    ].join("\n"),
};

function checkLines(check: CheckResult, number: number, { strict }: ConformanceReport): string[] {
  const { ok, directive } = resultOf(check, strict);
  const title = escapeDescription(`${check.id}: ${oneLine(check.title)}`);
  const point = `${ok ? "ok" : "not ok"} ${number} - ${title}${directive}`;
  if (!needsDetail(check.status)) return [point];
  return [point, "  ---", ...diagnosticLines(check).map((line) => `  ${line}`), "  ..."];
}

function resultOf(check: CheckResult, strict: boolean): { ok: boolean; directive: string } {
  const reason = escapeDescription(oneLine(check.message));
  switch (outcomeOf(check.status, strict)) {
    case "passed":
      return { ok: true, directive: "" };
    case "skipped":
      return { ok: true, directive: ` # SKIP ${reason}` };
    case "known":
    case "warned":
      return { ok: false, directive: ` # TODO ${reason}` };
    case "failed":
    case "broken":
      return { ok: false, directive: "" };
  }
}

/** Strings are JSON, which YAML 1.2 includes; longer texts are literal blocks. */
function diagnosticLines(check: CheckResult): string[] {
  return [
    `message: ${JSON.stringify(oneLine(check.message))}`,
    `severity: ${JSON.stringify(check.status)}`,
    `level: ${check.level}`,
    `durationMs: ${check.durationMs}`,
    ...detailSections(check).flatMap(({ label, lines }) => [
      // The indicator says how far the block is indented: its first line may itself begin with spaces.
      `${label.toLowerCase()}: |2-`,
      ...lines.flatMap((line) => line.split("\n")).map((line) => `  ${line}`),
    ]),
  ];
}

function escapeDescription(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}
