/** Where a conformance report goes: `--reporter` read, reports written, the verdict as an outcome. */
import { UserError } from "../../../core/errors.js";
import type { ConformanceReport } from "../../../core/report.js";
import { suggestionHint } from "../../../core/suggest.js";
import {
  loadReportFormat,
  REPORT_FORMAT_IDS,
  type ReportFormatId,
} from "../../../reports/formats/index.js";
import type { CommandContext, GlobalFlags, Outcome } from "../../command.js";
import { keepNamedFile, keptOutcome } from "../../session/named-files.js";
import { appendStepSummary } from "./step-summary.js";

export interface ReporterOutput {
  readonly id: ReportFormatId;
  /** Null is stdout. */
  readonly file: string | null;
}

/**
 * @param given the values of `--reporter`
 * @returns exactly one output for stdout, and those for files
 * @throws {UserError} `flag_invalid`, `usage`
 */
export function reporterOutputs(
  given: readonly string[],
  { json }: Pick<GlobalFlags, "json">,
): readonly ReporterOutput[] {
  const outputs = given.map(parseReporter);
  assertDistinctFiles(outputs);
  const onStdout = outputs.filter(({ file }) => file === null);
  if (onStdout.length === 0) return [...outputs, { id: json ? "json" : "table", file: null }];
  if (onStdout.length === 1 && (!json || onStdout[0]?.id === "json")) return outputs;
  throw new UserError(
    "usage",
    json
      ? "--json takes stdout for the json report, and another reporter wants it too"
      : "only one reporter can write to stdout",
    "Give the others a file, such as --reporter junit=report.xml.",
  );
}

function parseReporter(text: string): ReporterOutput {
  const at = text.indexOf("=");
  const name = at === -1 ? text : text.slice(0, at);
  const file = at === -1 ? null : text.slice(at + 1);
  const id = REPORT_FORMAT_IDS.find((each) => each === name);
  if (id === undefined) {
    throw new UserError(
      "flag_invalid",
      `--reporter ${text}: there is no format "${name}"`,
      suggestionHint(name, REPORT_FORMAT_IDS),
    );
  }
  if (file === "") {
    throw new UserError("flag_invalid", `--reporter ${text}: the file is missing`);
  }
  return { id, file };
}

function assertDistinctFiles(outputs: readonly ReporterOutput[]): void {
  const files = outputs.flatMap(({ file }) => file ?? []);
  const doubled = files.find((file, at) => files.indexOf(file) !== at);
  if (doubled === undefined) return;
  throw new UserError("usage", `two reporters want to write ${doubled}`, "Give each its own file.");
}

/**
 * Writes every report, and GitHub's step summary where there is one.
 *
 * @returns false where one could not be written; stderr says which
 */
export async function writeReports(
  report: ConformanceReport,
  outputs: readonly ReporterOutput[],
  context: CommandContext,
): Promise<boolean> {
  const { terminal, flags } = context;
  let isWritten = true;
  for (const { id, file } of outputs) {
    const { render } = await loadReportFormat(id);
    const text = render(report, {
      color: file === null && flags.color,
      columns: terminal.columns,
      short: file === null && !flags.verbose,
    });
    if (file === null) context.result(text, id === "github" ? "workflow" : "plain");
    // One bad path must not cost the other reports.
    else if (!(await writeReport(file, text, context))) isWritten = false;
  }
  await appendStepSummary(report, context);
  return isWritten;
}

/** @returns false where it could not be written */
async function writeReport(file: string, text: string, context: CommandContext): Promise<boolean> {
  const isWritten = await keepNamedFile(file, text, context);
  if (isWritten) context.say(`wrote ${file}`);
  return isWritten;
}

export function conclude(report: ConformanceReport, isWritten: boolean): Outcome {
  return keptOutcome(outcomeOfReport(report), isWritten);
}

/** Nothing executed is incomplete, in a shard as in a whole run. */
export function outcomeOfReport(report: ConformanceReport): Outcome {
  const { summary, interrupted } = report;
  if (interrupted) return "interrupted";
  if (summary.error > 0) return "defect";
  switch (summary.verdict) {
    case "conformant":
      return "done";
    case "nonconformant":
      return "refused";
    case "incomplete":
      return "incomplete";
  }
}

/** Of several parts, one in which there was nothing to judge: no check was dealt to it, or none that applies. */
export function isEmptyShard({ shard, summary }: ConformanceReport): boolean {
  return shard !== null && summary.total === summary.na;
}
