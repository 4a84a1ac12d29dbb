/**
 * The way in: builds the world, runs one command, and turns how it ended into
 * an exit code. The only file that knows exit codes.
 */
import { writeSync } from "node:fs";
import { createProcessWorld } from "../adapters/process/process-world.js";
import { openOutput } from "../adapters/process/standard-output.js";
import { processTerminal } from "../adapters/process/system.js";
import { Interrupted, Unreachable, UserError } from "../core/errors.js";
import type { HttpClient } from "../core/http.js";
import type { Terminal } from "../core/ports.js";
import type {
  CliWorld,
  CommandContext,
  CommandDefinition,
  GlobalFlags,
  Outcome,
} from "./command.js";
import { guardOutput, type OutputGuard } from "./output/guarded-terminal.js";
import { COMMANDS, loadCommands } from "./commands/index.js";
import { readGlobalFlags } from "./global-flags.js";
import { parseCall } from "./program.js";
import { createAskSecret } from "./session/ask-secret.js";

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
export async function runCli(
  argv: readonly string[],
  world: CliWorld,
  onCommand: (command: CommandDefinition) => void = () => undefined,
): Promise<number> {
  const json =
    argv.includes("--json") || ["1", "true"].includes(world.env["PLAYCAMP_GW_JSON"] ?? "");
  const guard = guardOutput(world.terminal);
  const sending = { hasBegun: false };
  try {
    const parsed = await parseCall(argv, COMMANDS, world.version);
    if ("text" in parsed) {
      world.terminal.out(parsed.text);
      return EXIT_CODES.done;
    }
    const flags = readGlobalFlags(parsed.globals, world);
    if (flags.color) guard.allowColor();
    onCommand(parsed.command);
    if (parsed.command.hasThread === true && world.runInThread !== undefined) {
      sending.hasBegun = true;
      const code = await world.runInThread(argv);
      if (code !== null) return code;
      sending.hasBegun = false;
    }
    const complain = (error: UserError) => {
      complainOf(error, json, guard.terminal);
    };
    const context = {
      ...createContext(world, guard, flags, parsed.command.name),
      openHttp: noting(world.openHttp, sending),
      complain,
    };
    return EXIT_CODES[await parsed.command.start(context, parsed.call)];
  } catch (error) {
    return reportError(error, json, { ...world, terminal: guard.terminal }, sending.hasBegun);
  }
}

/** Notes that something has left: from then on an exit code speaks of the target. */
function noting(openHttp: CliWorld["openHttp"], sending: { hasBegun: boolean }) {
  return async (options: Parameters<CliWorld["openHttp"]>[0]): Promise<HttpClient> => {
    const client = await openHttp(options);
    const begun = () => (sending.hasBegun = true);
    return {
      ...client,
      http: (request, signal) => (begun(), client.http(request, signal)),
      race: (requests, signal) => (begun(), client.race(requests, signal)),
      load: (request, signal) => (begun(), client.load(request, signal)),
    };
  };
}

function createContext(
  world: CliWorld,
  guard: OutputGuard,
  flags: GlobalFlags,
  command: string,
): Omit<CommandContext, "complain"> {
  const { terminal } = guard;
  const say = (line: string) => {
    if (!flags.quiet) terminal.err(`${line}\n`);
  };
  return {
    ...world,
    terminal,
    askSecret: createAskSecret({ ...world, terminal, flags, say }),
    redact: (text) => guard.redact(text),
    learnSecret: (secret) => {
      guard.learn(secret);
    },
    flags,
    command,
    allCommands: loadCommands,
    say,
    detail: (line) => {
      if (flags.verbose) terminal.err(`${line}\n`);
    },
    result: (text, kind = "plain") => {
      guard.out(text.endsWith("\n") ? text : `${text}\n`, kind);
    },
  };
}

/** What could not be kept, or was not let out, says nothing of the call, once requests have left. */
const BROKEN_OFF = new Set(["file_unwritable", "state_unwritable", "live_target", "out_of_memory"]);

function reportError(
  error: unknown,
  json: boolean,
  { terminal, version }: CliWorld,
  hasSent: boolean,
): number {
  if (error instanceof Interrupted) return EXIT_CODES.interrupted;
  const known = error instanceof UserError || error instanceof Unreachable;
  complainOf(known ? error : defectOf(error, version), json, terminal);
  if (error instanceof UserError)
    return hasSent && BROKEN_OFF.has(error.code) ? EXIT_CODES.incomplete : EXIT_USAGE;
  return error instanceof Unreachable ? EXIT_CODES.incomplete : EXIT_CODES.defect;
}

interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

function defectOf(error: unknown, version: string): Complaint {
  return {
    code: "internal_error",
    message: describeDefect(error, version),
    hint: "This is a defect of playcamp-gw. Please report it with the text above and the command line, less its secrets.",
  };
}

function complainOf({ code, message, hint }: Complaint, json: boolean, terminal: Terminal): void {
  if (json) {
    terminal.err(`${JSON.stringify({ error: { code, message, ...(hint ? { hint } : {}) } })}\n`);
  } else {
    terminal.err(`error: ${message}\n${hint ? `hint: ${hint}\n` : ""}`);
  }
}

function describeDefect(error: unknown, version: string): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `playcamp-gw ${version}, node ${process.version}, ${process.platform}: ${text}`;
}

/** A pipe may be written to later, when the process has ended. */
function writeAtOnce(words: string): void {
  try {
    writeSync(2, `${words}\n`);
  } catch {
    // Nobody reads it any more.
  }
}

/** What the executable calls. Lets streams drain and sets the exit code. */
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
  const output: WatchedOutput = { isStreaming: false, isUnread: false, error: null };
  const outputs = {
    out: openOutput(1, () => process.stdout, noteTrouble(output, stop)),
    // Nobody hears what is said about the result; the result is the same.
    err: openOutput(
      2,
      () => process.stderr,
      () => undefined,
    ),
  };
  const { signal } = stop;
  const terminal = processTerminal(outputs, signal);
  const world = createProcessWorld(version, terminal, signal, (words) => lastWords.push(words));
  const runInThread = async (argv: readonly string[]) => {
    const { runCommandThread } = await import("../adapters/process/command-thread.js");
    return runCommandThread(argv, { terminal, signal, openPrompter: world.openPrompter });
  };
  const code = await runCli(
    process.argv.slice(2),
    { ...world, runInThread },
    ({ isStreaming = false }) => {
      output.isStreaming = isStreaming;
    },
  );
  await outputs.out.written();
  process.exitCode = exitCodeOf(code, output);
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  // Nothing is left to wait for: to take its heap down would cost Node as long as a tenth of a start.
  if (process.getActiveResourcesInfo().length === 0) process.exit();
}

/** What the thread of a command calls: the same command line, its terminal that of the process. */
export async function mainOfThread(version: string = PLAYCAMP_GW_VERSION): Promise<void> {
  const { answerCommandThread } = await import("../adapters/process/inside-thread.js");
  await answerCommandThread(version, runCli);
}

/** What a thread of a load calls. */
export async function mainOfLoadThread(): Promise<void> {
  const { sendPartOfLoad } = await import("./load-worker.js");
  await sendPartOfLoad();
}

interface WatchedOutput {
  isStreaming: boolean;
  /** Whoever read the result has gone away. */
  isUnread: boolean;
  /** The result could not be written: a full disk, a broken device. */
  error: Error | null;
}

/** A reader such as `head` that has seen enough is no error of ours, and a judgement goes on without one. */
function noteTrouble(output: WatchedOutput, stop: AbortController) {
  return (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") {
      output.isUnread = true;
      if (output.isStreaming) stop.abort();
    } else if (output.error === null) {
      output.error = error;
      writeAtOnce(`error: the result could not be written: ${error.message}`);
    }
  };
}

/** What could not be said is never green. */
function exitCodeOf(code: number, { isStreaming, isUnread, error }: WatchedOutput): number {
  if (isUnread && isStreaming && code === EXIT_CODES.interrupted) return EXIT_CODES.done;
  return error !== null && code === EXIT_CODES.done ? EXIT_CODES.incomplete : code;
}
