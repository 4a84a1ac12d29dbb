/**
 * The `RecordFiles` port on a folder. Every process writes its own file, so no
 * two ever interleave, on whatever file system; files of processes that have
 * ended are taken over by renaming them, so that many short runs leave few files.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../../core/errors.js";
import { isProcessAlive, pidNamespace } from "../process/liveness.js";
import type { Random } from "../../core/ports.js";
import type { RecordFile, RecordFiles } from "../../core/record-files.js";
import { makeFolder } from "./make-folder.js";

export interface JournalStoreOptions {
  readonly folder: string;
  readonly random: Random;
  /** Files older than this are dropped. Default 30. */
  readonly keepDays?: number;
  /** The oldest files are dropped beyond it. Default 256 MiB. */
  readonly keepBytes?: number;
  /** A longer file is followed by a new one. Default 8 MiB. */
  readonly fileBytes?: number;
  readonly pid?: number;
}

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;
const LINE_FEED = Buffer.from("\n");

/** `2026-01-31.<file>.<host>.<pid>.journal`: the file keeps its own part when it changes hands. */
interface FileName {
  readonly name: string;
  readonly day: string;
  readonly file: string;
  readonly host: string;
  readonly pid: number;
}

const FILE_NAME = /^(\d{4}-\d{2}-\d{2})\.([\da-f]{8})\.([\da-f]{8})\.(\d+)\.journal$/;

function parseName(name: string): FileName | null {
  const [, day, file, host, pid] = FILE_NAME.exec(name) ?? [];
  if (day === undefined || file === undefined || host === undefined) return null;
  return { name, day, file, host, pid: Number(pid) };
}

interface OpenFile {
  readonly descriptor: number;
  readonly day: string;
  bytes: number;
}

export function createJournalStore(options: JournalStoreOptions): RecordFiles {
  const { folder, random } = options;
  const pid = options.pid ?? process.pid;
  // In another container the same number is another process.
  const host = hash(hostname() + pidNamespace());
  const fileBytes = options.fileBytes ?? 8 * MIB;
  let current: OpenFile | null = null;

  const open = (day: string): OpenFile => {
    makeFolder(folder, 0o700);
    prune(folder, day, options);
    const name =
      takeOver(folder, { day, host, pid, fileBytes }) ??
      `${day}.${hex(random.bytes(4))}.${host}.${pid}.journal`;
    const descriptor = openSync(join(folder, name), "a", 0o600);
    const bytes = fstatSync(descriptor).size;
    // Whoever had it before may have died in the middle of a record.
    if (bytes > 0) writeWhole(descriptor, LINE_FEED);
    return { descriptor, day, bytes };
  };

  const fileFor = (day: string): OpenFile => {
    const usable =
      current !== null &&
      current.day === day &&
      current.bytes < fileBytes &&
      fstatSync(current.descriptor).nlink > 0;
    if (usable && current !== null) return current;
    if (current !== null) closeSync(current.descriptor);
    current = null;
    return (current = open(day));
  };

  return {
    append: (record, nowMs) => {
      const file = fileFor(new Date(nowMs).toISOString().slice(0, 10));
      try {
        writeWhole(file.descriptor, record);
        file.bytes += record.length;
      } catch (error) {
        // The next record must not follow upon a torn one.
        closeSync(file.descriptor);
        current = null;
        throw error;
      }
    },
    list: async () => namesIn(folder).map((name) => recordFile(folder, name)),
  };
}

function recordFile(folder: string, { name, day, file }: FileName): RecordFile {
  return {
    day,
    writtenMs: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity,
    read: async () => {
      const bytes = await readIfThere(join(folder, name));
      if (bytes !== null) return bytes;
      // Taken over since it was listed: same file, other name.
      const now = namesIn(folder).find((each) => each.file === file);
      return now === undefined ? null : readIfThere(join(folder, now.name));
    },
  };
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Oldest day first. */
function namesIn(folder: string): readonly FileName[] {
  try {
    return readdirSync(folder)
      .sort()
      .flatMap((name) => parseName(name) ?? []);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new UserError(
      "journal_unreadable",
      `the journal ${folder} cannot be read: ${message}`,
      "Check that it is a folder, and its permissions, or name another with --journal.",
      { cause: error },
    );
  }
}

/**
 * Renames a file of this day whose process has ended; of several that try, one
 * succeeds.
 *
 * @returns its new name, or null when there is none
 */
function takeOver(
  folder: string,
  wanted: { day: string; host: string; pid: number; fileBytes: number },
): string | null {
  for (const each of namesIn(folder)) {
    const { name, day, file, host } = each;
    if (day !== wanted.day || host !== wanted.host) continue;
    if (each.pid === wanted.pid || isProcessAlive(each.pid)) continue;
    const mine = `${day}.${file}.${host}.${wanted.pid}.journal`;
    try {
      if (statSync(join(folder, name)).size >= wanted.fileBytes) continue;
      renameSync(join(folder, name), join(folder, mine));
      return mine;
    } catch {
      // Another process was faster.
    }
  }
  return null;
}

/** Drops what is too old, and the oldest of what is too much. */
function prune(
  folder: string,
  today: string,
  { keepDays = 30, keepBytes = 256 * MIB }: JournalStoreOptions,
): void {
  const files = namesIn(folder).flatMap(({ name, day }) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? [] : [{ path, day, bytes: stat.size, writtenMs: stat.mtimeMs }];
  });
  const oldest = oldestKept(today, files, keepDays);
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  files.sort((a, b) => a.day.localeCompare(b.day) || a.writtenMs - b.writtenMs);
  for (const { path, day, bytes } of files) {
    if (day >= oldest && total <= keepBytes) break;
    total -= bytes;
    try {
      unlinkSync(path);
    } catch {
      // Another process drops the same.
    }
  }
}

/** Between two entries so far apart a clock has jumped, or nobody was there: neither makes what is before it old. */
const LONGEST_PAUSE_DAYS = 90;

/** @returns the first day that is not too old to be kept */
function oldestKept(today: string, files: readonly { readonly day: string }[], keepDays: number) {
  const days = [...new Set([today, ...files.map(({ day }) => day)])].map((day) => Date.parse(day));
  let newest = Date.parse(today);
  for (const day of days.filter((each) => each <= newest).sort((a, b) => b - a))
    if (newest - day > LONGEST_PAUSE_DAYS * DAY_MS) newest = day;
  return new Date(newest - keepDays * DAY_MS).toISOString().slice(0, 10);
}

/** A short write is gone on with: one record is one line, whatever happens in between. */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at, bytes.length - at);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
