/** `sync-payments`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { rangeOptions } from "./payments-options.js";
import { file, flag, folder, type OptionsOf, value } from "../../options.js";
import { parseShard } from "../../run-flags.js";
import { sandboxOptions } from "../../session/sandbox-options.js";

const options = {
  ...rangeOptions,
  dryRun: flag("--dry-run", "poll and convert, push nothing"),
  resume: flag("--resume", "go on with a run that broke off"),
  restart: flag("--restart", "forget a run that broke off"),
  shard: value("--shard <i/n>", "take the i-th of n parts of the range", parseShard),
  report: file("--report <file>", "write the shard's report to this file, for merge-reports"),
  out: file("--out <file>", "write one line a transaction: its outcome and why"),
  state: folder("--state <dir>", "where journals are kept"),
  ...sandboxOptions(),
};
export type Options = OptionsOf<typeof options>;

export const syncPayments = defineCommand({
  name: "sync-payments",
  group: "Payments",
  summary: "poll a range of payments and push them to PlayCamp",
  description: `Polls the game's payment query over a range, converts every record and pushes
the payments to PlayCamp. Nothing is lost and nothing counts twice: what is done
is journalled, --resume goes on where a run broke off, and PlayCamp skips what it has.

Several processes can take a large range at once, on one machine or on several: --shard 1/4
to --shard 4/4 over the same range, each with a journal of its own and a --report. merge-reports
joins the reports, and counts once what two shards were given. A refund stays open where another
shard may still bring its payment: once all have pushed theirs, run that shard with --resume.`,
  options,
  examples: [
    "playcamp-gw sync-payments --from 2026-01-05 --to 2026-01-06 --sandbox",
    "playcamp-gw sync-payments --from 2026-01-05 --to 2026-01-06 --dry-run --sandbox",
    "playcamp-gw sync-payments --from 2026-01-05 --to 2026-01-06 --shard 1/4 --report part-1.json --sandbox",
  ],
  load: () => import("./sync-payments.run.js"),
});
