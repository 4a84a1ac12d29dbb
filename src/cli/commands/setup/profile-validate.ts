/** `profile validate`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, type OptionsOf } from "../../options.js";
import { PROFILE_ARGUMENT } from "./profile-argument.js";

const options = {
  strict: flag("--strict", "let warnings fail too"),
};
export type Options = OptionsOf<typeof options>;

export const profileValidate = defineCommand({
  name: "profile validate",
  group: "Set-up",
  summary: "check the profile in every environment",
  description:
    "Checks the whole file, in every environment, without sending anything and without reading secrets:\nshape, names, recipes, the payments mapping, and what is allowed but hardly meant. Exit 2 when\nsomething is wrong; warnings count only with --strict. Secrets and hosts are looked at by doctor.",
  arguments: [PROFILE_ARGUMENT],
  options,
  examples: [
    "playcamp-gw profile validate",
    "playcamp-gw profile validate ./playcamp-gw.json --json",
  ],
  load: () => import("./profile-validate.run.js"),
});
