/**
 * A journal entry as a record: `<length> TAB <summary JSON> TAB <the rest as JSON> LF`.
 * The length shows a torn record for what it is, and lets a list skip bodies unread.
 */
import type { JournalEntry, JournalSummary } from "./entry.js";
import { createRecordText } from "./record-text.js";

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

/** @returns which makes records of entries, one after another */
export function createRecordEncoder(): (entries: readonly JournalEntry[]) => Uint8Array {
  const textOf = createRecordText();
  const recordOf = (entry: JournalEntry) => {
    const body = textOf(entry);
    const length = Buffer.byteLength(body).toString(16).padStart(8, "0");
    return `${length}\t${body}\n`;
  };
  return (entries) => Buffer.from(entries.map(recordOf).join(""));
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

/**
 * The whole records with this text in their summary, found without a look at the others.
 *
 * @param text part of a line: without a line feed
 */
export function* recordsWith(bytes: Uint8Array, text: Uint8Array): Generator<RecordPlace> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = buffer.indexOf(text);
  while (at !== -1) {
    const place = recordAt(bytes, buffer.lastIndexOf(LINE_FEED, at) + 1);
    if (place !== null && at >= place.start && at + text.length <= place.tab) yield place;
    const lineFeed = place?.end ?? buffer.indexOf(LINE_FEED, at);
    if (lineFeed === -1) return;
    at = buffer.indexOf(text, lineFeed + 1);
  }
}

function recordAt(bytes: Uint8Array, at: number): RecordPlace | null {
  const start = at + PREFIX_LENGTH;
  if (bytes[start - 1] !== TAB) return null;
  const length = hexAt(bytes, at);
  if (length === null || bytes[start + length] !== LINE_FEED) return null;
  const tab = bytes.indexOf(TAB, start);
  const end = start + length;
  return tab === -1 || tab >= end ? null : { start, tab, end };
}

/** Eight lower-case hex digits, without making a string of them: a list does this for every record. */
function hexAt(bytes: Uint8Array, at: number): number | null {
  let value = 0;
  for (let index = at; index < at + PREFIX_LENGTH - 1; index += 1) {
    const code = bytes[index] ?? 0;
    if (code >= 0x30 && code <= 0x39) value = value * 16 + code - 0x30;
    else if (code >= 0x61 && code <= 0x66) value = value * 16 + code - 0x57;
    else return null;
  }
  return value;
}

/** Without parsing anything. */
export function idAt(bytes: Uint8Array, { start }: RecordPlace): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start + ID_START, ID_LENGTH).toString(
    "latin1",
  );
}

/** Compares the id's beginning, as a sort does; without making a string of it. */
export function compareId(bytes: Uint8Array, { start }: RecordPlace, beginning: string): number {
  for (let at = 0; at < beginning.length; at += 1) {
    const difference = (bytes[start + ID_START + at] ?? 0) - beginning.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The summary's JSON, for {@link parseSummary}. */
export function summaryTextAt(bytes: Uint8Array, { start, tab }: RecordPlace): string {
  return textAt(bytes, start, tab);
}

/** @returns null when the text is something else */
export function parseSummary(text: string): JournalSummary | null {
  return parse(text) as JournalSummary | null;
}

/** @returns null when the record holds something else */
export function decodeEntry(
  bytes: Uint8Array,
  { start, tab, end }: RecordPlace,
): JournalEntry | null {
  const summary = parse(textAt(bytes, start, tab));
  const rest = parse(textAt(bytes, tab + 1, end));
  if (summary === null || rest === null || !("request" in rest)) return null;
  return { ...summary, ...rest } as unknown as JournalEntry;
}

function textAt(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
}

function parse(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
