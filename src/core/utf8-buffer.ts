/** Texts put together as UTF-8, in one place that is used again and again: a new one each time would soon be a good part of a long run's memory. */
import type { TextOut } from "./text-out.js";

export interface Utf8Buffer extends TextOut {
  /** @returns how many bytes the text takes */
  add(text: string): number;
  /** Makes room for so many bytes in all, where it is known that they will come. */
  reserve(bytes: number): void;
  /** How many bytes were added since the last `clear`. */
  size(): number;
  /** What was added since the last `clear`; only good until the next one. */
  bytes(): Uint8Array;
  clear(): void;
}

const FIRST_BYTES = 64 * 1024;
/** A call of Node takes as long as so many characters. */
const SHORT = 64;

/** @param expectedBytes what it will hold; it grows where that was too little */
export function createUtf8Buffer(expectedBytes = FIRST_BYTES): Utf8Buffer {
  let buffer = Buffer.allocUnsafe(expectedBytes);
  let used = 0;
  const grow = (least: number) => {
    const larger = Buffer.allocUnsafe(least);
    buffer.copy(larger, 0, 0, used);
    buffer = larger;
  };
  const add = (text: string): number => {
    // No UTF-16 unit takes more than three bytes of UTF-8.
    const most = used + text.length * 3;
    if (most > buffer.length) grow(Math.max(most, buffer.length * 2));
    const isDone = text.length <= SHORT && putAscii(text, buffer, used);
    const bytes = isDone ? text.length : buffer.write(text, used, "utf8");
    used += bytes;
    return bytes;
  };
  return {
    add,
    addQuoted: (text) => {
      const most = used + text.length + 2;
      if (most > buffer.length) grow(Math.max(most, buffer.length * 2));
      if (text.length > SHORT || !putPlain(text, buffer, used + 1)) {
        add(JSON.stringify(text));
        return;
      }
      buffer[used] = QUOTE;
      used = most;
      buffer[used - 1] = QUOTE;
    },
    reserve: (bytes) => {
      if (bytes > buffer.length) grow(bytes);
    },
    size: () => used,
    bytes: () => buffer.subarray(0, used),
    clear: () => {
      used = 0;
    },
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** @returns false, with nothing of it counted, for a text of more than ASCII */
function putAscii(text: string, buffer: Uint8Array, from: number): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) return false;
    buffer[from + at] = unit;
  }
  return true;
}

/** The same for a text in which JSON would write something in another way, too. */
function putPlain(text: string, buffer: Uint8Array, from: number): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit >= 0x80 || unit === QUOTE || unit === BACKSLASH) return false;
    buffer[from + at] = unit;
  }
  return true;
}
