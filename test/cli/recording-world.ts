/** Runs command lines in process: files in memory, output recorded, the network real but only loopback. */
import { setMaxListeners } from "node:events";
import { basename, dirname } from "node:path/posix";
import { createHttpClient } from "../../src/adapters/http/http-client.js";
import { machinePorts } from "../../src/adapters/process/process-world.js";
import { systemClock, systemRandom } from "../../src/adapters/process/system.js";
import type { CliWorld } from "../../src/cli/command.js";
import { runCli } from "../../src/cli/main.js";
import type { Files, Terminal } from "../../src/core/ports.js";

export interface RecordedRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export const HERE = "/home/dev/game";

/** Files by absolute path; those in `locked` cannot be written. */
export function memoryFiles(
  initial: Readonly<Record<string, string | Uint8Array>> = {},
  locked: readonly string[] = [],
): Files & { readonly text: (path: string) => string | undefined } {
  const content = new Map<string, Uint8Array>(
    Object.entries(initial).map(([path, held]) => [
      path,
      typeof held === "string" ? Buffer.from(held) : held,
    ]),
  );
  const writeWhole: Files["writeWhole"] = (path, text) => {
    if (locked.includes(path))
      return Promise.reject(new Error(`EACCES: permission denied, ${path}`));
    content.set(path, Buffer.from(text as string));
    return Promise.resolve();
  };
  return {
    readBytes: (path) => Promise.resolve(content.get(path) ?? null),
    exists: (path) => Promise.resolve(content.has(path)),
    writeWhole,
    writePrivate: writeWhole,
    writeNew: async (path, text) => {
      if (content.has(path)) return false;
      await writeWhole(path, text);
      return true;
    },
    readChunks: async function* (path) {
      yield content.get(path) ?? new Uint8Array(0);
    },
    list: (folder) =>
      Promise.resolve(
        [...content.keys()]
          .filter((path) => dirname(path) === folder)
          .map((path) => basename(path)),
      ),
    text: (path) => {
      const bytes = content.get(path);
      return bytes === undefined ? undefined : Buffer.from(bytes).toString();
    },
  };
}

/** Nobody sits there, and nobody reads along. */
export function fakeTerminal({
  input = "",
  ...changes
}: Partial<Terminal> & { readonly input?: string | Uint8Array } = {}): Terminal {
  const bytes = Buffer.from(input);
  return {
    out: () => undefined,
    err: () => undefined,
    outIsTerminal: false,
    errIsTerminal: false,
    inIsTerminal: false,
    columns: 80,
    readStdin: () => Promise.resolve(bytes),
    stdinChunks: async function* () {
      yield bytes;
    },
    outDrained: () => Promise.resolve(),
    ...changes,
  };
}

interface Changes extends Partial<CliWorld> {
  /** What stdin holds. */
  readonly input?: string;
}

/** @param changes what differs from an ordinary world without a terminal */
export async function runRecorded(
  argv: readonly string[],
  { input = "", ...changes }: Changes = {},
): Promise<RecordedRun> {
  let out = "";
  let err = "";
  const signal = changes.signal ?? new AbortController().signal;
  setMaxListeners(0, signal);
  const code = await runCli(argv, {
    ...machinePorts(changes.env ?? {}),
    atOnce: () => undefined,
    terminal: fakeTerminal({
      out: (text) => (out += text),
      err: (text) => (err += text),
      columns: 100,
      input,
    }),
    clock: systemClock,
    random: systemRandom,
    files: memoryFiles(),
    openHttp: ({ extraCa }) => Promise.resolve(createHttpClient({ extraCa, proxy: {} })),
    openPrompter: () => Promise.reject(new Error("a question is asked, and nobody answers")),
    openKeyboard: () => Promise.reject(new Error("a key is waited for, and nobody presses one")),
    env: {},
    cwd: HERE,
    version: "1.2.3",
    ...changes,
    signal,
  });
  return { code, out, err };
}

/** Aborts when so many requests have been answered. */
export function interruptAfter(requests: number): Pick<CliWorld, "signal" | "openHttp"> {
  const stop = new AbortController();
  let answered = 0;
  return {
    signal: stop.signal,
    openHttp: ({ extraCa }) => {
      const client = createHttpClient({ extraCa, proxy: {} });
      return Promise.resolve({
        ...client,
        http: async (request, signal) => {
          const outcome = await client.http(request, signal);
          answered += 1;
          if (answered === requests) stop.abort();
          return outcome;
        },
      });
    },
  };
}
