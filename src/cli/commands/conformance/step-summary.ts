/** GitHub's step summary: every run in a workflow shows there without being asked to. */
import { errorMessage } from "../../../core/errors.js";
import type { ConformanceReport } from "../../../core/report.js";
import type { CommandContext } from "../../command.js";

/** GitHub drops the whole summary of a step that is longer. */
const SUMMARY_LIMIT_BYTES = 1024 * 1024;
/** With less room than this, a report says nothing. */
const SMALLEST_REPORT_BYTES = 2 * 1024;

type SummaryContext = Pick<CommandContext, "env" | "files" | "say" | "redact">;

/** Appends the report to `$GITHUB_STEP_SUMMARY`; a file that cannot be written never fails a run. */
export async function appendStepSummary(
  report: ConformanceReport,
  { env, files, say, redact }: SummaryContext,
): Promise<void> {
  const path = env["GITHUB_STEP_SUMMARY"];
  if (path === undefined || path === "") return;
  try {
    const before = await files.readBytes(path);
    const joint = jointAfter(before);
    const room = SUMMARY_LIMIT_BYTES - (before?.length ?? 0) - joint.length;
    if (room < SMALLEST_REPORT_BYTES) {
      say(`GITHUB_STEP_SUMMARY: the step's summary is full; nothing was added`);
      return;
    }
    const { markdown } = await import("../../../reports/formats/markdown.js");
    const text = markdown.render(report, {
      color: false,
      columns: 80,
      maxBytes: room,
    });
    await files.writeWhole(
      path,
      Buffer.concat([before ?? new Uint8Array(0), Buffer.from(joint + redact(text))]),
    );
  } catch (error) {
    say(`GITHUB_STEP_SUMMARY: ${path} could not be written: ${errorMessage(error)}`);
  }
}

/** What was there may end in the middle of a line or a paragraph. */
function jointAfter(before: Uint8Array | null): string {
  if (before === null || before.length === 0) return "";
  return before.at(-1) === 0x0a ? "\n" : "\n\n";
}
