/** Finds a transaction's line in a run's journal, without keeping the lines in memory. */
import type { AppendFile } from "../../core/append-file.js";
import type { IdTable } from "../../core/id-table.js";
import { keyOf, parseLine, type OutcomeLine } from "./journal-lines.js";

/** A line's place is kept in units of this many bytes: 32 bits then reach through 256 GB. */
const PLACE_BYTES = 64;
/** Longer than any line: ids and reasons are cut below it. */
const LONGEST_LINE = 16 * 1024;

/** @param offset of the line's first byte */
export function placeOf(offset: number): number {
  return Math.floor(offset / PLACE_BYTES);
}

/** Repetitions come in runs, so the last block read mostly holds the next line asked for. */
const BLOCK_BYTES = 64 * 1024;

/** @returns null for a transaction that is surely new, and otherwise once the file has been looked into */
export type FindLine = (key: string) => Promise<OutcomeLine | null> | null;

/** @param table keys and {@link placeOf} their lines */
export function createLineFinder(file: AppendFile, table: IdTable): FindLine {
  let block = { offset: 0, bytes: Buffer.alloc(0) };
  const lineAt = async (place: number, key: string) => {
    const from = Math.max(0, place * PLACE_BYTES - 1);
    const has = () =>
      from >= block.offset && from + LONGEST_LINE <= block.offset + block.bytes.length;
    if (!has()) {
      const bytes = await file.read(from, BLOCK_BYTES);
      block = { offset: from, bytes: Buffer.from(bytes) };
    }
    return searchLine(block.bytes.subarray(from - block.offset), from === 0, key);
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
function searchLine(bytes: Buffer, atFileStart: boolean, key: string): OutcomeLine | null {
  let start = atFileStart ? 0 : bytes.indexOf(10) + 1;
  while (start <= PLACE_BYTES) {
    const end = bytes.indexOf(10, start);
    if (end === -1) return null;
    const line = parseLine(bytes.toString("utf8", start, end));
    if (line !== null && "outcome" in line && keyOf(line.kind, line.id, line.record) === key)
      return line;
    start = end + 1;
  }
  return null;
}
