/**
 * A journal entry as a record: `<length> TAB <summary JSON> TAB <the rest as JSON> LF`.
 * The length shows a torn record for what it is, and lets a list skip bodies unread.
 */
import { type JournalEntry, type JournalSummary, summaryOf } from "./entry.js";

/** Where a record stands in its file's bytes. */
export interface RecordPlace {
  /** Of the summary. */
  readonly start: number;
  /** Of the tab after it. */
  readonly tab: number;
  /** Of the line feed. */
  readonly end: number;
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
/** Hex digits and a tab. */
const PREFIX_LENGTH = 9;
const ID_START = '{"id":"'.length;
const ID_LENGTH = 12;

export function encodeRecord(entry: JournalEntry): Uint8Array {
  const summary = summaryOf(entry);
  const rest = Object.fromEntries(
    Object.entries(entry).filter(([key]) => !(key in summary)),
  );
  const body = Buffer.from(
    `${JSON.stringify(summary)}\t${JSON.stringify(rest)}\n`,
    "utf8",
  );
  const length = (body.length - 1).toString(16).padStart(8, "0");
  return Buffer.concat([Buffer.from(`${length}\t`), body]);
}

/** Every whole record; what is torn is passed over. */
export function* recordsIn(bytes: Uint8Array): Generator<RecordPlace> {
  let at = 0;
  while (at < bytes.length) {
    const place = recordAt(bytes, at);
    if (place === null) {
      const lineFeed = bytes.indexOf(LINE_FEED, at);
      if (lineFeed === -1) return;
      at = lineFeed + 1;
      continue;
    }
    yield place;
    at = place.end + 1;
  }
}

function recordAt(bytes: Uint8Array, at: number): RecordPlace | null {
  const start = at + PREFIX_LENGTH;
  if (bytes[start - 1] !== TAB) return null;
  const digits = Buffer.from(
    bytes.buffer,
    bytes.byteOffset + at,
    PREFIX_LENGTH - 1,
  ).toString("latin1");
  if (!/^[\da-f]{8}$/.test(digits)) return null;
  const end = start + Number.parseInt(digits, 16);
  if (bytes[end] !== LINE_FEED) return null;
  const tab = bytes.indexOf(TAB, start);
  return tab === -1 || tab >= end ? null : { start, tab, end };
}

/** Without parsing anything. */
export function idAt(bytes: Uint8Array, { start }: RecordPlace): string {
  return Buffer.from(
    bytes.buffer,
    bytes.byteOffset + start + ID_START,
    ID_LENGTH,
  ).toString("latin1");
}

/** @returns null when the record holds something else */
export function decodeSummary(
  bytes: Uint8Array,
  { start, tab }: RecordPlace,
): JournalSummary | null {
  return parse(bytes, start, tab) as JournalSummary | null;
}

/** @returns null when the record holds something else */
export function decodeEntry(
  bytes: Uint8Array,
  { start, tab, end }: RecordPlace,
): JournalEntry | null {
  const summary = parse(bytes, start, tab);
  const rest = parse(bytes, tab + 1, end);
  if (summary === null || rest === null || !("request" in rest)) return null;
  return { ...summary, ...rest } as unknown as JournalEntry;
}

function parse(bytes: Uint8Array, start: number, end: number): object | null {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString(
        "utf8",
      ),
    );
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
