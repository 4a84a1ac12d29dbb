/** `profile schema`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { file, type OptionsOf } from "../../options.js";

const options = {
  out: file("--out <file>", "write it to this file"),
};
export type Options = OptionsOf<typeof options>;

export const profileSchema = defineCommand({
  name: "profile schema",
  group: "Set-up",
  summary: "print the JSON Schema of the profile, for editors",
  description:
    'Prints the JSON Schema (draft 7). Written beside a profile, it is named there as\n"$schema": "./playcamp-gw.schema.json"; the package holds it as dist/playcamp-gw.schema.json.',
  options,
  examples: [
    "playcamp-gw profile schema",
    "playcamp-gw profile schema --out playcamp-gw.schema.json",
  ],
  load: () => import("./profile-schema.run.js"),
});
