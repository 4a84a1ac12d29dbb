/** `poll-payments`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { PAYMENTS_TARGET_OPTIONS, RANGE_OPTIONS } from "./payments-flags.js";

export const pollPayments: CommandDefinition = {
  name: "poll-payments",
  group: "Payments",
  summary: "print the payments of a range as PlayCamp would get them",
  description:
    "Polls the game's payment query and prints one converted payment a line (NDJSON).\nRefused records and refunds are told on stderr. --explain shows, without polling,\nhow a sample record is converted field by field.",
  options: [
    ...RANGE_OPTIONS,
    {
      flags: "--explain <@file|->",
      description: "explain a record, a list of them, or a whole reply",
    },
    { flags: "--state <dir>", description: "where scratch files are kept" },
    ...PAYMENTS_TARGET_OPTIONS,
  ],
  examples: ["playcamp-gw poll-payments --from 2026-01-05 --to 2026-01-06 --sandbox"],
  load: () => import("./poll-payments.run.js"),
};
