/** `deliveries list`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { integerFlag } from "../../parsers.js";

export const deliveriesList: CommandDefinition = {
  name: "deliveries list",
  group: "Support",
  summary: "list what was sent and received",
  description:
    "Lists the journal, the newest last. A table shows the newest 50; --json and --ndjson show all.",
  options: [
    {
      flags: "--since <when>",
      description: "only from then on: 30m, 2h, or a time in ISO 8601",
    },
    {
      flags: "--status <status>",
      description: "only these: 401, 4xx, accepted, redirected, refused, unanswered, unreachable",
    },
    {
      flags: "--event <name>",
      description: "only with this event or action; sponsor finds sponsor.*",
    },
    {
      flags: "--transaction <id>",
      description: "only with this transaction id",
    },
    { flags: "--target <text>", description: "only with this in their URL" },
    {
      flags: "--command <name>",
      description: "only of this command, such as fire-webhook",
    },
    {
      flags: "--limit <n>",
      description: "only the newest n; 0 for all",
      parse: integerFlag("--limit", 0),
    },
    { flags: "--ndjson", description: "one JSON object a line" },
  ],
  examples: ["playcamp-gw deliveries list", "playcamp-gw deliveries list --limit 0 --ndjson"],
  load: () => import("./deliveries-list.run.js"),
};
