/** The journal over its files: append, list, read. Where the files are is the adapter's business. */
import type { RecordFile, RecordFiles } from "../core/record-files.js";
import { createRecordEncoder, decodeEntry, idAt, recordsIn } from "./codec.js";
import type { JournalEntry, JournalSummary } from "./entry.js";
import type { JournalFilter } from "./filter.js";
import { normaliseId } from "./id.js";
import { listEntries } from "./list-entries.js";

export interface Journal {
  append(entry: JournalEntry): void;
  /** All of them, in one write. */
  appendAll(entries: readonly JournalEntry[]): void;
  /**
   * Oldest first.
   *
   * @param limit only the newest so many; default all
   */
  list(filter: JournalFilter, limit?: number): Promise<readonly JournalSummary[]>;
  /**
   * @param id the whole id, its beginning, or its end
   * @returns every entry that it fits: one when it is good enough
   */
  read(id: string): Promise<readonly JournalEntry[]>;
  /** @returns null when the journal is empty */
  last(): Promise<JournalEntry | null>;
}

export function createJournal(files: RecordFiles): Journal {
  const encode = createRecordEncoder();
  return {
    append: (entry) => files.append(encode([entry]), Date.parse(entry.at)),
    appendAll: (entries) => {
      for (const [day, ofDay] of byDay(entries)) files.append(encode(ofDay), Date.parse(day));
    },
    list: async (filter, limit = Infinity) => listEntries(await files.list(), filter, limit),
    read: async (id) => read(await files.list(), normaliseId(id)),
    last: async () => last(await files.list()),
  };
}

/** A file holds the records of one day. */
function byDay(entries: readonly JournalEntry[]): ReadonlyMap<string, readonly JournalEntry[]> {
  const days = new Map<string, JournalEntry[]>();
  for (const entry of entries) {
    const day = entry.at.slice(0, 10);
    const before = days.get(day);
    if (before === undefined) days.set(day, [entry]);
    else before.push(entry);
  }
  return days;
}

async function read(files: readonly RecordFile[], id: string): Promise<readonly JournalEntry[]> {
  const found = new Map<string, JournalEntry>();
  if (id === "") return [];
  for (const file of files) {
    const bytes = (await file.read()) ?? new Uint8Array();
    for (const place of recordsIn(bytes)) {
      const candidate = idAt(bytes, place);
      if (!candidate.startsWith(id) && !candidate.endsWith(id)) continue;
      const entry = decodeEntry(bytes, place);
      if (entry !== null) found.set(entry.id, entry);
    }
  }
  return [...found.values()];
}

async function last(files: readonly RecordFile[]): Promise<JournalEntry | null> {
  const newestDay = files.at(-1)?.day;
  let best: JournalEntry | null = null;
  for (const file of files.filter(({ day }) => day === newestDay)) {
    const bytes = (await file.read()) ?? new Uint8Array();
    const places = [...recordsIn(bytes)].map((place) => ({
      place,
      id: idAt(bytes, place),
    }));
    const newest = places.reduce<(typeof places)[number] | null>(
      (found, each) => (found === null || each.id > found.id ? each : found),
      null,
    );
    if (newest === null || (best !== null && newest.id <= best.id)) continue;
    best = decodeEntry(bytes, newest.place) ?? best;
  }
  return best;
}
