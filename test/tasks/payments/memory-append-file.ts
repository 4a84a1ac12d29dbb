/** An append-only file in memory; what was appended can be cut off anywhere, as a crash does. */
import type { AppendFile } from "../../../src/core/append-file.js";
import { textOf } from "../../../src/core/text-out.js";

export interface MemoryAppendFile extends AppendFile {
  readonly text: () => string;
}

export function memoryAppendFile(initial: string = ""): MemoryAppendFile {
  let bytes: Buffer = Buffer.from(initial);
  return {
    text: () => bytes.toString("utf8"),
    size: () => bytes.length,
    append: (items, write) => {
      const offsets = items.map((item) => {
        const offset = bytes.length;
        const text = textOf((out) => {
          write(item, out);
        });
        bytes = Buffer.concat([bytes, Buffer.from(text)]);
        return offset;
      });
      return { offsets, durable: Promise.resolve() };
    },
    read: (offset, count) => Promise.resolve(bytes.subarray(offset, offset + count)),
    async *chunks() {
      // Odd pieces: lines end anywhere in them.
      for (let at = 0; at < bytes.length; at += 37) yield bytes.subarray(at, at + 37);
    },
    truncate: (size) => {
      bytes = bytes.subarray(0, size);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
