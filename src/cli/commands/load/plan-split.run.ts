/** `plan split`: writes the parts, and says what each of them sends. */
import { basename, dirname, join } from "node:path";
import { UserError } from "../../../core/errors.js";
import {
  assertSplittable,
  type PlanFile,
  renderShardFile,
} from "../../../tasks/load/parse-plan.js";
import { plannedOf } from "../../../tasks/load/planned.js";
import type { CommandRun } from "../../define-command.js";
import { renderColumns } from "../../output/columns.js";
import { number } from "../../output/latency-text.js";
import { writeNamedFile } from "../../session/named-files.js";
import { readPlan } from "./plan-file.js";
import type { Options } from "./plan-split.js";

const MOST_PARTS = 1_000;

export const run: CommandRun<Options> = async (context, { arguments: words, options }) => {
  const [given = "", file = ""] = words;
  const parts = parsePartCount(given);
  const plan = await readPlan(file, context);
  assertWhole(plan, file);
  assertSplittable(plan.plan, parts, file);
  const folder = options.outDir ?? dirname(file);
  const written: { file: string; planned: number | null }[] = [];
  for (let index = 1; index <= parts; index += 1) {
    const shard = { index, count: parts };
    const name = join(folder, partName(file, index, parts));
    await writeNamedFile(name, renderShardFile(plan, shard), context);
    written.push({ file: name, planned: plannedOf(plan.plan, shard) });
  }
  const [unit, openEnd] =
    plan.plan.part.kind === "webhook"
      ? ["deliveries", "as many deliveries as are answered"]
      : ["rounds", "the rounds of its own accounts"];
  context.result(
    context.flags.json
      ? JSON.stringify({ parts: written }, null, 2)
      : renderColumns(
          written.map(({ file: name, planned }) => [
            name,
            planned === null ? openEnd : `${number(planned)} ${unit}`,
          ]),
        ),
  );
  context.say("run each with plan run FILE --out RESULT, then join the results with plan merge");
  return "done";
};

function parsePartCount(text: string): number {
  const parts = Number(text);
  if (/^\d{1,4}$/.test(text) && parts >= 1 && parts <= MOST_PARTS) return parts;
  throw new UserError(
    "usage",
    `${text}: not a number of parts`,
    `Give a number from 1 to ${MOST_PARTS}, then the plan: playcamp-gw plan split 4 load.json`,
  );
}

function assertWhole({ shard }: PlanFile, file: string): void {
  if (shard === null) return;
  throw new UserError(
    "plan_unsplittable",
    `${file} is part ${shard.index} of ${shard.count} already`,
    "Split the whole plan.",
  );
}

/** Of `load.json`, `load.1-of-4.json`. */
function partName(file: string, index: number, parts: number): string {
  return `${basename(file).replace(/\.json$/i, "")}.${index}-of-${parts}.json`;
}
