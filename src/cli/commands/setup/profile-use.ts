/** `profile use`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, type OptionsOf } from "../../options.js";
import { PROFILE_ARGUMENT } from "./profile-argument.js";

const options = {
  none: flag("--none", "remember none any more"),
};
export type Options = OptionsOf<typeof options>;

export const profileUse = defineCommand({
  name: "profile use",
  group: "Set-up",
  summary: "remember the profile to use where no other is given",
  description:
    "Remembers a profile, by name or file, for folders without a playcamp-gw.json of their own.\n--profile and PLAYCAMP_GW_PROFILE come first, then the nearest playcamp-gw.json upward, then this one.",
  arguments: [{ ...PROFILE_ARGUMENT, description: "a file or a name" }],
  options,
  examples: ["playcamp-gw profile use ./playcamp-gw.json", "playcamp-gw profile use --none"],
  load: () => import("./profile-use.run.js"),
});
