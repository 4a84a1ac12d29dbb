/** `push-payments`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { PAYMENTS_TARGET_OPTIONS } from "./payments-flags.js";

export const pushPayments: CommandDefinition = {
  name: "push-payments",
  group: "Payments",
  summary: "push payments that poll-payments printed to PlayCamp",
  arguments: [{ name: "<@file|->", description: "NDJSON, one payment a line" }],
  options: [
    {
      flags: "--out <file>",
      description: "write one line a transaction: its outcome and why",
    },
    { flags: "--state <dir>", description: "where scratch files are kept" },
    ...PAYMENTS_TARGET_OPTIONS,
  ],
  examples: [
    "playcamp-gw poll-payments --from 2026-01-05 --to 2026-01-06 --sandbox | playcamp-gw push-payments - --sandbox",
  ],
  load: () => import("./push-payments.run.js"),
};
