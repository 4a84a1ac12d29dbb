/**
 * One writer at a time, across processes, containers and machines that share a
 * folder. Whoever wants the lock puts a file of its own beside the others'
 * (`it.lock.<token>`), and has it when no other is of somebody alive. No two
 * processes ever write the same name, so what a dead one left can be removed by
 * anybody at any time without removing a live one's.
 */
import { randomBytes } from "node:crypto";
import { readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../core/errors.js";
import { isProcessAlive, processPlace, startOf } from "../process/liveness.js";
import { unusable } from "./owner-only-file.js";

const PATIENCE_MS = 10_000;
const LOOK_MS = 20;
const BEAT_MS = 5_000;
/** Of a process that cannot be seen from here, only the lock's age says anything. */
const UNSEEN_MS = 30_000;
/** Whoever began to write its claim has ended it long before. */
const WRITING_MS = 5_000;

export interface FileLock {
  /** Frees it for others. */
  release(): Promise<void>;
}

/** Who keeps others out. */
export interface LockHolder {
  /** The file that says so. */
  readonly path: string;
  /** Null where the file does not tell. */
  readonly pid: number | null;
  /** It runs elsewhere: in another container, or on another machine. */
  readonly isUnseen: boolean;
}

export type LockOutcome =
  | { readonly ok: true; readonly lock: FileLock }
  | { readonly ok: false; readonly holder: LockHolder };

/**
 * Waits for its turn; what a process that is gone has left does not count.
 *
 * @param path its folder exists
 * @throws what the file system does
 */
export async function takeFileLock(path: string, patienceMs: number): Promise<LockOutcome> {
  const deadline = performance.now() + patienceMs;
  let own: string | null = null;
  for (;;) {
    const holder: LockHolder | null = await firstHolder(path, own);
    if (holder === null) {
      // Who has looked before it wrote looks again: others may have done the same.
      if (own !== null) return { ok: true, lock: keep(own) };
      own = await writeClaim(path);
      continue;
    }
    const isOver = performance.now() > deadline;
    // Of several that claim it at once, the first by name waits for the others to withdraw.
    if (own !== null && (isOver || holder.path < own)) {
      await rm(own, { force: true });
      own = null;
    }
    if (isOver) return { ok: false, holder };
    await delay(LOOK_MS * (0.5 + (randomBytes(1)[0] ?? 0) / 255));
  }
}

/**
 * The same for work that is done soon.
 *
 * @throws {UserError} `store_locked` when the turn does not come
 */
export async function withFileLock<Result>(
  path: string,
  work: () => Promise<Result>,
  patienceMs: number = PATIENCE_MS,
): Promise<Result> {
  const outcome = await takeFileLock(path, patienceMs).catch((error: unknown) => {
    throw unusable(path, "made", error);
  });
  if (!outcome.ok) {
    throw new UserError(
      "store_locked",
      `another process has held ${outcome.holder.path} for ${patienceMs / 1000} s`,
      "Wait for it to end. If no playcamp-gw is running, delete the lock file.",
    );
  }
  try {
    return await work();
  } finally {
    await outcome.lock.release();
  }
}

async function writeClaim(path: string): Promise<string> {
  const own = `${path}.${randomBytes(8).toString("hex")}`;
  const claim = [process.pid, hostname(), processPlace(), startOf(process.pid)].join("\n");
  await writeFile(own, claim, { flag: "wx", mode: 0o600 });
  return own;
}

/** Shows those who cannot see this process that it is alive. */
function keep(own: string): FileLock {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(own, now, now).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  return {
    release: async () => {
      clearInterval(beat);
      await rm(own, { force: true });
    },
  };
}

/** Of those alive who claim the lock, besides oneself, the first by name; removes what the dead left. */
async function firstHolder(path: string, own: string | null): Promise<LockHolder | null> {
  const folder = dirname(path);
  const start = basename(path);
  for (const name of (await readdir(folder)).sort()) {
    const token = name.startsWith(start) ? name.slice(start.length) : null;
    // Earlier versions had one file for all, without a token.
    if (token === null || !/^(?:\.[0-9a-f]{16})?$/.test(token)) continue;
    const claim = join(folder, name);
    if (claim === own) continue;
    const holder = await readClaim(claim);
    if (holder !== null) return holder;
    await rm(claim, { force: true });
  }
  return null;
}

/** @returns null when whoever wrote it is gone */
async function readClaim(path: string): Promise<LockHolder | null> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? null : "";
  });
  if (text === null) return null;
  const [digits = "", host = hostname(), place = "", start = ""] = text.split("\n");
  const pid = Number(digits);
  if (!Number.isSafeInteger(pid) || pid <= 0) {
    return (await ageMs(path)) > WRITING_MS ? null : { path, pid: null, isUnseen: true };
  }
  const isHere = place === "" ? host === hostname() : place === processPlace();
  const isAlive = isHere ? isProcessAlive(pid, start) : (await ageMs(path)) <= UNSEEN_MS;
  return isAlive ? { path, pid, isUnseen: !isHere } : null;
}

async function ageMs(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found === null ? Infinity : Date.now() - found.mtimeMs;
}
