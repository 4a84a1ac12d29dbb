/** `profile show`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { text, type OptionsOf } from "../../options.js";
import { PROFILE_ARGUMENT } from "./profile-argument.js";

const options = {
  only: text("--only <path>", "only this section or value, such as webhook or entry.key"),
};
export type Options = OptionsOf<typeof options>;

export const profileShow = defineCommand({
  name: "profile show",
  group: "Set-up",
  summary: "show every value in effect, and where it comes from",
  description:
    "Shows every value as it is in effect: from --set, the environment, the profile, or the default, and\nwhat it outranks. Secrets are masked; for each it is told where it was looked for and found.",
  arguments: [PROFILE_ARGUMENT],
  options,
  examples: [
    "playcamp-gw profile show",
    "playcamp-gw profile show --only webhook --set webhook.timeout=2s",
  ],
  load: () => import("./profile-show.run.js"),
});
