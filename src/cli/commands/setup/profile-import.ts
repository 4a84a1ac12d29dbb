/** `profile import`: its declaration. */
import type { CommandDefinition } from "../../command.js";

export const profileImport: CommandDefinition = {
  name: "profile import",
  group: "Set-up",
  summary: "check a profile that somebody gave you, and keep it",
  description:
    "Checks the profile and writes it, whole or not at all: as playcamp-gw.json in this folder, to another\nfile, or under a name that --profile and profile use take. What is there is replaced only with --force.",
  arguments: [{ name: "<file|->", description: "the profile, or - for stdin" }],
  options: [
    { flags: "--as <name>", description: "keep it under this name" },
    { flags: "--out <file>", description: "write it to this file" },
    { flags: "--force", description: "replace what is there" },
  ],
  examples: [
    "playcamp-gw profile import acme.json --as acme",
    "playcamp-gw profile import acme.json --out copy/playcamp-gw.json",
  ],
  load: () => import("./profile-import.run.js"),
};
