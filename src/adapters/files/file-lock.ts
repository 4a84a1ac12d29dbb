/** One writer at a time, across processes: a lock file that names its holder. */
import { randomBytes } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../core/errors.js";
import { unusable } from "./owner-only-file.js";

const PATIENCE_MS = 10_000;
const LOOK_MS = 20;
/** Whoever takes a dead process's lock over is done long before. */
const TAKEOVER_MS = 5_000;
/** Of another machine's processes, on a folder shared with it, only the lock's age says anything. */
const FOREIGN_MS = 60_000;

/**
 * Waits for its turn; the lock of a process that is gone is taken over.
 *
 * @param path its folder exists
 * @throws {UserError} `store_locked` when the turn does not come
 */
export async function withFileLock<Result>(
  path: string,
  work: () => Promise<Result>,
  patienceMs: number = PATIENCE_MS,
): Promise<Result> {
  const deadline = performance.now() + patienceMs;
  while (!(await create(path))) {
    if (performance.now() > deadline) throw locked(path, patienceMs);
    if (await isStale(path)) await takeOver(path);
    else await delay(LOOK_MS * (0.5 + (randomBytes(1)[0] ?? 0) / 255));
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** @returns false when somebody else has it */
async function create(path: string): Promise<boolean> {
  const own = `${path}.${randomBytes(6).toString("hex")}`;
  const holder = `${process.pid}\n${hostname()}`;
  try {
    await writeFile(own, holder, { flag: "wx", mode: 0o600 });
    await linkOrWrite(own, path, holder);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw unusable(path, "made", error);
  } finally {
    await rm(own, { force: true });
  }
}

const NO_LINKS = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"]);

/** As a link the lock appears whole, its holder written in it; where there are no links, at least for one alone. */
async function linkOrWrite(own: string, path: string, holder: string): Promise<void> {
  try {
    await link(own, path);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await writeFile(path, holder, { flag: "wx", mode: 0o600 });
  }
}

/** Windows keeps a deleted file's name as long as anybody reads the file. */
function isTaken(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "EEXIST") return true;
  return process.platform === "win32" && ["EPERM", "EACCES"].includes(code);
}

async function isStale(path: string): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return false;
  const [digits = "", host = hostname()] = text.split("\n");
  const pid = Number(digits);
  // Perhaps it is only being written.
  if (!Number.isSafeInteger(pid) || pid <= 0) return (await ageMs(path)) > TAKEOVER_MS;
  return host === hostname() ? !isAlive(pid) : (await ageMs(path)) > FOREIGN_MS;
}

async function ageMs(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found === null ? 0 : Date.now() - found.mtimeMs;
}

/**
 * Only one takes a lock over at a time, and looks again first: otherwise two
 * who saw the same dead holder could remove each other's new lock.
 */
async function takeOver(path: string): Promise<void> {
  const claim = `${path}.takeover`;
  if (!(await create(claim))) {
    if ((await ageMs(claim)) > TAKEOVER_MS) await rm(claim, { force: true });
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

function locked(path: string, patienceMs: number): UserError {
  return new UserError(
    "store_locked",
    `another process has held ${path} for ${patienceMs / 1000} s`,
    "Wait for it to end. If no playcamp-gw is running, delete the lock file.",
  );
}
