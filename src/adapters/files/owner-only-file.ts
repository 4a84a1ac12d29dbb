/**
 * Small files that only this user may read: written whole or not at all, and
 * refused when others can read them. What is in them is for others.
 */
import { stat } from "node:fs/promises";
import { UserError } from "../../core/errors.js";
import { readBounded } from "./bounded-read.js";
import { type Disk, replaceFile } from "./write-file.js";

const OWNER_ONLY = 0o600;
/** A store of some thousand secrets. */
const LONGEST = 16 * 1024 * 1024;

/**
 * @returns null when there is no such file
 * @throws {UserError} `store_unavailable`
 */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return Buffer.from(await readBounded(path, LONGEST));
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
export async function writeOwnerOnly(path: string, content: string, disk: Disk): Promise<void> {
  try {
    await replaceFile(path, (handle) => handle.writeFile(content), { mode: OWNER_ONLY, disk });
  } catch (error) {
    throw unusable(path, "written", error);
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
