/** `webhooks logs`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { type OptionsOf } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { ID_ARGUMENT, pageOptions } from "./webhooks-options.js";

const options = {
  ...pageOptions,
  ...sandboxOption(),
};
export type Options = OptionsOf<typeof options>;

export const webhooksLogs = defineCommand({
  name: "webhooks logs",
  group: "Webhooks",
  summary: "show what PlayCamp has delivered to a webhook, and how it went",
  description:
    "Shows PlayCamp's delivery logs of a webhook: attempts, answers, and when the next retry is due.\nShows the first page unless --page asks for another; --json holds the payloads as well.",
  arguments: [ID_ARGUMENT],
  options,
  examples: ["playcamp-gw webhooks logs 1 --sandbox"],
  load: () => import("./webhooks-logs.run.js"),
});
