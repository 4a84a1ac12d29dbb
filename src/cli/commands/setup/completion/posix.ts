/** The functions that the scripts for bash and zsh share: the registry as `case` statements. */
import type { ValueSource } from "../../../options.js";
import type { CompletedCommand, CompletedFlag } from "./model.js";

/** Single quotes, for every shell of POSIX. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A source in words: `ask checks`, `files plain`, `words a b`; several on lines. */
function sourceLines({ words, ask, files }: ValueSource): readonly string[] {
  return [
    ...(words === undefined ? [] : [`words ${words.join(" ")}`]),
    ...(ask === undefined ? [] : [`ask ${ask}`]),
    ...(files === undefined ? [] : [`files ${files}`]),
  ];
}

export function posixFunctions(model: readonly CompletedCommand[]): string {
  return [
    functionOf(
      "is_command",
      "$1",
      model.filter(({ name }) => name !== "").map(({ name }) => [quote(name), "return 0"]),
      "return 1",
    ),
    functionOf("takes_value", "$1 $2", valuedFlags(model), "return 1"),
    functionOf(
      "next",
      "$1",
      model
        .filter(({ next }) => next.length > 0)
        .map(({ name, next }) => [
          quote(name),
          printed(next.map(({ word, summary }) => `${word}\t${summary}`)),
        ]),
    ),
    functionOf(
      "flags",
      "$1",
      model.map(({ name, flags }) => [
        quote(name),
        printed(flags.map(({ flag, description }) => `${flag}\t${description}`)),
      ]),
    ),
    functionOf("source", "$1 $2", sources(model)),
  ].join("\n\n");
}

type Case = readonly [pattern: string, action: string];

function functionOf(name: string, subject: string, cases: readonly Case[], otherwise = ""): string {
  return [
    `_playcamp_gw_${name}() {`,
    `  case "${subject}" in`,
    ...cases
      .filter(([, action]) => action !== "")
      .map(([pattern, action]) => `    ${pattern}) ${action} ;;`),
    "  esac",
    ...(otherwise === "" ? [] : [`  ${otherwise}`]),
    "}",
  ].join("\n");
}

function printed(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `printf '%s\\n' ${lines.map(quote).join(" ")}`;
}

/** A global flag stands behind any command. */
function pattern(command: CompletedCommand, flag: string): string {
  return command.name === "" ? `*${quote(` ${flag}`)}` : quote(`${command.name} ${flag}`);
}

/** A command's own flags come first: they may have the name of a global one. */
function ownFirst(model: readonly CompletedCommand[]): readonly CompletedCommand[] {
  return [...model].sort((a, b) => Number(a.name === "") - Number(b.name === ""));
}

function valuedFlags(model: readonly CompletedCommand[]): readonly Case[] {
  return ownFirst(model).flatMap((command) =>
    command.flags.map(({ flag, value }): Case => [
      pattern(command, flag),
      value === null ? "return 1" : "return 0",
    ]),
  );
}

function sources(model: readonly CompletedCommand[]): readonly Case[] {
  return ownFirst(model).flatMap((command) => [
    ...command.flags.flatMap(({ flag, value }: CompletedFlag): Case[] =>
      value === null ? [] : [[pattern(command, flag), printed(sourceLines(value)) || ":"]],
    ),
    ...command.operands.map((source, at): Case => {
      const isLast = at === command.operands.length - 1;
      const number = isLast && command.repeats ? "*" : quote(String(at + 1));
      return [`${quote(`${command.name} #`)}${number}`, printed(sourceLines(source))];
    }),
  ]);
}

/** Walks the words in `before`; leaves `command`, `operands`, and in `flag` the one whose value comes next. */
export const POSIX_WALK = `  for word in "\${before[@]}"; do
    if [[ $word == '=' ]]; then continue; fi
    if [[ -n $flag ]]; then flag=''; continue; fi
    if [[ $word == -?*=* ]]; then continue; fi
    if [[ $word == -?* ]]; then
      if _playcamp_gw_takes_value "$command" "$word"; then flag=$word; fi
    elif _playcamp_gw_is_command "\${command:+$command }$word"; then
      command="\${command:+$command }$word"
    else
      operands=$((operands + 1))
    fi
  done`;
