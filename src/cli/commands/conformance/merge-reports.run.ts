/** `merge-reports`: reads every shard's report, joins them, writes what was asked for. */
import { mergeReports } from "../../../conformance/merge.js";
import { parseReport } from "../../../conformance/parse-report.js";
import { UserError } from "../../../core/errors.js";
import { isShardReport } from "../../../tasks/payments/parse-shard-report.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { readNamedFile } from "../../session/named-files.js";
import { mergePayments } from "./merge-payments.js";
import type { Options } from "./merge-reports.js";
import { conclude, reporterOutputs, writeReports } from "./report-output.js";

export const run: CommandRun<Options> = async (context, input) => {
  const { reporter } = input.options;
  const outputs = reporterOutputs(reporter, context.flags);
  const texts: { readonly file: string; readonly text: string }[] = [];
  for (const file of input.arguments) texts.push({ file, text: await readText(file, context) });
  if (texts.some(({ text }) => isShardReport(text))) return mergePayments(texts, reporter, context);
  const report = mergeReports(
    texts.map(({ file, text }) => ({ file, report: parseReport(text, file) })),
  );
  const isWritten = await writeReports(report, outputs, context);
  return conclude(report, isWritten);
};

async function readText(file: string, context: CommandContext): Promise<string> {
  const bytes = await readNamedFile(file, context);
  if (bytes !== null) return Buffer.from(bytes).toString("utf8");
  throw new UserError(
    "report_not_found",
    `there is no file ${file}`,
    "Give the files that conformance wrote with --reporter json=FILE, or sync-payments with --report FILE.",
  );
}
