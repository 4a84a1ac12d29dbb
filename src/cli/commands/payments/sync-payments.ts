/** `sync-payments`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { rangeOptions } from "./payments-options.js";
import { file, flag, folder, type OptionsOf } from "../../options.js";
import { sandboxOptions } from "../../session/sandbox-options.js";

const options = {
  ...rangeOptions,
  dryRun: flag("--dry-run", "poll and convert, push nothing"),
  resume: flag("--resume", "go on with a run that broke off"),
  restart: flag("--restart", "forget a run that broke off"),
  out: file("--out <file>", "write one line a transaction: its outcome and why"),
  state: folder("--state <dir>", "where journals are kept"),
  ...sandboxOptions(),
};
export type Options = OptionsOf<typeof options>;

export const syncPayments = defineCommand({
  name: "sync-payments",
  group: "Payments",
  summary: "poll a range of payments and push them to PlayCamp",
  description:
    "Polls the game's payment query over a range, converts every record and pushes\nthe payments to PlayCamp. Nothing is lost and nothing counts twice: what is done\nis journalled, --resume goes on where a run broke off, and PlayCamp skips what it has.",
  options,
  hasThread: true,
  examples: [
    "playcamp-gw sync-payments --from 2026-01-05 --to 2026-01-06 --sandbox",
    "playcamp-gw sync-payments --from 2026-01-05 --to 2026-01-06 --dry-run --sandbox",
  ],
  load: () => import("./sync-payments.run.js"),
});
