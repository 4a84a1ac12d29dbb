/** `poll-payments`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { rangeOptions } from "./payments-options.js";
import { folder, input, type OptionsOf } from "../../options.js";
import { keyOptions, lineProfile, saveOptions, urlOption } from "../../session/line-profile.js";
import { sandboxOptions } from "../../session/sandbox-options.js";

const options = {
  ...rangeOptions,
  explain: input("--explain <@file|->", "explain a record, a list of them, or a whole reply"),
  state: folder("--state <dir>", "where scratch files are kept"),
  ...urlOption("the payment query, instead of payments.source.url"),
  ...keyOptions,
  ...saveOptions,
  ...sandboxOptions(),
};
export type Options = OptionsOf<typeof options>;

export const pollPayments = defineCommand({
  name: "poll-payments",
  group: "Payments",
  isStreaming: true,
  summary: "print the payments of a range as PlayCamp would get them",
  description:
    "Polls the game's payment query and prints one converted payment a line (NDJSON).\nRefused records and refunds are told on stderr. --explain shows, without polling,\nhow a sample record is converted field by field.",
  options,
  // --to is the end of the range here.
  line: ({ to: _end, ...values }, place) => lineProfile("payments", values, place),
  examples: ["playcamp-gw poll-payments --from 2026-01-05 --to 2026-01-06 --sandbox"],
  load: () => import("./poll-payments.run.js"),
});
