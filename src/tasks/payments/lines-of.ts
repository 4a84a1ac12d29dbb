/** Cutting a stream of bytes into lines of text, at most one line in memory. */

export interface TextLine {
  readonly text: string;
  /** Of the line's first byte. */
  readonly offset: number;
  /** False for a last line without its line break. */
  readonly ended: boolean;
}

/** @param chunks a piece need only be good until the next one is asked for */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const { buffer, byteOffset, length } of chunks) {
    const bytes = Buffer.from(buffer, byteOffset, length);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(10, start);
      if (end === -1) break;
      const line = bytes.subarray(start, end);
      // Only the line that a piece ends in is put together: whole pieces, copied, would be most of the memory.
      const whole = rest.length === 0 ? line : Buffer.concat([rest, line]);
      if (rest.length > 0) rest = Buffer.alloc(0);
      yield { text: whole.toString("utf8"), offset, ended: true };
      offset += whole.length + 1;
      start = end + 1;
    }
    rest = Buffer.concat([rest, bytes.subarray(start)]);
  }
  if (rest.length > 0) yield { text: rest.toString("utf8"), offset, ended: false };
}
