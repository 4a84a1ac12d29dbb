/** A long JSON document whose bulk is one list, written straight as the bytes that are sent. */
import { createUtf8Buffer } from "../utf8-buffer.js";

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
  const buffer = createUtf8Buffer();
  let piece = before;
  let comma = "";
  for (const item of items) {
    piece += comma + render(item);
    comma = ",";
    if (piece.length < PIECE) continue;
    buffer.add(piece);
    piece = "";
  }
  buffer.add(piece + after);
  return buffer.bytes();
}
