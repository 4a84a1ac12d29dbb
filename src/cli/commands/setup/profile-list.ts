/** `profile list`: its declaration. */
import type { CommandDefinition } from "../../command.js";

export const profileList: CommandDefinition = {
  name: "profile list",
  group: "Set-up",
  summary: "list the profiles of this user, and which one is in effect",
  description:
    "Lists the profiles kept by name (profile import --as), the nearest playcamp-gw.json and the one\nchosen with profile use. The one that commands use here is marked. --secrets lists the names of the\nstored secrets instead; values are never shown.",
  options: [
    {
      flags: "--secrets",
      description: "list the names in this machine's secret store",
    },
  ],
  examples: ["playcamp-gw profile list", "playcamp-gw profile list --secrets"],
  load: () => import("./profile-list.run.js"),
};
