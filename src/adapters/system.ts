/** Clock, randomness, files and terminal of the machine that this runs on. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { constants, createReadStream } from "node:fs";
import {
  access,
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
} from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock, Files, Random, Terminal } from "../core/ports.js";
import { stdinChunks, wholeStdin } from "./stdin-chunks.js";

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(
      () => undefined,
    );
  },
};

/** Resolves when everything that waits for this thread now has had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

export const systemFiles: Files = {
  readBytes: async (path) => {
    try {
      return await readFile(path);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  },
  writeWhole: (path, content) =>
    writeBeside(path, content, (temporary) => rename(temporary, path)),
  writeNew: async (path, content) => {
    try {
      // Unlike a renaming, neither replaces what is there.
      await writeBeside(path, content, (temporary) =>
        link(temporary, path).catch((error: unknown) => {
          if (isTaken(error)) throw error;
          return copyToNew(temporary, path);
        }),
      );
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    }
  },
  list: async (folder) => {
    try {
      return await readdir(folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  readChunks: (path) => createReadStream(path) as AsyncIterable<Uint8Array>,
  exists: (path) =>
    access(path, constants.F_OK).then(
      () => true,
      () => false,
    ),
};

/** Writes a whole file beside its place and then puts it there, so that no half of it is ever seen. */
async function writeBeside(
  path: string,
  content: string | Uint8Array,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** For file systems without links; a copy cut short does not stay. */
async function copyToNew(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
  } catch (error) {
    if (!isTaken(error)) await rm(to, { force: true });
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EEXIST";
}

/** @param signal ends every wait for stdin */
export function processTerminal(signal: AbortSignal): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    outIsTerminal: process.stdout.isTTY,
    errIsTerminal: process.stderr.isTTY,
    inIsTerminal: process.stdin.isTTY,
    columns: process.stdout.columns || process.stderr.columns || 80,
    readStdin: () => wholeStdin(process.stdin, signal),
    stdinChunks: () => stdinChunks(process.stdin, signal),
    outDrained: async () => {
      // A reader that went away never drains it; main.ts hears of that.
      if (process.stdout.writableNeedDrain)
        await once(process.stdout, "drain").catch(() => undefined);
    },
  };
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}
