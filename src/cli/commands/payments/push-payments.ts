/** `push-payments`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { file, folder, type OptionsOf } from "../../options.js";
import { sandboxOptions } from "../../session/sandbox-options.js";

const options = {
  out: file("--out <file>", "write one line a transaction: its outcome and why"),
  state: folder("--state <dir>", "where scratch files are kept"),
  ...sandboxOptions(),
};
export type Options = OptionsOf<typeof options>;

export const pushPayments = defineCommand({
  name: "push-payments",
  group: "Payments",
  summary: "push payments that poll-payments printed to PlayCamp",
  arguments: [
    { name: "<@file|->", description: "NDJSON, one payment a line", values: { files: "at" } },
  ],
  options,
  examples: [
    "playcamp-gw poll-payments --from 2026-01-05 --to 2026-01-06 --sandbox | playcamp-gw push-payments - --sandbox",
  ],
  load: () => import("./push-payments.run.js"),
});
