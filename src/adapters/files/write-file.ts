/** Writes whole files: another reader sees the old one or the new one, never a half. */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, type FileHandle, link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Replaces what is there. */
export function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  return replaceFile(path, (handle) => handle.writeFile(content));
}

/**
 * The same for what is written piece by piece.
 *
 * @param fill need not see to it that the disk has it
 */
export function replaceFile(
  path: string,
  fill: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  return writeBeside(path, fill, (temporary) => rename(temporary, path));
}

/** @returns false where there is a file already, which stays as it is */
export async function writeNew(path: string, content: string | Uint8Array): Promise<boolean> {
  try {
    // Unlike a renaming, neither replaces what is there.
    await writeBeside(
      path,
      (handle) => handle.writeFile(content),
      (temporary) =>
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
}

/** Has a file written beside its place and on the disk, and then put there. */
async function writeBeside(
  path: string,
  fill: (handle: FileHandle) => Promise<void>,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await open(temporary, "wx");
    try {
      await fill(handle);
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
