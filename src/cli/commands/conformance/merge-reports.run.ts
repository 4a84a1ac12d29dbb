/** `merge-reports`: reads every shard's report, joins them, writes what was asked for. */
import { mergeReports, type ShardReport } from "../../../conformance/merge.js";
import { parseReport } from "../../../conformance/parse-report.js";
import { UserError } from "../../../core/errors.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { readNamedFile } from "../../session/named-files.js";
import type { Options } from "./merge-reports.js";
import { conclude, reporterOutputs, writeReports } from "./report-output.js";

export const run: CommandRun<Options> = async (context, input) => {
  const { reporter } = input.options;
  const outputs = reporterOutputs(reporter, context.flags);
  const shards: ShardReport[] = [];
  for (const file of input.arguments) shards.push(await readShard(file, context));
  const report = mergeReports(shards);
  const isWritten = await writeReports(report, outputs, context);
  return conclude(report, isWritten);
};

async function readShard(file: string, context: CommandContext): Promise<ShardReport> {
  const bytes = await readNamedFile(file, context);
  if (bytes === null) {
    throw new UserError(
      "report_not_found",
      `there is no file ${file}`,
      "Give the files that conformance wrote with --reporter json=FILE.",
    );
  }
  return {
    file,
    report: parseReport(Buffer.from(bytes).toString("utf8"), file),
  };
}
