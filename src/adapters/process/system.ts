/** Clock, randomness, files and terminal of the machine that this runs on. */
import { randomBytes } from "node:crypto";
import { createReadStream, existsSync, readdir, readFileSync, statSync } from "node:fs";
import { promisify } from "node:util";
import { READ_LIMITS } from "../../core/read-limits.js";
import type { Clock, Files, Random, Terminal } from "../../core/ports.js";
import { isTerminal, type StandardOutput } from "./standard-output.js";
import { stdinChunks, wholeStdin } from "./stdin-chunks.js";

// Merely to load Node's promises of files would take a short command two milliseconds.
const namesIn = promisify(readdir);

/** Up to it a file is read at once: to hand it to another thread takes longer. */
const SMALL_FILE_BYTES = 64 * 1024;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    const { setTimeout: delay } = process.getBuiltinModule("node:timers/promises");
    await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** Resolves when everything that waits for this thread now has had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

export const systemFiles: Files = {
  readBytes: async (path, limit = READ_LIMITS.whole) => {
    try {
      const about = statSync(path);
      // A pipe may keep its reader waiting, and has no size, like much of /proc.
      if (about.isFile() && about.size > 0 && about.size <= Math.min(SMALL_FILE_BYTES, limit))
        return readFileSync(path);
      const { readBounded } = await import("../files/bounded-read.js");
      return await readBounded(path, limit);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  },
  writeWhole: async (path, content) => {
    const { writeWhole } = await import("../files/write-file.js");
    await writeWhole(path, content);
  },
  writePrivate: async (path, content) => {
    const { writePrivate } = await import("../files/write-file.js");
    await writePrivate(path, content);
  },
  writeNew: async (path, content) => {
    const { writeNew } = await import("../files/write-file.js");
    return writeNew(path, content);
  },
  list: async (folder) => {
    try {
      return await namesIn(folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  readChunks: (path) => createReadStream(path) as AsyncIterable<Uint8Array>,
  exists: (path) => Promise.resolve(existsSync(path)),
};

export interface Outputs {
  readonly out: StandardOutput;
  readonly err: StandardOutput;
}

/** @param signal ends every wait for stdin */
export function processTerminal({ out, err }: Outputs, signal: AbortSignal): Terminal {
  return {
    out: (text) => {
      out.write(text);
    },
    err: (text) => {
      err.write(text);
    },
    get outIsTerminal() {
      return out.isTerminal;
    },
    get errIsTerminal() {
      return err.isTerminal;
    },
    get inIsTerminal() {
      return isTerminal(0);
    },
    get columns() {
      return out.columns || err.columns || 80;
    },
    readStdin: () => wholeStdin(process.stdin, signal),
    stdinChunks: (until) =>
      stdinChunks(process.stdin, until === undefined ? signal : AbortSignal.any([signal, until])),
    outDrained: () => out.drained(),
  };
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}
