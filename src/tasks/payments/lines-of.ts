/** Cutting a stream of bytes into lines of text, at most one line in memory. */

export interface TextLine {
  readonly text: string;
  /** Of the line's first byte. */
  readonly offset: number;
  /** False for a last line without its line break. */
  readonly ended: boolean;
}

/** @param chunks a piece need only be good until the next one is asked for */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<TextLine> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of chunks) {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(10, start);
      if (end === -1) break;
      const text = bytes.toString("utf8", start, end);
      yield { text, offset: offset + start, ended: true };
      start = end + 1;
    }
    rest = Buffer.from(bytes.subarray(start));
    offset += start;
  }
  if (rest.length > 0)
    yield { text: rest.toString("utf8"), offset, ended: false };
}
