/**
 * What there is to complete, read off the registry: commands, flags, and where
 * the values of each come from. How a shell is told is in the files beside this one.
 */
import type { CommandDeclaration } from "../../../command.js";
import { globalFlagList } from "../../../global-flags.js";
import { flagName, type OptionSpec, type ValueSource } from "../../../options.js";

export interface CompletedFlag {
  /** Such as `--usn`. */
  readonly flag: string;
  readonly description: string;
  /** Null where the flag takes no value. */
  readonly value: ValueSource | null;
}

export interface CompletedCommand {
  /** Empty for the program itself, `webhooks` for a noun, `webhooks list` for a command. */
  readonly name: string;
  /** Words that may follow and lead to another command. */
  readonly next: readonly { readonly word: string; readonly summary: string }[];
  /** The global ones stand with the program itself. */
  readonly flags: readonly CompletedFlag[];
  readonly operands: readonly ValueSource[];
  /** The last operand may be repeated. */
  readonly repeats: boolean;
}

export function completionModel(
  commands: readonly CommandDeclaration[],
): readonly CompletedCommand[] {
  const nouns = [
    ...new Set(
      commands.flatMap(({ name }) => {
        const [noun = "", verb] = name.split(" ");
        return verb === undefined ? [] : [noun];
      }),
    ),
  ];
  return [
    {
      ...inner("", commands),
      flags: [
        ...globalFlagList().map(({ spec }) => completedFlag(spec)),
        { flag: "--help", description: "print help", value: null },
        { flag: "--version", description: "print the version", value: null },
      ],
    },
    ...nouns.map((noun) => inner(noun, commands)),
    ...commands.map(leaf),
  ];
}

/** A place where another word decides: the program itself, or a noun, whose verbs say what it is about. */
function inner(name: string, commands: readonly CommandDeclaration[]): CompletedCommand {
  const prefix = name === "" ? "" : `${name} `;
  const next = new Map<string, string[]>();
  for (const command of commands) {
    if (!command.name.startsWith(prefix)) continue;
    const [word = "", verb] = command.name.slice(prefix.length).split(" ");
    next.set(word, [...(next.get(word) ?? []), verb ?? command.summary]);
  }
  return {
    name,
    next: [...next].map(([word, texts]) => ({
      word,
      summary: texts.join(", "),
    })),
    flags: [],
    operands: [],
    repeats: false,
  };
}

function leaf(command: CommandDeclaration): CompletedCommand {
  const operands = command.arguments ?? [];
  return {
    name: command.name,
    next: [],
    flags: Object.values(command.options).map(completedFlag),
    operands: operands.map(({ values = {} }) => values),
    repeats: operands.at(-1)?.name.includes("...") === true,
  };
}

function completedFlag({ flags, description, values }: OptionSpec<unknown>): CompletedFlag {
  return { flag: flagName(flags), description, value: values };
}
