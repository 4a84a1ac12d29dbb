/** `completion`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, type OptionsOf } from "../../options.js";

const options = {
  install: flag("--install", "put the script where bash, zsh or fish loads it, once and for all"),
};
export type Options = OptionsOf<typeof options>;

export const completion = defineCommand({
  name: "completion",
  group: "Set-up",
  summary: "print a script that completes commands, flags, checks and names",
  description:
    "Prints the completion script of a shell; its first lines say where to put it.\nCheck ids, faults, profiles, environments, stored secrets and deliveries are asked for as they are wanted,\nby completion values <what>, which prints one a line and never an error.",
  arguments: [
    {
      name: "<shell>",
      description: "bash, zsh, fish or powershell; or values, which the scripts use",
      values: { words: ["bash", "zsh", "fish", "powershell"] },
    },
    { name: "[what]", description: "what the scripts ask for, such as checks" },
    { name: "[word...]", description: "the command line so far" },
  ],
  options,
  examples: ["playcamp-gw completion bash", "playcamp-gw completion values checks"],
  load: () => import("./completion.run.js"),
});
