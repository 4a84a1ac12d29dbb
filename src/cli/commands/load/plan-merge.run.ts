/** `plan merge`: reads every part's result, joins them, shows the whole. */
import { UserError } from "../../../core/errors.js";
import { mergeResults, type PartResult } from "../../../tasks/load/merge-results.js";
import { parseLoadResult } from "../../../tasks/load/parse-result.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { keptOutcome, readNamedFile } from "../../session/named-files.js";
import { assertOutIsNotRead } from "../../session/out-file.js";
import { keepResult, outcomeOf, printResult } from "./load-result.print.js";
import type { Options } from "./plan-merge.js";

export const run: CommandRun<Options> = async (context, input) => {
  const { out } = input.options;
  await assertOutIsNotRead(out, input.arguments, context);
  const parts: PartResult[] = [];
  for (const file of input.arguments) parts.push(await readPart(file, context));
  const result = mergeResults(parts);
  printResult(result, context);
  if (result.interrupted) context.say("incomplete: a part was interrupted");
  return keptOutcome(outcomeOf(result, context), await keepResult(out ?? null, result, context));
};

async function readPart(file: string, context: CommandContext): Promise<PartResult> {
  const bytes = await readNamedFile(file, context);
  if (bytes !== null)
    return { file, result: parseLoadResult(Buffer.from(bytes).toString("utf8"), file) };
  throw new UserError(
    "load_result_not_found",
    `there is no file ${file}`,
    "Give the files that plan run wrote with --out.",
  );
}
