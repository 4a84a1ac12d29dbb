/** `profile validate`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { PROFILE_ARGUMENT } from "./profile-flags.js";

export const profileValidate: CommandDefinition = {
  name: "profile validate",
  group: "Set-up",
  summary: "check the profile in every environment",
  description:
    "Checks the whole file, in every environment, without sending anything and without reading secrets:\nshape, names, recipes, the payments mapping, and what is allowed but hardly meant. Exit 2 when\nsomething is wrong; warnings count only with --strict. Secrets and hosts are looked at by doctor.",
  arguments: [PROFILE_ARGUMENT],
  options: [{ flags: "--strict", description: "let warnings fail too" }],
  examples: [
    "playcamp-gw profile validate",
    "playcamp-gw profile validate ./playcamp-gw.json --json",
  ],
  load: () => import("./profile-validate.run.js"),
};
