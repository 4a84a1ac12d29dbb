/** Strict decoding: a byte order mark stays, and what is no UTF-8 is not text. */

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @returns null when the bytes are not valid UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}
