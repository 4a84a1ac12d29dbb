/** `profile import`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { file, flag, text, type OptionsOf } from "../../options.js";

const options = {
  as: text("--as <name>", "keep it under this name"),
  out: file("--out <file>", "write it to this file"),
  force: flag("--force", "replace what is there"),
};
export type Options = OptionsOf<typeof options>;

export const profileImport = defineCommand({
  name: "profile import",
  group: "Set-up",
  summary: "check a profile that somebody gave you, and keep it",
  description:
    "Checks the profile and writes it, whole or not at all: as playcamp-gw.json in this folder, to another\nfile, or under a name that --profile and profile use take. What is there is replaced only with --force.",
  arguments: [
    { name: "<file|->", description: "the profile, or - for stdin", values: { files: "plain" } },
  ],
  options,
  examples: [
    "playcamp-gw profile import acme.json --as acme",
    "playcamp-gw profile import acme.json --out copy/playcamp-gw.json",
  ],
  load: () => import("./profile-import.run.js"),
});
