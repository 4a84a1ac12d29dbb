/**
 * Lists the newest entries that fit a filter, without parsing more than it
 * must: a journal holds a hundred thousand, and a list shows fifty.
 */
import type { RecordFile } from "../core/record-files.js";
import {
  compareId,
  idAt,
  parseSummary,
  type RecordPlace,
  recordsIn,
  recordsWith,
  summaryTextAt,
} from "./codec.js";
import type { JournalSummary } from "./entry.js";
import { fragmentsOf, type JournalFilter, matchesFilter } from "./filter.js";
import { timePart } from "./id.js";

const DAY_MS = 86_400_000;

/**
 * @param limit only the newest so many
 * @returns oldest first
 */
export async function listEntries(
  files: readonly RecordFile[],
  filter: JournalFilter,
  limit: number,
): Promise<readonly JournalSummary[]> {
  const newest = createNewest(limit, filter.sinceMs);
  const fragments = fragmentsOf(filter).map((text) => Buffer.from(text));
  for (const file of [...files].sort(newestFirst)) {
    if (newest.isBefore(endOf(file))) continue;
    const bytes = (await file.read()) ?? new Uint8Array();
    const places = placesWith(bytes, fragments);
    // From the end: what is younger leaves the less to be parsed.
    for (let at = places.length - 1; at >= 0; at -= 1) {
      const place = places[at];
      if (place === undefined || !newest.takes(bytes, place)) continue;
      const summary = parseSummary(summaryTextAt(bytes, place));
      if (summary !== null && matchesFilter(summary, filter))
        newest.add(idAt(bytes, place), summary);
    }
  }
  return newest.all();
}

function newestFirst(a: RecordFile, b: RecordFile): number {
  return endOf(b) - endOf(a);
}

/** No record of the file is younger. */
function endOf({ day, writtenMs }: RecordFile): number {
  return Math.min(Date.parse(`${day}T00:00:00Z`) + DAY_MS, writtenMs);
}

/** The records whose summary holds every fragment. */
function placesWith(bytes: Uint8Array, fragments: readonly Buffer[]): readonly RecordPlace[] {
  const [longest, ...others] = [...fragments].sort((a, b) => b.length - a.length);
  if (longest === undefined) return [...recordsIn(bytes)];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return [...recordsWith(bytes, longest)].filter(({ start, tab }) => {
    const summary = buffer.subarray(start, tab);
    return others.every((fragment) => summary.includes(fragment));
  });
}

interface Newest {
  /** Whether what ended then could add nothing. */
  isBefore(endMs: number): boolean;
  takes(bytes: Uint8Array, place: RecordPlace): boolean;
  add(id: string, summary: JournalSummary): void;
  all(): readonly JournalSummary[];
}

function createNewest(limit: number, sinceMs: number | null): Newest {
  let found = new Map<string, JournalSummary>();
  // Ids run ahead of the clock when many are made in one millisecond, never behind.
  let floor = sinceMs === null ? "" : timePart(sinceMs);
  const newestIds = () => [...found.keys()].sort().slice(-limit);
  return {
    isBefore: (endMs) => timePart(endMs + 1) < floor,
    takes: (bytes, place) => compareId(bytes, place, floor) >= 0,
    add: (id, summary) => {
      found.set(id, summary);
      if (found.size < 2 * limit) return;
      const ids = newestIds();
      found = new Map(ids.flatMap((each) => pairOf(each, found)));
      floor = ids[0] ?? floor;
    },
    all: () => newestIds().flatMap((id) => found.get(id) ?? []),
  };
}

function pairOf(
  id: string,
  found: ReadonlyMap<string, JournalSummary>,
): readonly (readonly [string, JournalSummary])[] {
  const summary = found.get(id);
  return summary === undefined ? [] : [[id, summary]];
}
