/** `profile schema`: its declaration. */
import type { CommandDefinition } from "../../command.js";

export const profileSchema: CommandDefinition = {
  name: "profile schema",
  group: "Set-up",
  summary: "print the JSON Schema of the profile, for editors",
  description:
    'Prints the JSON Schema (draft 7). Written beside a profile, it is named there as\n"$schema": "./playcamp-gw.schema.json"; the package holds it as dist/playcamp-gw.schema.json.',
  options: [{ flags: "--out <file>", description: "write it to this file" }],
  examples: [
    "playcamp-gw profile schema",
    "playcamp-gw profile schema --out playcamp-gw.schema.json",
  ],
  load: () => import("./profile-schema.run.js"),
};
