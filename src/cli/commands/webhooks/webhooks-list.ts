/** `webhooks list`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { PAGE_OPTIONS, SANDBOX_OPTION } from "./webhooks-flags.js";

export const webhooksList: CommandDefinition = {
  name: "webhooks list",
  group: "Webhooks",
  summary: "list the webhooks that are registered at PlayCamp",
  description:
    "Lists the webhooks that are registered at PlayCamp, all pages unless --page asks for one.",
  options: [...PAGE_OPTIONS, SANDBOX_OPTION],
  examples: ["playcamp-gw webhooks list --sandbox"],
  load: () => import("./webhooks-list.run.js"),
};
