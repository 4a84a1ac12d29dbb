/** From bytes to text, strictly: a byte order mark stays, and what is no UTF-8 is not text. */

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @returns null when the bytes are not valid UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** What is in UTF-16 by its mark, as PowerShell's > writes it, in UTF-8 without one; else as it is. */
export function inUtf8(bytes: Uint8Array): Uint8Array {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  if (!isLittle && !(first === 0xfe && second === 0xff)) return bytes;
  return Buffer.from(new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(bytes));
}
