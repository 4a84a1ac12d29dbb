/** A long JSON document whose bulk is one list, written straight as the bytes that are sent. */
import { createUtf8Buffer, type Utf8Buffer } from "../utf8-buffer.js";

/** UTF-16 units put together before they are encoded; short enough to be young garbage. */
const PIECE = 16 * 1024;

/**
 * `before`, the items with commas between them, `after`, in UTF-8.
 *
 * A list of a thousand items as one string would be copied twice before it is
 * bytes, at two bytes a character where a single name is not Latin.
 *
 * @param render gives a whole JSON value
 */
export function encodeJsonList<Item>(
  before: string,
  items: readonly Item[],
  render: (item: Item) => string,
  after: string,
): Uint8Array {
  let buffer: Utf8Buffer | null = null;
  let piece = before;
  let comma = "";
  for (const [at, item] of items.entries()) {
    piece += comma + render(item);
    comma = ",";
    if (piece.length < PIECE) continue;
    // As the first items are, so are the others mostly: a buffer that grows is a copy more.
    buffer ??= createUtf8Buffer(expectedBytes(piece.length / (at + 1), items.length));
    buffer.add(piece);
    piece = "";
  }
  const last = piece + after;
  buffer ??= createUtf8Buffer(last.length * 3);
  buffer.add(last);
  return buffer.bytes();
}

function expectedBytes(itemLength: number, items: number): number {
  return Math.ceil(itemLength * items * 1.1) + 4 * PIECE;
}
