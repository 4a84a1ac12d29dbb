/**
 * Reads a file up to a limit, whatever it is: a device that never ends, a pipe that
 * nobody writes to. Nothing is waited for longer than a few seconds.
 */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { tooLarge } from "../../core/read-limits.js";

const PIECE_BYTES = 64 * 1024;
/** What a program prints through a pipe, such as `<(pass show key)`, takes its time. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 20;

/** @throws what the file system does, and for more than `limit` bytes */
export async function readBounded(path: string, limit: number): Promise<Uint8Array> {
  // Opened in the ordinary way, a pipe without a writer would keep a thread for ever.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const about = await handle.stat();
    if (about.isDirectory()) throw new Error("EISDIR: it is a folder");
    if (about.isFile() && about.size > limit) throw tooLarge(limit);
    return await readPieces(handle, limit);
  } finally {
    await handle.close();
  }
}

async function readPieces(handle: FileHandle, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const deadline = performance.now() + PATIENCE_MS;
  for (let length = 0; ;) {
    const piece = await readPiece(handle);
    if (piece === null) {
      if (performance.now() > deadline) throw new Error(`nothing came for ${PATIENCE_MS / 1000} s`);
      await delay(LOOK_MS);
      continue;
    }
    if (piece.length === 0) return Buffer.concat(pieces);
    length += piece.length;
    if (length > limit) throw tooLarge(limit);
    pieces.push(piece);
  }
}

/** @returns null where nothing is there yet */
async function readPiece(handle: FileHandle): Promise<Uint8Array | null> {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  try {
    const { bytesRead } = await handle.read(buffer, 0, PIECE_BYTES, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return null;
    throw error;
  }
}
