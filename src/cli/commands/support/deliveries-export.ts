/** `deliveries export`: its declaration. */
import type { CommandDefinition } from "../../command.js";

export const deliveriesExport: CommandDefinition = {
  name: "deliveries export",
  group: "Support",
  summary: "write deliveries as HAR, curl, raw HTTP, or a bundle to replay",
  description:
    "Writes deliveries for others to read or to replay; secrets are never in it.\nA bundle is one file with bytes, timings, check values of the keys and the profile less its secrets: whoever holds the secrets replays it.",
  arguments: [
    {
      name: "<id...>",
      description: "ids, their beginnings or ends, or last",
    },
  ],
  options: [
    {
      flags: "--format <format>",
      description: "har, curl, http or bundle",
      choices: ["har", "curl", "http", "bundle"],
      required: true,
    },
    { flags: "--out <file>", description: "write here instead of to stdout" },
  ],
  examples: [
    "playcamp-gw deliveries export last --format curl",
    "playcamp-gw deliveries export last --format bundle --out delivery.json",
  ],
  load: () => import("./deliveries-export.run.js"),
};
