/** One writer at a time, across processes: a lock file that names its holder. */
import { randomBytes } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../core/errors.js";

const PATIENCE_MS = 10_000;
const LOOK_MS = 20;
/** Whoever takes a dead process's lock over is done long before. */
const TAKEOVER_MS = 5_000;

/**
 * Waits for its turn; the lock of a process that is gone is taken over.
 *
 * @param path its folder exists
 * @throws {UserError} `store_locked` when the turn does not come
 */
export async function withFileLock<Result>(
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await create(path))) {
    if (performance.now() > deadline) throw locked(path);
    if (await isStale(path)) await takeOver(path);
    else await delay(LOOK_MS * (0.5 + (randomBytes(1)[0] ?? 0) / 255));
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** The lock appears whole, its holder written in it, or not at all. */
async function create(path: string): Promise<boolean> {
  const own = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(own, String(process.pid), { flag: "wx", mode: 0o600 });
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new UserError(
      "store_unavailable",
      `${path} cannot be made: ${(error as Error).message}`,
      "Check the folder's owner, its permissions and the room on the disk.",
      { cause: error },
    );
  } finally {
    await rm(own, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  const holder = await readFile(path, "utf8").catch(() => null);
  if (holder === null) return false;
  const pid = Number(holder);
  return !Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid);
}

/**
 * Only one takes a lock over at a time, and looks again first: otherwise two
 * who saw the same dead holder could remove each other's new lock.
 */
async function takeOver(path: string): Promise<void> {
  const claim = `${path}.takeover`;
  if (!(await create(claim))) {
    const { mtimeMs = Date.now() } =
      (await stat(claim).catch(() => null)) ?? {};
    if (Date.now() - mtimeMs > TAKEOVER_MS) await rm(claim, { force: true });
    await delay(LOOK_MS);
    return;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function locked(path: string): UserError {
  return new UserError(
    "store_locked",
    `another process has held ${path} for ${PATIENCE_MS / 1000} s`,
    "Wait for it to end. If no playcamp-gw is running, delete the lock file.",
  );
}
