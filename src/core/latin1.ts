/** Bytes as Latin-1: one character a byte, so that offsets are the same in both. */
export function latin1Of(bytes: Uint8Array): string {
  // A Buffer around another one's bytes takes longer than the text.
  if (Buffer.isBuffer(bytes)) return bytes.toString("latin1");
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
