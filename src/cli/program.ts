/** Builds commander's tree from the registry. Knows no command by name. */
import { Command, CommanderError, Option } from "commander";
import { UserError } from "../core/errors.js";
import { suggestionHint } from "../core/suggest.js";
import { COMMAND_GROUPS, type CommandCall, type CommandDefinition } from "./command.js";
import { type CommandEntry, loadCommands } from "./commands/index.js";
import { globalOptions } from "./global-flags.js";
import { flagName, type OptionSpec, type Uses } from "./options.js";

export interface ParsedCall {
  readonly command: CommandDefinition;
  readonly call: CommandCall;
  readonly globals: CommandCall["given"];
}

/** What help and --version print instead of running a command. */
export interface PrintedText {
  readonly text: string;
}

/**
 * @param words the words after the program's name
 * @throws {UserError} `usage`
 */
export async function parseCall(
  words: readonly string[],
  commands: readonly CommandEntry[],
  version: string,
): Promise<ParsedCall | PrintedText> {
  const argv = askedByName(words);
  let printed = "";
  const calls: ParsedCall[] = [];
  const program = createProgram(
    await loadCommands(calledAmong(commands, argv)),
    version,
    (text) => (printed += text),
    (found) => {
      calls.push(found);
    },
  );
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { text: printed };
    throw usageError(error, argv, commands);
  }
  return calls[0] ?? { text: printed };
}

/** `help fire-webhook` asks what `fire-webhook --help` asks. */
function askedByName(words: readonly string[]): readonly string[] {
  const [first, ...rest] = words;
  return first === "help" ? [...rest, "--help"] : words;
}

/** A call knows its noun; to load all the others and build their flags would be half of its start. */
function calledAmong(
  commands: readonly CommandEntry[],
  argv: readonly string[],
): readonly CommandEntry[] {
  const [noun] = operandsOf(argv);
  const called = commands.filter(({ name }) => name.split(" ")[0] === noun);
  return called.length === 0 ? commands : called;
}

function createProgram(
  commands: readonly CommandDefinition[],
  version: string,
  print: (text: string) => void,
  onCall: (call: ParsedCall) => void,
): Command {
  const program = new Command("playcamp-gw")
    .description("Signs, fires and judges PlayCamp Partner Gateway integrations.")
    .version(version, "--version", "print the version")
    .helpOption("--help", "print help")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showSuggestionAfterError(true);
  prepare(program, print);
  const globals = addOptions(program, globalOptions);
  program.action(() => {
    print(program.helpInformation());
  });
  for (const group of COMMAND_GROUPS) {
    const members = commands.filter((each) => each.group === group);
    if (members.length > 0) program.commandsGroup(`${group}:`);
    members.forEach((definition) =>
      addCommand(program, definition, print, (call) => {
        onCall({ command: definition, call, globals: globals() });
      }),
    );
  }
  program.addHelpText(
    "after",
    "\nTry it with no account: playcamp-gw conformance --sandbox\nMore on one command: playcamp-gw <command> --help",
  );
  return program;
}

function prepare(command: Command, print: (text: string) => void): void {
  command
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({ writeOut: print, writeErr: () => undefined });
}

function addCommand(
  program: Command,
  definition: CommandDefinition,
  print: (text: string) => void,
  onCall: (call: CommandCall) => void,
): void {
  const [noun = "", verb] = definition.name.split(" ");
  const parent = verb === undefined ? program : nounCommand(program, noun, print);
  const command = parent.command(verb ?? noun);
  if (parent !== program) parent.summary(parent.commands.map((each) => each.name()).join(", "));
  prepare(command, print);
  command
    .summary(definition.summary)
    .description(flowing(definition.description ?? definition.summary))
    .helpOption("--help", "print help");
  definition.arguments?.forEach(({ name, description }) => command.argument(name, description));
  const given = addOptions(command, definition.options);
  if (definition.examples.length > 0) {
    command.addHelpText(
      "after",
      `\nExamples:\n${definition.examples.map((line) => `  $ ${line}`).join("\n")}`,
    );
  }
  command.action(() => {
    onCall({ arguments: command.args, given: given() });
  });
}

/** A line that a source file broke for its width goes on; one that begins with a space is laid out. */
function flowing(text: string): string {
  const lines = text.split("\n");
  return lines
    .map((line, at) => {
      const next = lines[at + 1];
      if (next === undefined) return line;
      const isLaidOut = [line, next].some((each) => each.startsWith(" "));
      const goesOn = line.length >= SOURCE_WIDTH && !isLaidOut && !/[.:)]$/.test(line);
      return `${line}${goesOn ? " " : "\n"}`;
    })
    .join("");
}

/** Lines of a description in a source file are about as long. */
const SOURCE_WIDTH = 70;

function nounCommand(program: Command, noun: string, print: (text: string) => void): Command {
  const existing = program.commands.find((each) => each.name() === noun);
  if (existing !== undefined) return existing;
  const command = program.command(noun).helpOption("--help", "print help").helpCommand(false);
  prepare(command, print);
  command.action(() => {
    print(command.helpInformation());
  });
  return command;
}

/** @returns to be called when all is parsed: how each of them was used, by its key */
function addOptions(
  command: Command,
  specs: Readonly<Record<string, OptionSpec<unknown>>>,
): () => CommandCall["given"] {
  const options = Object.entries(specs).map(([key, spec]) => [key, toOption(spec)] as const);
  options.forEach(([, option]) => command.addOption(option));
  return () => {
    const parsed: Readonly<Record<string, unknown>> = command.opts();
    return Object.fromEntries(
      options.map(([key, option]) => [key, usesOf(option, parsed[option.attributeName()])]),
    );
  };
}

/** Collects texts only: what they must be is for whoever reads them. */
function toOption({ flags, description, values, choices }: OptionSpec<unknown>): Option {
  const option = new Option(flags, description);
  if (choices !== undefined) option.argChoices = [...choices];
  if (values !== null)
    option.argParser((text: string, before: unknown) => {
      const earlier: readonly unknown[] = Array.isArray(before) ? before : [];
      return [...earlier, text];
    });
  return option;
}

/** commander keeps --no-color as color: false, and --journal beside --no-journal under one name. */
function usesOf({ negate }: Option, parsed: unknown): Uses {
  if (negate) return parsed === false ? [true] : [];
  const uses: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return uses.filter((use) => typeof use === "string" || use === true);
}

function usageError(
  error: CommanderError,
  argv: readonly string[],
  commands: readonly CommandEntry[],
): UserError {
  const [message = "", ...rest] = withoutGivenValue(error.message)
    .replace(/^error: /, "")
    .split("\n");
  const unknown = MAY_HIDE_AN_UNKNOWN_COMMAND.has(error.code)
    ? unknownCommand(operandsOf(argv), commands)
    : null;
  if (unknown !== null) return unknown;
  return new UserError(
    "usage",
    message,
    rest.join(" ").replaceAll(/[()]/g, "").trim() ||
      "Run the command with --help to see its flags.",
    { cause: error },
  );
}

/** What a mistyped flag was given may be a secret; its name is enough. */
function withoutGivenValue(message: string): string {
  return message.replace(/^(error: unknown option '[^=]*)=.*'/s, "$1'");
}

/** commander minds a mistyped command's flags before it minds the command. */
const MAY_HIDE_AN_UNKNOWN_COMMAND = new Set([
  "commander.unknownCommand",
  "commander.excessArguments",
  "commander.unknownOption",
]);

/** @returns null when the words name a command */
function unknownCommand(
  [noun, verb]: readonly string[],
  commands: readonly CommandEntry[],
): UserError | null {
  if (noun === undefined) return null;
  const names = commands.map(({ name }) => name.split(" "));
  const verbs = names.flatMap(([first, second]) =>
    first === noun && second !== undefined ? [second] : [],
  );
  if (verbs.length > 0) {
    return verb === undefined || verbs.includes(verb)
      ? null
      : new UserError("usage", `unknown command '${noun} ${verb}'`, suggestionHint(verb, verbs));
  }
  const nouns = [...new Set(names.map(([first = ""]) => first))];
  if (nouns.includes(noun)) return null;
  return new UserError("usage", `unknown command '${noun}'`, suggestionHint(noun, nouns));
}

/** The words of a call that are neither global flags nor their values. */
function operandsOf(argv: readonly string[]): readonly string[] {
  const withValue = new Set(
    Object.values<OptionSpec<unknown>>(globalOptions).flatMap(({ flags, values }) =>
      values === null ? [] : flagName(flags),
    ),
  );
  return argv.filter((word, at) => !word.startsWith("-") && !withValue.has(argv[at - 1] ?? ""));
}
