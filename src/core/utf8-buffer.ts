/** Texts put together as UTF-8, in one place that is used again and again: a new one each time would soon be a good part of a long run's memory. */

export interface Utf8Buffer {
  /** @returns how many bytes the text takes */
  add(text: string): number;
  /** What was added since the last `clear`; only good until the next one. */
  bytes(): Uint8Array;
  clear(): void;
}

const FIRST_BYTES = 64 * 1024;

/** @param expectedBytes what it will hold; it grows where that was too little */
export function createUtf8Buffer(expectedBytes = FIRST_BYTES): Utf8Buffer {
  let buffer = Buffer.allocUnsafe(expectedBytes);
  let used = 0;
  return {
    add: (text) => {
      // No UTF-16 unit takes more than three bytes of UTF-8.
      const most = used + text.length * 3;
      if (most > buffer.length) {
        const larger = Buffer.allocUnsafe(Math.max(most, buffer.length * 2));
        buffer.copy(larger, 0, 0, used);
        buffer = larger;
      }
      const bytes = buffer.write(text, used, "utf8");
      used += bytes;
      return bytes;
    },
    bytes: () => buffer.subarray(0, used),
    clear: () => {
      used = 0;
    },
  };
}
