/** `reconcile-payments`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { file, required, text, type OptionsOf } from "../../options.js";
import { sandboxOptions } from "../../session/sandbox-options.js";

const options = {
  month: required(
    text("--month <YYYY-MM>", "the month, in the zone of settlement.zone (default: the source's)"),
  ),
  settlement: file("--settlement <file.csv>", "PlayCamp's settlement data, instead of its API"),
  out: file("--out <file.csv>", "write the differences as CSV"),
  ...sandboxOptions(),
};
export type Options = OptionsOf<typeof options>;

export const reconcilePayments = defineCommand({
  name: "reconcile-payments",
  group: "Payments",
  summary: "match a month of the game's payments with PlayCamp's",
  description:
    "Polls a month of the game's payments and compares them with PlayCamp's: with its\nsettlement file, or without one with its API, asked for every transaction id. (What\nonly PlayCamp has can be seen in a file alone.) Exit 1 when the two differ.",
  options,
  examples: ["playcamp-gw reconcile-payments --month 2026-01 --sandbox"],
  load: () => import("./reconcile-payments.run.js"),
});
