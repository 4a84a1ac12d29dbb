/** `profile list`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, type OptionsOf } from "../../options.js";

const options = {
  secrets: flag("--secrets", "list the names in this machine's secret store"),
};
export type Options = OptionsOf<typeof options>;

export const profileList = defineCommand({
  name: "profile list",
  group: "Set-up",
  summary: "list the profiles of this user, and which one is in effect",
  description:
    "Lists the profiles kept by name (profile import --as), the nearest playcamp-gw.json and the one\nchosen with profile use. The one that commands use here is marked. --secrets lists the names of the\nstored secrets instead; values are never shown.",
  options,
  examples: ["playcamp-gw profile list", "playcamp-gw profile list --secrets"],
  load: () => import("./profile-list.run.js"),
});
