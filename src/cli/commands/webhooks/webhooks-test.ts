/** `webhooks test`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { ID_ARGUMENT, SANDBOX_OPTION } from "./webhooks-flags.js";

export const webhooksTest: CommandDefinition = {
  name: "webhooks test",
  group: "Webhooks",
  summary: "have PlayCamp send a test event, and show what was answered",
  arguments: [ID_ARGUMENT],
  options: [SANDBOX_OPTION],
  examples: ["playcamp-gw webhooks test 1 --sandbox"],
  load: () => import("./webhooks-test.run.js"),
};
