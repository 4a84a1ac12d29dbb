/** `webhooks delete`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { type OptionsOf } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { ID_ARGUMENT } from "./webhooks-options.js";

const options = {
  ...sandboxOption(),
};
export type Options = OptionsOf<typeof options>;

export const webhooksDelete = defineCommand({
  name: "webhooks delete",
  group: "Webhooks",
  summary: "remove a webhook from PlayCamp",
  arguments: [ID_ARGUMENT],
  options,
  examples: ["playcamp-gw webhooks delete 1 --sandbox"],
  load: () => import("./webhooks-delete.run.js"),
});
