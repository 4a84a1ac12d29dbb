/** Strict decoding: a byte order mark stays, and what is no UTF-8 is not text. */

/** Made once: it keeps nothing from one whole text to the next. */
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return STRICT.decode(bytes);
  } catch {
    return null;
  }
}
