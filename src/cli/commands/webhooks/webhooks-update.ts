/** `webhooks update`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, url, type OptionsOf } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { ID_ARGUMENT, limitOptions } from "./webhooks-options.js";

const options = {
  url: url("--url <url>", "where PlayCamp delivers from now on"),
  pause: flag("--pause", "deliver nothing until --resume"),
  resume: flag("--resume", "deliver again"),
  ...limitOptions,
  ...sandboxOption(),
};
export type Options = OptionsOf<typeof options>;

export const webhooksUpdate = defineCommand({
  name: "webhooks update",
  group: "Webhooks",
  summary: "change where and how a webhook delivers, or pause it",
  arguments: [ID_ARGUMENT],
  options,
  examples: ["playcamp-gw webhooks update 1 --retry-count 5 --sandbox"],
  load: () => import("./webhooks-update.run.js"),
});
