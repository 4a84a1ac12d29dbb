/** The `AppendFiles` port on this machine's disk. What the lines mean is for others. */
import { type FileHandle, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { AppendFile, AppendFiles } from "../../core/append-file.js";
import { UserError } from "../../core/errors.js";
import { createUtf8Buffer, type Utf8Buffer } from "../../core/utf8-buffer.js";
import { type FileLock, takeFileLock } from "./file-lock.js";
import { localDisk, replaceFile } from "./write-file.js";
import { makeFolder } from "./make-folder.js";

export const diskAppendFiles: AppendFiles = {
  open: openAppendFile,
  remove: (path) => rm(path, { force: true }),
  replace: writePieces,
};

const CHUNK_BYTES = 64 * 1024;

async function openAppendFile(path: string): Promise<AppendFile> {
  const { turn, handle } = await openLocked(path).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  let size = (await handle.stat()).size;
  const writer = createWriter(handle, path);
  return {
    size: () => size,
    append: (items, write) => {
      const { out } = writer;
      const begin = size - out.size();
      const offsets = items.map((item) => {
        const offset = begin + out.size();
        write(item, out);
        return offset;
      });
      size = begin + out.size();
      return { offsets, durable: writer.flush() };
    },
    read: async (offset, bytes) => {
      await writer.idle();
      return readAt(handle, offset, bytes);
    },
    async *chunks() {
      await writer.idle();
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let offset = 0; ;) {
        const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, offset);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
        offset += bytesRead;
      }
    },
    truncate: async (to) => {
      await writer.idle();
      await handle.truncate(to);
      size = to;
    },
    close: async () => {
      try {
        await writer.idle();
      } finally {
        await handle.close();
        await turn.release();
      }
    },
  };
}

/** Transaction ids are nobody else's business: readable by this user alone. */
async function openLocked(path: string) {
  makeFolder(dirname(path));
  const turn = await lock(`${path}.lock`);
  try {
    return { turn, handle: await open(path, "a+", 0o600) };
  } catch (error) {
    await turn.release();
    throw error;
  }
}

const UNWRITABLE = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOTDIR",
  "EEXIST",
  "EISDIR",
  "ENOSPC",
  "EDQUOT",
  "EFBIG",
]);

function unwritable(path: string, error: unknown): unknown {
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (!UNWRITABLE.has(code)) return error;
  return new UserError(
    "state_unwritable",
    `cannot write ${path}: ${message}`,
    "Make room, or choose another folder with --state.",
    { cause: error },
  );
}

async function readAt(handle: FileHandle, offset: number, bytes: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, offset);
  return buffer.subarray(0, bytesRead);
}

interface Writer {
  /** Takes what is to be written next; another one after each flush. */
  readonly out: Pick<Utf8Buffer, "add" | "addQuoted" | "size">;
  /** Resolves when all that was added is on the disk. */
  flush(): Promise<void>;
  idle(): Promise<void>;
}

/** One write and one sync for everything that came while the last one was under way. */
function createWriter(handle: FileHandle, path: string): Writer {
  let waiting = createUtf8Buffer();
  let leaving = createUtf8Buffer();
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  const write = async (): Promise<void> => {
    [leaving, waiting] = [waiting, leaving];
    next = null;
    try {
      await writeAll(handle, leaving.bytes());
      await handle.datasync();
    } catch (error) {
      throw unwritable(path, error);
    } finally {
      leaving.clear();
    }
  };
  return {
    get out() {
      return waiting;
    },
    flush: () => {
      if (next === null) {
        next = running.then(write);
        running = next;
        // Whoever awaits the write hears of a failure; nobody has to.
        next.catch(() => undefined);
      }
      return next;
    },
    idle: () => running,
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const done = await handle.write(bytes, written, bytes.length - written);
    written += done.bytesWritten;
  }
}

/** Two that begin at once find out which of them goes on; a third one is told soon. */
const PATIENCE_MS = 300;

/** @throws {UserError} `file_in_use` */
async function lock(path: string): Promise<FileLock> {
  const outcome = await takeFileLock(path, PATIENCE_MS);
  if (outcome.ok) return outcome.lock;
  const { holder } = outcome;
  const pid = holder.pid === null ? "another process" : `process ${holder.pid}`;
  throw new UserError(
    "file_in_use",
    `${pid}${holder.isUnseen ? " of another container or machine" : ""} is working on this already (${holder.path})`,
    holder.isUnseen
      ? "Wait for it to end; if it was stopped by force, its lock counts no more after 30 seconds."
      : "Wait for it to end. If that process is something else, delete the lock file.",
  );
}

function writePieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const fill = async (handle: FileHandle) => {
    const buffer = createUtf8Buffer();
    for await (const piece of pieces) {
      buffer.clear();
      buffer.add(piece);
      await writeAll(handle, buffer.bytes());
    }
  };
  return replaceFile(path, fill, { disk: localDisk });
}
