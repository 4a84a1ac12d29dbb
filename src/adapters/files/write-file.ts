/** Writes whole files: another reader sees the old one or the new one, never a half. */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import {
  copyFile,
  type FileHandle,
  link,
  open,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { makeFolder } from "./make-folder.js";

/** What writing needs of a file system; tests pass one that is full, or not to be written. */
export interface Disk {
  readonly open: typeof open;
  readonly rename: typeof rename;
  readonly platform: NodeJS.Platform;
}

export const localDisk: Disk = { open, rename, platform: process.platform };

interface WriteOptions {
  readonly disk: Disk;
  /** Of the new file; else that of the file which it replaces, or what this user's files have. */
  readonly mode?: number | undefined;
}

/** Replaces what is there. */
export function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  return replaceFile(path, (handle) => handle.writeFile(content), { disk: localDisk });
}

/** The same, for the owner alone: Windows keeps permissions elsewhere. */
export function writePrivate(path: string, content: string): Promise<void> {
  return replaceFile(path, (handle) => handle.writeFile(content), {
    disk: localDisk,
    mode: OWNER_ONLY,
  });
}

const OWNER_ONLY = 0o600;
const PERMISSIONS = 0o777;

/**
 * The same for what is written piece by piece.
 *
 * @param fill need not see to it that the disk has it
 */
export async function replaceFile(
  path: string,
  fill: (handle: FileHandle) => Promise<void>,
  options: WriteOptions,
): Promise<void> {
  const { disk } = options;
  // Of a link, the file is replaced, and the link stays.
  const target = await realpath(path).catch(() => path);
  const about = await stat(target).catch(() => null);
  if (about === null || about.isFile() || about.isDirectory())
    return writeBeside(target, fill, (temporary) => replace(temporary, target, disk), {
      ...options,
      mode: options.mode ?? (about?.isFile() === true ? about.mode & PERMISSIONS : undefined),
    });
  // A device or a pipe takes what is written; to put a file in its place would be no writing.
  const handle = await disk.open(target, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    await fill(handle);
  } finally {
    await handle.close();
  }
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
      { disk: localDisk },
    );
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

/** Has a file written beside its place and on the disk, and then put there, which lasts when this returns. */
async function writeBeside(
  path: string,
  fill: (handle: FileHandle) => Promise<void>,
  place: (temporary: string) => Promise<void>,
  { mode, disk }: WriteOptions,
): Promise<void> {
  makeFolder(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await disk.open(temporary, "wx", mode);
    try {
      await fill(handle);
      // The umask may have taken something away; not every file system has modes to give back.
      if (mode !== undefined) await handle.chmod(mode).catch(() => undefined);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(temporary);
    await syncFolder(dirname(path));
  } finally {
    await rm(temporary, { force: true });
  }
}

const BUSY = new Set(["EPERM", "EACCES", "EBUSY"]);
const PATIENT_RENAMES = 20;
const BUSY_MS = 50;

/** On Windows a file that another process is just reading, be it a virus scanner, cannot be replaced. */
async function replace(from: string, to: string, disk: Disk): Promise<void> {
  const attempts = disk.platform === "win32" ? PATIENT_RENAMES : 1;
  for (let left = attempts - 1; ; left -= 1) {
    try {
      await disk.rename(from, to);
      return;
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (left === 0 || !BUSY.has(code)) throw error;
      await delay(BUSY_MS);
    }
  }
}

/** Makes a rename last; where folders cannot be opened, the file system sees to it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
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
