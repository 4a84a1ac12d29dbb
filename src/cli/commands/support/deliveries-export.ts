/** `deliveries export`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { file, oneOf, required, type OptionsOf } from "../../options.js";

const options = {
  format: required(
    oneOf("--format <format>", "har, curl, http or bundle", ["har", "curl", "http", "bundle"]),
  ),
  out: file("--out <file>", "write here instead of to stdout"),
};
export type Options = OptionsOf<typeof options>;

export const deliveriesExport = defineCommand({
  name: "deliveries export",
  group: "Support",
  summary: "write deliveries as HAR, curl, raw HTTP, or a bundle to replay",
  description:
    "Writes deliveries for others to read or to replay; secrets are never in it.\nA bundle is one file with bytes, timings, check values of the keys and the profile less its secrets: whoever holds the secrets replays it.",
  arguments: [
    {
      name: "<id...>",
      description: "ids, their beginnings or ends, or last",
      values: { ask: "deliveries" },
    },
  ],
  options,
  examples: [
    "playcamp-gw deliveries export last --format curl",
    "playcamp-gw deliveries export last --format bundle --out delivery.json",
  ],
  load: () => import("./deliveries-export.run.js"),
});
