/** `merge-reports` of what `sync-payments --shard` wrote. */
import { UserError } from "../../../core/errors.js";
import { counted } from "../../../reports/outcome.js";
import { mergeShards } from "../../../tasks/payments/merge-shards.js";
import { outcomeOf } from "../../../tasks/payments/outcome-report.js";
import { parseShardReport } from "../../../tasks/payments/parse-shard-report.js";
import type { CommandContext, Outcome } from "../../command.js";
import { countTitle, printSummary, sayDoubts } from "../payments/payments-print.js";

function quoted(key: Parameters<typeof countTitle>[0]): string {
  return `"${countTitle(key)}"`;
}

/**
 * @param reporter the values of `--reporter`, which are forms of other reports
 * @throws {UserError} `usage`, `report_invalid`, `merge_mismatch`, `merge_shard_missing`, `merge_shard_doubled`, `merge_reports_differ`
 */
export function mergePayments(
  texts: readonly { readonly file: string; readonly text: string }[],
  reporter: readonly string[],
  context: CommandContext,
): Outcome {
  if (reporter.length > 0)
    throw new UserError(
      "usage",
      "--reporter has the forms of conformance reports, and these are reports of sync-payments",
      "Leave it out; --json prints the joined report as JSON.",
    );
  const { from, to, dryRun, shards, seenTwice, ...summary } = mergeShards(
    texts.map(({ file, text }) => ({ file, result: parseShardReport(text, file) })),
  );
  printSummary(summary, { from, to, dryRun, shards, seenTwice }, context);
  const twice = `${counted(seenTwice, "transaction")} came to more than one of them`;
  const beyond = `each counts once, and beyond that in ${quoted("fetched")} and ${quoted("repeats")}`;
  context.say(
    `${shards} shards, ${from} to ${to}: ${twice}${seenTwice === 0 ? "" : `: ${beyond}`}`,
  );
  const summed = (["others", "unsureTimes"] as const).filter((key) => summary[key] > 0);
  if (summed.length > 0)
    context.say(
      `${summed.map((key) => `${quoted(key)} (${summary[key]})`).join(" and ")} are sums of all shards: what two of them were given is in there twice`,
    );
  sayDoubts(summary, context);
  if (summary.stop !== null) context.say(`not complete: ${summary.stop.message}`);
  return outcomeOf(summary);
}
