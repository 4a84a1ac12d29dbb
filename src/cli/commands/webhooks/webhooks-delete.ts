/** `webhooks delete`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { ID_ARGUMENT, SANDBOX_OPTION } from "./webhooks-flags.js";

export const webhooksDelete: CommandDefinition = {
  name: "webhooks delete",
  group: "Webhooks",
  summary: "remove a webhook from PlayCamp",
  arguments: [ID_ARGUMENT],
  options: [SANDBOX_OPTION],
  examples: ["playcamp-gw webhooks delete 1 --sandbox"],
  load: () => import("./webhooks-delete.run.js"),
};
