/** `webhooks list`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { type OptionsOf } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { pageOptions } from "./webhooks-options.js";

const options = {
  ...pageOptions,
  ...sandboxOption(),
};
export type Options = OptionsOf<typeof options>;

export const webhooksList = defineCommand({
  name: "webhooks list",
  group: "Webhooks",
  summary: "list the webhooks that are registered at PlayCamp",
  description:
    "Lists the webhooks that are registered at PlayCamp, all pages unless --page asks for one.",
  options,
  examples: ["playcamp-gw webhooks list --sandbox"],
  load: () => import("./webhooks-list.run.js"),
});
