/**
 * The append-only record of one run: opened, resumed, added to, asked whether a
 * transaction was seen. What is polled and pushed is for others.
 */
import type { AppendFile } from "../../core/append-file.js";
import { UserError } from "../../core/errors.js";
import type { PageState } from "../../protocols/payments/paging.js";
import { createIdTable } from "./id-table.js";
import {
  addToTally,
  emptyTally,
  keyOf,
  parseLine,
  renderLine,
  SYNC_FORMAT,
  type FateLine,
  type PageLine,
  type RunIdentity,
  type Tally,
} from "./journal-lines.js";
import { linesOf } from "./lines-of.js";

/** Where a poll goes on. */
export interface PollPosition {
  /** Number of the next page, counted over the whole run. */
  readonly page: number;
  readonly window: number;
  readonly pass: number;
  /** Null: at the pass's first page, or at its end. */
  readonly state: PageState | null;
  readonly passEnded: boolean;
  /** Number of the window's first page. */
  readonly windowStart: number;
  /** Of this pass so far. */
  readonly fresh: number;
  readonly moved: number;
  readonly unstable: boolean;
  readonly short: number;
}

export const START: PollPosition = {
  page: 0,
  window: 0,
  pass: 1,
  state: null,
  passEnded: false,
  windowStart: 0,
  fresh: 0,
  moved: 0,
  unstable: false,
  short: 0,
};

export interface SyncJournal {
  readonly tally: Tally;
  readonly position: PollPosition;
  /** True when the journal is that of a run that came to its end. */
  readonly finished: boolean;
  /** Whether anything was done before this process. */
  readonly resumed: boolean;
  /** Transactions of pages that were not settled when the run broke off; taken out as they come again. */
  readonly recovered: Map<string, FateLine>;
  /** @returns the line of a transaction that was seen, found in the file itself; null for a new one */
  find(key: string): FateLine | Promise<FateLine | null> | null;
  /** Resolves when the lines are on the disk. */
  addFates(lines: readonly FateLine[]): Promise<void>;
  addPage(line: PageLine): Promise<void>;
  end(): Promise<void>;
  fates(): AsyncGenerator<FateLine>;
  close(): Promise<void>;
}

/** A line's place is kept in units of this many bytes: 32 bits then reach through 256 GB. */
const PLACE_BYTES = 64;
/** Longer than any line: ids and reasons are cut below it. */
const LONGEST_LINE = 16 * 1024;

/**
 * @param resume whether an unfinished run of the same identity is to go on
 * @throws {UserError} `sync_unfinished`, `sync_changed`
 */
export async function openSyncJournal(
  file: AppendFile,
  identity: RunIdentity,
  resume: "resume" | "restart" | "none",
): Promise<SyncJournal> {
  if (resume === "restart") await file.truncate(0);
  const past = await readPast(file);
  if (past.run !== null && resume === "none") {
    if (!past.finished) throw unfinished(past.tally);
    await file.truncate(0);
    return createJournal(file, identity, await readPast(file));
  }
  if (past.run !== null) assertSame(past.run, identity);
  return createJournal(file, identity, past);
}

function unfinished({ pages, fates }: Tally): UserError {
  const done = Object.values(fates).reduce((sum, count) => sum + count, 0);
  return new UserError(
    "sync_unfinished",
    `an earlier run over this range did not come to its end (${pages} pages and ${done} transactions settled)`,
    "Pass --resume to go on where it stopped, or --restart to forget it and begin again.",
  );
}

function assertSame(before: RunIdentity, now: RunIdentity): void {
  const changed = (["source", "push", "from", "to", "settings"] as const).find(
    (key) => before[key] !== now[key],
  );
  if (changed === undefined) return;
  throw new UserError(
    "sync_changed",
    changed === "settings"
      ? "payments.source or payments.map changed since the run to resume began"
      : `the run to resume had another ${changed}: ${before[changed] ?? "none"}`,
    "Undo the change, or pass --restart to begin again; PlayCamp skips what it has.",
  );
}

interface Past {
  readonly run: RunIdentity | null;
  readonly tally: Tally;
  readonly table: ReturnType<typeof createIdTable>;
  readonly position: PollPosition;
  readonly finished: boolean;
  readonly recovered: Map<string, FateLine>;
}

async function readPast(file: AppendFile): Promise<Past> {
  const tally = emptyTally();
  const table = createIdTable();
  const recovered = new Map<string, FateLine>();
  let run: RunIdentity | null = null;
  let position = START;
  let finished = false;
  for await (const { text, offset, ended } of linesOf(file.chunks())) {
    const line = ended ? parseLine(text) : null;
    const isFirst = run === null;
    if (line === null || isFirst !== "run" in line) {
      // Whatever follows a torn line is polled and pushed again; PlayCamp skips what it has.
      await file.truncate(offset);
      break;
    }
    if ("run" in line) run = line.run;
    else if ("end" in line) finished = true;
    else {
      addToTally(tally, line);
      if ("fate" in line) {
        const key = keyOf(line.kind, line.id, line.record);
        table.add(key, Math.floor(offset / PLACE_BYTES));
        if (line.page >= position.page) recovered.set(key, line);
      } else {
        position = positionAfter(position, line);
        for (const [key, fate] of recovered)
          if (fate.page < position.page) recovered.delete(key);
      }
    }
  }
  return { run, tally, table, position, finished, recovered };
}

/** The end of a pass leaves it to the poll to decide whether another follows. */
export function positionAfter(
  before: PollPosition,
  line: PageLine,
): PollPosition {
  const samePass = before.window === line.window && before.pass === line.pass;
  const seen = [...(samePass ? (before.state?.seen ?? []) : []), ...line.marks];
  return {
    page: line.page + 1,
    window: line.window,
    pass: line.pass,
    state: line.next === null ? null : { ...line.next, seen },
    passEnded: line.next === null,
    windowStart: before.window === line.window ? before.windowStart : line.page,
    fresh: (samePass ? before.fresh : 0) + line.fresh,
    moved: (samePass ? before.moved : 0) + line.moved,
    unstable: (samePass && before.unstable) || line.unstable === true,
    short: line.short ?? 0,
  };
}

function createJournal(
  file: AppendFile,
  identity: RunIdentity,
  past: Past,
): SyncJournal {
  const { tally, table } = past;
  const finder = createFinder(file, table);
  if (past.run === null) {
    file.append(renderLine({ run: { format: SYNC_FORMAT, ...identity } }));
  }
  return {
    tally,
    position: past.position,
    finished: past.finished,
    resumed: past.run !== null,
    recovered: past.recovered,
    find: finder,
    addFates: (lines) => {
      let offset = file.size();
      let text = "";
      for (const line of lines) {
        addToTally(tally, line);
        table.add(
          keyOf(line.kind, line.id, line.record),
          Math.floor(offset / PLACE_BYTES),
        );
        const rendered = renderLine(line);
        offset += Buffer.byteLength(rendered);
        text += rendered;
      }
      return text === "" ? Promise.resolve() : file.append(text).durable;
    },
    addPage: (line) => {
      addToTally(tally, line);
      return file.append(renderLine(line)).durable;
    },
    end: () => file.append(renderLine({ end: true })).durable,
    async *fates() {
      for await (const { text } of linesOf(file.chunks())) {
        const line = parseLine(text);
        if (line !== null && "fate" in line) yield line;
      }
    },
    close: () => file.close(),
  };
}

/** Repetitions come in runs, so the last block read mostly holds the next line asked for. */
const BLOCK_BYTES = 64 * 1024;

function createFinder(
  file: AppendFile,
  table: ReturnType<typeof createIdTable>,
): SyncJournal["find"] {
  let block = { offset: 0, bytes: Buffer.alloc(0) };
  const lineAt = async (place: number, key: string) => {
    const from = Math.max(0, place * PLACE_BYTES - 1);
    const has = () =>
      from >= block.offset &&
      from + LONGEST_LINE <= block.offset + block.bytes.length;
    if (!has()) {
      const bytes = await file.read(from, BLOCK_BYTES);
      block = { offset: from, bytes: Buffer.from(bytes) };
    }
    return searchLine(
      block.bytes.subarray(from - block.offset),
      from === 0,
      key,
    );
  };
  return (key) => {
    const places = table.places(key);
    if (places.length === 0) return null;
    return (async () => {
      for (const place of places) {
        const line = await lineAt(place, key);
        if (line !== null) return line;
      }
      return null;
    })();
  };
}

/** Among the lines that begin within one unit of places. */
function searchLine(
  bytes: Buffer,
  atFileStart: boolean,
  key: string,
): FateLine | null {
  let start = atFileStart ? 0 : bytes.indexOf(10) + 1;
  while (start <= PLACE_BYTES) {
    const end = bytes.indexOf(10, start);
    if (end === -1) return null;
    const line = parseLine(bytes.toString("utf8", start, end));
    if (
      line !== null &&
      "fate" in line &&
      keyOf(line.kind, line.id, line.record) === key
    )
      return line;
    start = end + 1;
  }
  return null;
}
