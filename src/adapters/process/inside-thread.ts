/** A command in a thread of its own, seen from inside: the process around it as a world. */
import { parentPort, workerData } from "node:worker_threads";
import { Interrupted, UserError } from "../../core/errors.js";
import type { Prompter, Terminal } from "../../core/ports.js";
import { createProcessWorld } from "./process-world.js";
import { isTerminal } from "./standard-output.js";
import {
  type Answer,
  type Question,
  STOP,
  type ThreadStart,
  type ToldByThread,
  type ToldError,
} from "./thread-talk.js";

type World = ReturnType<typeof createProcessWorld>;

/** @param run gives the exit code of a command line */
export async function answerCommandThread(
  version: string,
  run: (argv: readonly string[], world: World) => Promise<number>,
): Promise<void> {
  const stop = new AbortController();
  const ask = createAsking(stop);
  const terminal = terminalOf(ask, startOf(workerData));
  // Whoever asks the process twice to stop ends it with its threads: nothing is left to say.
  const world = createProcessWorld(version, terminal, stop.signal, () => undefined);
  const openPrompter = () => Promise.resolve(prompterOf(ask));
  const code = await run(process.argv.slice(2), { ...world, openPrompter });
  tell({ code });
  // Nothing else is listened to, and so the thread ends.
  parentPort?.close();
}

function tell(told: ToldByThread): void {
  parentPort?.postMessage(told);
}

type Ask = (asks: Question["asks"], message?: string) => Promise<string>;

function createAsking(stop: AbortController): Ask {
  const open = new Map<number, (answer: Answer) => void>();
  let asked = 0;
  parentPort?.on("message", (message: typeof STOP | Answer) => {
    if (message === STOP) {
      stop.abort();
      return;
    }
    open.get(message.id)?.(message);
    open.delete(message.id);
  });
  return (asks, message = "") => {
    const id = (asked += 1);
    return new Promise((resolve, reject) => {
      open.set(id, ({ value, error }) => {
        if (error === undefined) resolve(value ?? "");
        else reject(errorOf(error));
      });
      tell({ id, asks, message });
    });
  };
}

function errorOf(told: ToldError): Error {
  if (told.kind === "interrupted") return new Interrupted();
  if (told.kind === "user") return new UserError(told.code, told.message, told.hint);
  return new Error("the process around this thread could not answer", { cause: told.cause });
}

function startOf(given: unknown): ThreadStart {
  if (typeof given === "object" && given !== null && "columns" in given) {
    const { columns } = given;
    if (typeof columns === "number") return { columns };
  }
  throw new Error("a thread for commands was started by something else");
}

function terminalOf(ask: Ask, { columns }: ThreadStart): Terminal {
  return {
    out: (text) => {
      tell({ to: "out", text });
    },
    err: (text) => {
      tell({ to: "err", text });
    },
    outIsTerminal: isTerminal(1),
    errIsTerminal: isTerminal(2),
    inIsTerminal: isTerminal(0),
    columns,
    readStdin: notHere,
    stdinChunks: () => {
      throw elsewhere();
    },
    outDrained: async () => {
      await ask("drained");
    },
  };
}

/** Other questions would need this thread at every key. */
function prompterOf(ask: Ask): Prompter {
  return {
    secret: async ({ message, problem }) => {
      for (let wrong = ""; ;) {
        const typed = await ask("secret", `${wrong}${message}`);
        const found = problem?.(typed) ?? null;
        if (found === null) return typed;
        wrong = `${found} `;
      }
    },
    text: notHere,
    confirm: notHere,
    choose: notHere,
    chooseSome: notHere,
  };
}

/** Commands that have a thread do without. */
function elsewhere(): Error {
  return new Error("a thread has no stdin, and asks for nothing but secrets");
}

function notHere(): Promise<never> {
  return Promise.reject(elsewhere());
}
