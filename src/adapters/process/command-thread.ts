/**
 * A command in a thread of its own, seen from outside: its bounds, what it says, and what it asks for.
 * V8 lets a thread's memory be bounded by its caller, and that of a whole process only by flags.
 */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";
import { Interrupted, UserError } from "../../core/errors.js";
import type { OpenPrompter, Terminal } from "../../core/ports.js";
import {
  type Answer,
  type Question,
  STOP,
  type ThreadStart,
  type ToldByThread,
  type ToldError,
} from "./thread-talk.js";

/** In the bundle; or, run from the sources, in the folder that the build fills. */
const PLACES = ["../command-thread.cjs", "../../../dist/command-thread.cjs"];

/** Room for new objects: in less of it, what is needed for a moment is taken for what stays. */
const YOUNG_MB = 24;
/** For all others. V8 lets garbage grow in proportion to it; the largest page that is read needs half of it. */
const OLD_MB = 1_500;

export interface ThreadSurroundings {
  readonly terminal: Terminal;
  /** Asks the thread to come to its end. */
  readonly signal: AbortSignal;
  readonly openPrompter: OpenPrompter;
}

/**
 * @param argv the words after the program's name
 * @returns the command's exit code; null where there is no file to start a thread from
 * @throws {UserError} `out_of_memory`
 */
export async function runCommandThread(
  argv: readonly string[],
  surroundings: ThreadSurroundings,
): Promise<number | null> {
  const file = PLACES.map((place) => join(__dirname, place)).find((path) => existsSync(path));
  if (file === undefined) return null;
  const { terminal, signal } = surroundings;
  const start: ThreadStart = { columns: terminal.columns };
  const worker = new Worker(file, {
    argv: [...argv],
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: oldMb() },
  });
  const stop = () => {
    worker.postMessage(STOP);
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const ended: { code: number | null } = { code: null };
  worker.on("message", (told: ToldByThread) => {
    if ("code" in told) ended.code = told.code;
    else if ("text" in told) terminal[told.to](told.text);
    else
      void answerTo(told, surroundings).then((answer) => {
        worker.postMessage(answer);
      });
  });
  try {
    await once(worker, "exit");
  } catch (error) {
    throw isOutOfMemory(error) ? outOfMemory(error) : error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  if (ended.code === null) throw new Error("the thread of the command ended without a result");
  return ended.code;
}

/** No more than a process has here, which on a small machine is less. */
function oldMb(): number {
  return Math.min(OLD_MB, Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20));
}

async function answerTo(
  { id, asks, message }: Question,
  { terminal, openPrompter }: ThreadSurroundings,
): Promise<Answer> {
  try {
    if (asks === "drained") {
      await terminal.outDrained();
      return { id };
    }
    const prompter = await openPrompter({ canGoBack: false });
    return { id, value: await prompter.secret({ message }) };
  } catch (error) {
    return { id, error: toldError(error) };
  }
}

function toldError(error: unknown): ToldError {
  if (error instanceof Interrupted) return { kind: "interrupted" };
  if (!(error instanceof UserError)) return { kind: "defect", cause: error };
  const { code, message, hint } = error;
  return { kind: "user", code, message, hint };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function outOfMemory(cause: unknown): UserError {
  return new UserError(
    "out_of_memory",
    `what came is too large for ${oldMb()} MB of memory`,
    "Ask for less at a time: a smaller page (payments.source.paging), or a shorter range.",
    { cause },
  );
}
