/** `sync-payments`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { PAYMENTS_TARGET_OPTIONS, RANGE_OPTIONS } from "./payments-flags.js";

export const syncPayments: CommandDefinition = {
  name: "sync-payments",
  group: "Payments",
  summary: "poll a range of payments and push them to PlayCamp",
  description:
    "Polls the game's payment query over a range, converts every record and pushes\nthe payments to PlayCamp. Nothing is lost and nothing counts twice: what is done\nis journalled, --resume goes on where a run broke off, and PlayCamp skips what it has.",
  options: [
    ...RANGE_OPTIONS,
    { flags: "--dry-run", description: "poll and convert, push nothing" },
    { flags: "--resume", description: "go on with a run that broke off" },
    { flags: "--restart", description: "forget a run that broke off" },
    {
      flags: "--out <file>",
      description: "write one line a transaction: its outcome and why",
    },
    { flags: "--state <dir>", description: "where journals are kept" },
    ...PAYMENTS_TARGET_OPTIONS,
  ],
  examples: [
    "playcamp-gw sync-payments --from 2026-01-05 --to 2026-01-06 --sandbox",
    "playcamp-gw sync-payments --from 2026-01-05 --to 2026-01-06 --dry-run --sandbox",
  ],
  load: () => import("./sync-payments.run.js"),
};
