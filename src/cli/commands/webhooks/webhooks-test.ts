/** `webhooks test`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { type OptionsOf } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { ID_ARGUMENT } from "./webhooks-options.js";

const options = {
  ...sandboxOption(),
};
export type Options = OptionsOf<typeof options>;

export const webhooksTest = defineCommand({
  name: "webhooks test",
  group: "Webhooks",
  summary: "have PlayCamp send a test event, and show what was answered",
  arguments: [ID_ARGUMENT],
  options,
  examples: ["playcamp-gw webhooks test 1 --sandbox"],
  load: () => import("./webhooks-test.run.js"),
});
