/** The journal over its files: append, list, read. Where the files are is the adapter's business. */
import type { RecordFile, RecordFiles } from "../core/record-files.js";
import {
  decodeEntry,
  decodeSummary,
  encodeRecord,
  idAt,
  recordsIn,
} from "./codec.js";
import type { JournalEntry, JournalSummary } from "./entry.js";
import { type JournalFilter, matchesFilter } from "./filter.js";
import { normaliseId, timePart } from "./id.js";

export interface Journal {
  append(entry: JournalEntry): void;
  /** Oldest first. */
  list(filter: JournalFilter): Promise<readonly JournalSummary[]>;
  /**
   * @param id the whole id, its beginning, or its end
   * @returns every entry that it fits: one when it is good enough
   */
  read(id: string): Promise<readonly JournalEntry[]>;
  /** @returns null when the journal is empty */
  last(): Promise<JournalEntry | null>;
}

const DAY_MS = 86_400_000;

export function createJournal(files: RecordFiles): Journal {
  return {
    append: (entry) => files.append(encodeRecord(entry), Date.parse(entry.at)),
    list: async (filter) => list(await files.list(), filter),
    read: async (id) => read(await files.list(), normaliseId(id)),
    last: async () => last(await files.list()),
  };
}

async function list(
  files: readonly RecordFile[],
  filter: JournalFilter,
): Promise<readonly JournalSummary[]> {
  const found = new Map<string, JournalSummary>();
  // Ids run ahead of the clock when many are made in one millisecond, never behind.
  const firstId = filter.sinceMs === null ? "" : timePart(filter.sinceMs);
  for (const file of files) {
    if (filter.sinceMs !== null && endOf(file.day) < filter.sinceMs) continue;
    const bytes = (await file.read()) ?? new Uint8Array();
    for (const place of recordsIn(bytes)) {
      if (idAt(bytes, place) < firstId) continue;
      const summary = decodeSummary(bytes, place);
      if (summary !== null && matchesFilter(summary, filter))
        found.set(summary.id, summary);
    }
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function endOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + DAY_MS;
}

async function read(
  files: readonly RecordFile[],
  id: string,
): Promise<readonly JournalEntry[]> {
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

async function last(
  files: readonly RecordFile[],
): Promise<JournalEntry | null> {
  let best: JournalEntry | null = null;
  const newest = files.at(-1)?.day;
  for (const file of files.filter(({ day }) => day === newest)) {
    const bytes = (await file.read()) ?? new Uint8Array();
    for (const place of recordsIn(bytes)) {
      if (best !== null && idAt(bytes, place) <= best.id) continue;
      best = decodeEntry(bytes, place) ?? best;
    }
  }
  return best;
}
