/** The journal over its files: append, list, read. Where the files are is the adapter's business. */
import type { RecordFile, RecordFiles } from "../core/record-files.js";
import {
  decodeEntry,
  encodeRecord,
  idAt,
  parseSummary,
  recordsIn,
  summaryTextAt,
} from "./codec.js";
import type { JournalEntry, JournalSummary } from "./entry.js";
import { type JournalFilter, matchesFilter } from "./filter.js";
import { normaliseId, timePart } from "./id.js";

export interface Journal {
  append(entry: JournalEntry): void;
  /**
   * Oldest first.
   *
   * @param limit only the newest so many; default all
   */
  list(
    filter: JournalFilter,
    limit?: number,
  ): Promise<readonly JournalSummary[]>;
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
    list: async (filter, limit = Infinity) =>
      list(await files.list(), filter, limit),
    read: async (id) => read(await files.list(), normaliseId(id)),
    last: async () => last(await files.list()),
  };
}

async function list(
  files: readonly RecordFile[],
  filter: JournalFilter,
  limit: number,
): Promise<readonly JournalSummary[]> {
  const candidates = await candidatesIn(files, filter);
  // Only what will be shown is parsed: from the newest backwards until there are enough.
  const ids = [...candidates.keys()].sort();
  const found: JournalSummary[] = [];
  for (let at = ids.length - 1; at >= 0 && found.length < limit; at -= 1) {
    const summary = parseSummary(candidates.get(ids[at] ?? "") ?? "");
    if (summary !== null && matchesFilter(summary, filter)) found.push(summary);
  }
  return found.reverse();
}

/** Id → summary, unparsed. */
async function candidatesIn(
  files: readonly RecordFile[],
  { sinceMs }: JournalFilter,
): Promise<ReadonlyMap<string, string>> {
  const candidates = new Map<string, string>();
  // Ids run ahead of the clock when many are made in one millisecond, never behind.
  const firstId = sinceMs === null ? "" : timePart(sinceMs);
  for (const file of files) {
    if (sinceMs !== null && isOver(file, sinceMs)) continue;
    const bytes = (await file.read()) ?? new Uint8Array();
    for (const place of recordsIn(bytes)) {
      const id = idAt(bytes, place);
      if (id >= firstId) candidates.set(id, summaryTextAt(bytes, place));
    }
  }
  return candidates;
}

function isOver({ day, writtenMs }: RecordFile, sinceMs: number): boolean {
  const endMs = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
  return Math.min(endMs, writtenMs) < sinceMs;
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
