/** Bodies that travelled in chunks, as a dump of the connection shows them. */

/**
 * Puts the chunks together; what follows the last one is passed over.
 *
 * @returns null for what is not chunked, whatever its header says: some captures keep the header and join the chunks
 * @source RFC 9112, 7.1
 */
export function joinChunks(bytes: Buffer): Buffer | null {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = bytes.indexOf("\n", at);
    if (line === -1) return null;
    const [, digits] =
      /^([0-9a-f]{1,8})[ \t]*(?:;.*)?\r?$/i.exec(bytes.toString("latin1", at, line)) ?? [];
    if (digits === undefined) return null;
    const size = Number.parseInt(digits, 16);
    if (size === 0) return Buffer.concat(chunks);
    const end = line + 1 + size;
    if (end >= bytes.length) return null;
    chunks.push(bytes.subarray(line + 1, end));
    const after = bytes.indexOf("\n", end);
    if (after === -1 || after > end + 1) return null;
    at = after + 1;
  }
}
