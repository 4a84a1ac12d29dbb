/** `profile export`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { file, flag, type OptionsOf } from "../../options.js";
import { PROFILE_ARGUMENT } from "./profile-argument.js";

const options = {
  out: file("--out <file>", "write it to this file, which must not exist yet"),
  force: flag("--force", "replace the file of --out"),
};
export type Options = OptionsOf<typeof options>;

export const profileExport = defineCommand({
  name: "profile export",
  group: "Set-up",
  summary: "print the profile for others, without anything secret",
  description:
    "Prints the profile with all its environments. References to secrets stay, secrets do not: tokens of\nplayers become references, headers and parameters that look like credentials are left out, and so is\nevery value that is known as a secret. What was changed is told on stderr.",
  arguments: [PROFILE_ARGUMENT],
  options,
  examples: ["playcamp-gw profile export", "playcamp-gw profile export --out acme.json --force"],
  load: () => import("./profile-export.run.js"),
});
