/**
 * The way in: builds the world, runs one command, and turns how it ended into
 * an exit code. The only file that knows exit codes.
 */
import { writeSync } from "node:fs";
import { createProcessWorld } from "../adapters/process/process-world.js";
import { Interrupted, Unreachable, UserError } from "../core/errors.js";
import type { CliWorld, CommandContext, GlobalFlags, Outcome } from "./command.js";
import { COMMANDS } from "./commands/index.js";
import { readGlobalFlags } from "./global-flags.js";
import { parseCall } from "./program.js";

/** Put in by the build. */
declare const PLAYCAMP_GW_VERSION: string;

const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  done: 0,
  refused: 1,
  incomplete: 3,
  defect: 70,
  interrupted: 130,
};
const EXIT_USAGE = 2;

/**
 * Runs one command line in a given world; what tests call.
 *
 * @param argv the words after the program's name
 * @returns the exit code
 */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  const json =
    argv.includes("--json") || ["1", "true"].includes(world.env["PLAYCAMP_GW_JSON"] ?? "");
  try {
    const parsed = await parseCall(argv, COMMANDS, world.version);
    if ("text" in parsed) {
      world.terminal.out(parsed.text);
      return EXIT_CODES.done;
    }
    const flags = readGlobalFlags(parsed.globals, world);
    const context = createContext(world, flags, parsed.command.name);
    return EXIT_CODES[await parsed.command.start(context, parsed.call)];
  } catch (error) {
    return reportError(error, json, world);
  }
}

function createContext(world: CliWorld, flags: GlobalFlags, command: string): CommandContext {
  const { terminal } = world;
  return {
    ...world,
    flags,
    command,
    commands: COMMANDS,
    say: (line) => {
      if (!flags.quiet) terminal.err(`${line}\n`);
    },
    detail: (line) => {
      if (flags.verbose) terminal.err(`${line}\n`);
    },
    result: (text) => terminal.out(text.endsWith("\n") ? text : `${text}\n`),
  };
}

function reportError(error: unknown, json: boolean, { terminal, version }: CliWorld): number {
  if (error instanceof Interrupted) return EXIT_CODES.interrupted;
  const known = error instanceof UserError || error instanceof Unreachable;
  const code = known ? error.code : "internal_error";
  const message = known ? error.message : describeDefect(error, version);
  const hint = known
    ? error.hint
    : "This is a defect of playcamp-gw. Please report it with the text above and the command line, less its secrets.";
  if (json) {
    terminal.err(`${JSON.stringify({ error: { code, message, ...(hint ? { hint } : {}) } })}\n`);
  } else {
    terminal.err(`error: ${message}\n${hint ? `hint: ${hint}\n` : ""}`);
  }
  if (error instanceof UserError) return EXIT_USAGE;
  return error instanceof Unreachable ? EXIT_CODES.incomplete : EXIT_CODES.defect;
}

function describeDefect(error: unknown, version: string): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `playcamp-gw ${version}, node ${process.version}, ${process.platform}: ${text}`;
}

/** A pipe may be written to later, when the process has ended. */
function writeAtOnce(words: string): void {
  try {
    writeSync(process.stderr.fd, `${words}\n`);
  } catch {
    // Nobody reads it any more.
  }
}

/** What the executable calls. Lets streams drain: sets the exit code and returns. */
export async function main(version: string = PLAYCAMP_GW_VERSION): Promise<void> {
  const stop = new AbortController();
  const lastWords: (() => string | null)[] = [];
  const onSignal = () => {
    // Asked twice, the user means now.
    if (stop.signal.aborted) {
      for (const words of lastWords.map((each) => each())) if (words !== null) writeAtOnce(words);
      process.exit(EXIT_CODES.interrupted);
    }
    stop.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  // A reader such as `head` that has seen enough is no error of ours: what is under way
  // ends in good order, and a run that failed has still failed.
  const output = { isUnread: false };
  const onStreamError = (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
    output.isUnread = true;
    stop.abort();
  };
  process.stdout.on("error", onStreamError);
  process.stderr.on("error", onStreamError);
  const code = await runCli(
    process.argv.slice(2),
    createProcessWorld(version, stop.signal, (words) => lastWords.push(words)),
  );
  process.exitCode = output.isUnread && code === EXIT_CODES.interrupted ? EXIT_CODES.done : code;
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
}
