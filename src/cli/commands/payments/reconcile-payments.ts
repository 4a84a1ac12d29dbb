/** `reconcile-payments`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { PAYMENTS_TARGET_OPTIONS } from "./payments-flags.js";

export const reconcilePayments: CommandDefinition = {
  name: "reconcile-payments",
  group: "Payments",
  summary: "match a month of the game's payments with PlayCamp's",
  description:
    "Polls a month of the game's payments and compares them with PlayCamp's: with its\nsettlement file, or without one with its API, asked for every transaction id. (What\nonly PlayCamp has can be seen in a file alone.) Exit 1 when the two differ.",
  options: [
    {
      flags: "--month <YYYY-MM>",
      description: "the month, in the zone of settlement.zone (default: UTC)",
      required: true,
    },
    {
      flags: "--settlement <file.csv>",
      description: "PlayCamp's settlement data, instead of its API",
    },
    { flags: "--out <file.csv>", description: "write the differences as CSV" },
    ...PAYMENTS_TARGET_OPTIONS,
  ],
  examples: ["playcamp-gw reconcile-payments --month 2026-02 --sandbox"],
  load: () => import("./reconcile-payments.run.js"),
};
