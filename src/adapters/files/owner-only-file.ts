/**
 * Small files that only this user may read: written whole or not at all, and
 * refused when others can read them. What is in them is for others.
 */
import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../core/errors.js";

/** What writing needs of a file system; tests pass one that is full, or not to be written. */
export interface Disk {
  readonly open: typeof open;
  readonly rename: typeof rename;
  readonly platform: NodeJS.Platform;
}

export const localDisk: Disk = { open, rename, platform: process.platform };

const OWNER_ONLY = 0o600;

/**
 * @returns null when there is no such file
 * @throws {UserError} `store_unavailable`
 */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw unusable(path, "read", error);
  }
}

/** @throws {UserError} with this code, when others can read or write the file */
export async function assertOwnerOnly(path: string, code: string): Promise<void> {
  // Windows has other means, and reports every file as readable by all.
  if (process.platform === "win32") return;
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return;
  throw new UserError(
    code,
    `${path} is open to others on this machine (mode ${(mode & 0o777).toString(8).padStart(3, "0")}, not 600)`,
    `Run chmod 600 '${path}', and renew the secrets if somebody may have read it. Nothing was changed.`,
  );
}

/**
 * The whole new content or the old one, whenever the machine stops.
 *
 * @throws {UserError} `store_unavailable`
 */
export async function writeOwnerOnly(
  path: string,
  content: string,
  disk: Disk = localDisk,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const handle = await disk.open(temporary, "wx", OWNER_ONLY);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replace(temporary, path, disk);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw unusable(path, "written", error);
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

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full: make room and try again.",
  EDQUOT: "Your quota is used up: make room and try again.",
  EROFS:
    "The file system is read-only: keep the store elsewhere with XDG_CONFIG_HOME (APPDATA on Windows), or refer to the secret by env or file.",
};
const PERMISSIONS = "Check the owner and the permissions of the file and of its folder.";

/** @param deed what could not be done: `read`, `written` */
export function unusable(path: string, deed: string, error: unknown): UserError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return new UserError(
    "store_unavailable",
    `${path} cannot be ${deed}: ${message}`,
    `${HINTS[code] ?? PERMISSIONS} What was stored before is as it was.`,
    { cause: error },
  );
}
