/** `profile use`: its declaration. */
import type { CommandDefinition } from "../../command.js";

export const profileUse: CommandDefinition = {
  name: "profile use",
  group: "Set-up",
  summary: "remember the profile to use where no other is given",
  description:
    "Remembers a profile, by name or file, for folders without a playcamp-gw.json of their own.\n--profile and PLAYCAMP_GW_PROFILE come first, then the nearest playcamp-gw.json upward, then this one.",
  arguments: [{ name: "[profile]", description: "a file or a name" }],
  options: [{ flags: "--none", description: "remember none any more" }],
  examples: ["playcamp-gw profile use ./playcamp-gw.json", "playcamp-gw profile use --none"],
  load: () => import("./profile-use.run.js"),
};
