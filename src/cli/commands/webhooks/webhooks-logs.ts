/** `webhooks logs`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { ID_ARGUMENT, PAGE_OPTIONS, SANDBOX_OPTION } from "./webhooks-flags.js";

export const webhooksLogs: CommandDefinition = {
  name: "webhooks logs",
  group: "Webhooks",
  summary: "show what PlayCamp has delivered to a webhook, and how it went",
  description:
    "Shows PlayCamp's delivery logs of a webhook: attempts, answers, and when the next retry is due.\nShows the first page unless --page asks for another; --json holds the payloads as well.",
  arguments: [ID_ARGUMENT],
  options: [...PAGE_OPTIONS, SANDBOX_OPTION],
  examples: ["playcamp-gw webhooks logs 1 --sandbox"],
  load: () => import("./webhooks-logs.run.js"),
};
