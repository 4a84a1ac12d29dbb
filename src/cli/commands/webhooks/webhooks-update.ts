/** `webhooks update`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { urlFlag } from "../../parsers.js";
import { ID_ARGUMENT, LIMIT_OPTIONS, SANDBOX_OPTION } from "./webhooks-flags.js";

export const webhooksUpdate: CommandDefinition = {
  name: "webhooks update",
  group: "Webhooks",
  summary: "change where and how a webhook delivers, or pause it",
  arguments: [ID_ARGUMENT],
  options: [
    {
      flags: "--url <url>",
      description: "where PlayCamp delivers from now on",
      parse: urlFlag("--url"),
    },
    { flags: "--pause", description: "deliver nothing until --resume" },
    { flags: "--resume", description: "deliver again" },
    ...LIMIT_OPTIONS,
    SANDBOX_OPTION,
  ],
  examples: ["playcamp-gw webhooks update 1 --retry-count 5 --sandbox"],
  load: () => import("./webhooks-update.run.js"),
};
