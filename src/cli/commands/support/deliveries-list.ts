/** `deliveries list`: its declaration. */
import { WEBHOOK_EVENTS } from "../../../protocols/webhook/events.js";
import { defineCommand } from "../../define-command.js";
import { flag, integer, text, type OptionsOf } from "../../options.js";

const options = {
  since: text("--since <when>", "only from then on: 30m, 2h, or a time in ISO 8601"),
  status: text(
    "--status <status>",
    "only these: 401, 4xx, accepted, redirected, refused, unanswered, unreachable",
  ),
  event: text("--event <name>", "only with this event or action; sponsor finds sponsor.*", {
    words: WEBHOOK_EVENTS,
  }),
  transaction: text("--transaction <id>", "only with this transaction id"),
  target: text("--target <text>", "only with this in their URL"),
  command: text("--command <name>", "only of this command, such as fire-webhook"),
  limit: integer("--limit <n>", "only the newest n; 0 for all", { min: 0 }),
  ndjson: flag("--ndjson", "one JSON object a line"),
};
export type Options = OptionsOf<typeof options>;

export const deliveriesList = defineCommand({
  name: "deliveries list",
  group: "Support",
  summary: "list what was sent and received",
  description:
    "Lists the journal, the newest last. A table shows the newest 50; --json and --ndjson show all.",
  options,
  examples: ["playcamp-gw deliveries list", "playcamp-gw deliveries list --limit 0 --ndjson"],
  load: () => import("./deliveries-list.run.js"),
});
