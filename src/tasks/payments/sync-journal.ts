/**
 * The append-only record of one run: opened, resumed, added to, asked whether a
 * transaction was seen. What is polled and pushed is for others.
 */
import type { AppendFile } from "../../core/append-file.js";
import { UserError } from "../../core/errors.js";
import { createIdTable, type IdTable } from "../../core/id-table.js";
import { createLineFinder, placeOf, type FindLine } from "./find-line.js";
import {
  keyOf,
  parseLine,
  writeLine,
  SYNC_FORMAT,
  type OutcomeLine,
  type PageLine,
  type RunIdentity,
} from "./journal-lines.js";
import { linesOf } from "./lines-of.js";
import { addListed, type ListedLines, nothingListed } from "./listed-lines.js";
import { positionAfter, START, type PollPosition } from "./poll-position.js";
import { addShownLine, nothingShown, type Shown } from "./shown.js";
import { addToTally, emptyTally, type Tally } from "./tally.js";

export interface SyncJournal {
  readonly tally: Tally;
  readonly position: PollPosition;
  /** What the pages before this process have shown. */
  readonly shown: Shown;
  /** Of a shard: what another shard may have too. */
  readonly listed: ListedLines;
  /** Of a shard: since when every payment of it is settled, UTC, ISO 8601; null before that. */
  readonly through: () => string | null;
  /** True when the journal is that of a run that came to its end. */
  readonly finished: boolean;
  /** Whether anything was done before this process. */
  readonly resumed: boolean;
  /** Transactions of pages that were not settled when the run broke off; taken out as they come again. */
  readonly recovered: Map<string, OutcomeLine>;
  /** @returns the line of a transaction that was seen, found in the file itself; null for a new one */
  readonly find: FindLine;
  /** Resolves when the lines are on the disk. */
  addOutcomes(lines: readonly OutcomeLine[]): Promise<void>;
  addPage(line: PageLine): Promise<void>;
  /** @param at UTC, ISO 8601 */
  addThrough(at: string): Promise<void>;
  end(): Promise<void>;
  outcomes(): AsyncGenerator<OutcomeLine>;
  close(): Promise<void>;
}

export type KeptMode = "resume" | "restart" | "none";

/**
 * @param resume whether an unfinished run of the same identity is to go on
 * @throws {UserError} `sync_unfinished`, `sync_changed`
 */
export async function openSyncJournal(
  file: AppendFile,
  identity: RunIdentity,
  resume: KeptMode,
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

function unfinished({ pages, outcomes }: Tally): UserError {
  const done = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return new UserError(
    "sync_unfinished",
    `an earlier run over this range did not come to its end (${pages} pages and ${done} transactions settled)`,
    "Pass --resume to go on where it stopped, or --restart to forget it and begin again.",
  );
}

function assertSame(before: RunIdentity, now: RunIdentity): void {
  const changed = (["source", "push", "from", "to", "shard", "settings"] as const).find(
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
  readonly table: IdTable;
  readonly position: PollPosition;
  readonly shown: Shown;
  readonly finished: boolean;
  readonly recovered: Map<string, OutcomeLine>;
  readonly listed: ListedLines;
  readonly through: string | null;
}

async function readPast(file: AppendFile): Promise<Past> {
  const tally = emptyTally();
  const table = createIdTable(32);
  const recovered = new Map<string, OutcomeLine>();
  let run: RunIdentity | null = null;
  let position = START;
  const shown = nothingShown();
  let finished = false;
  let through: string | null = null;
  const listed = nothingListed();
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
    else if ("through" in line) ({ through } = line);
    else {
      addToTally(tally, line);
      if ("outcome" in line) {
        if (run?.shard !== undefined) addListed(listed, line);
        const key = keyOf(line.kind, line.id, line.record);
        table.add(key, placeOf(offset));
        if (line.page >= position.page) recovered.set(key, line);
      } else {
        position = positionAfter(position, line);
        addShownLine(shown, line);
        for (const [key, outcome] of recovered)
          if (outcome.page < position.page) recovered.delete(key);
      }
    }
  }
  return { run, tally, table, position, shown, finished, recovered, listed, through };
}

function createJournal(file: AppendFile, identity: RunIdentity, past: Past): SyncJournal {
  const { tally, table, listed } = past;
  let { through } = past;
  if (past.run === null) {
    file.append([{ run: { format: SYNC_FORMAT, ...identity } }], writeLine);
  }
  return {
    tally,
    listed,
    through: () => through,
    position: past.position,
    shown: past.shown,
    finished: past.finished,
    resumed: past.run !== null,
    recovered: past.recovered,
    find: createLineFinder(file, table),
    addOutcomes: (lines) => {
      const { offsets, durable } = file.append(lines, writeLine);
      lines.forEach((line, at) => {
        addToTally(tally, line);
        if (identity.shard !== undefined) addListed(listed, line);
        const place = placeOf(offsets[at] ?? 0);
        table.add(keyOf(line.kind, line.id, line.record), place);
      });
      return durable;
    },
    addPage: (line) => {
      addToTally(tally, line);
      return file.append([line], writeLine).durable;
    },
    addThrough: (at) => {
      through = at;
      return file.append([{ through: at }], writeLine).durable;
    },
    end: () => file.append([{ end: true }], writeLine).durable,
    async *outcomes() {
      for await (const { text } of linesOf(file.chunks())) {
        const line = parseLine(text);
        if (line !== null && "outcome" in line) yield line;
      }
    },
    close: () => file.close(),
  };
}
