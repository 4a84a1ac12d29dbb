/** A long JSON document whose bulk is one list, written straight as the bytes that are sent. */
import type { TextOut } from "../text-out.js";
import { createUtf8Buffer } from "../utf8-buffer.js";

/** As the first items are, so are the others mostly: a buffer that grows is a copy more. */
const FIRST_ITEMS = 32;
const ROOM_BYTES = 4 * 1024;

/**
 * `before`, the items with commas between them, `after`, in UTF-8.
 *
 * A list of a thousand items as one string would be copied twice before it is
 * bytes, at two bytes a character where a single name is not Latin.
 *
 * @param write writes a whole JSON value
 */
export function encodeJsonList<Item>(
  before: string,
  items: readonly Item[],
  write: (item: Item, out: TextOut) => void,
  after: string,
): Uint8Array {
  const buffer = createUtf8Buffer(ROOM_BYTES * 2);
  buffer.add(before);
  let written = 0;
  for (const item of items) {
    if (written > 0) buffer.add(",");
    write(item, buffer);
    written += 1;
    if (written !== FIRST_ITEMS) continue;
    const each = buffer.bytes().length / FIRST_ITEMS;
    buffer.reserve(Math.ceil(each * items.length * 1.1) + ROOM_BYTES);
  }
  buffer.add(after);
  return buffer.bytes();
}
