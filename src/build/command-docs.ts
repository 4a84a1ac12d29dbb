/** What the documentation says of each command: the same declarations that `--help` prints. */
import { COMMAND_GROUPS, type CommandDefinition } from "../cli/command.js";
import { loadCommands } from "../cli/commands/index.js";
import { globalFlagList } from "../cli/global-flags.js";
import type { OptionSpec } from "../cli/options.js";
import { block, code, escaped, table } from "./markdown.js";

export function commandTable(): string {
  return table(
    ["group", "command", "what it does"],
    inGroups().flatMap(([group, commands]) =>
      commands.map(({ name, summary }) => [group, code(name), summary]),
    ),
  );
}

export function globalFlagTable(): string {
  return table(
    ["flag", "environment variable", "what it does"],
    globalFlagList().map(({ spec: { flags, description }, variable }) => [
      code(flags),
      variable === null ? "" : code(variable),
      escaped(description),
    ]),
  );
}

export function commandsByGroup(): string {
  return inGroups()
    .flatMap(([group, commands]) => [`## ${group}`, ...commands.map(commandText)])
    .join("\n\n");
}

const commands = await loadCommands();

function inGroups(): readonly (readonly [group: string, commands: readonly CommandDefinition[]])[] {
  return COMMAND_GROUPS.map((group) => [group, commands.filter((each) => each.group === group)]);
}

function commandText(command: CommandDefinition): string {
  const { name, summary, description = summary, arguments: words = [], examples } = command;
  const options = Object.values(command.options);
  const usage = ["playcamp-gw", name, ...words.map((word) => word.name)].join(" ");
  return [
    `### ${code(name)}`,
    description.includes("\n") ? block("text", description.split("\n")) : escaped(description),
    `Usage: ${code(usage)}`,
    ...(words.length === 0
      ? []
      : [
          table(
            ["argument", "what it is"],
            words.map((word) => [code(word.name), escaped(word.description)]),
          ),
        ]),
    ...(options.length === 0 ? [] : [table(["flag", "what it does"], options.map(optionRow))]),
    ...(examples.length === 0 ? [] : [block("sh", examples)]),
  ].join("\n\n");
}

function optionRow({
  flags,
  description,
  choices,
  required,
}: OptionSpec<unknown>): readonly string[] {
  const values = choices === undefined ? "" : ` (${choices.map(code).join(", ")})`;
  return [code(flags), `${escaped(description)}${required === true ? " (required)" : ""}${values}`];
}
