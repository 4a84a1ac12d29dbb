/** Bytes that a program or a tool wrote as hex, as numbers or as a dump. */

/** Looks at no more of a body to tell what it is. */
const LOOK = 256;

export function fromHexText(body: Buffer): readonly (Buffer | null)[] {
  const start = body.toString("latin1", 0, LOOK);
  if (/^\s*\{\s*"type"\s*:\s*"Buffer"|^\s*\[\s*-?\d+[\s,]/.test(start))
    return [numberedBytes(body)];
  // Hex in groups of four begins as a dump does: its first group may be an offset.
  const dump = DUMP_LINE.test(start) ? [dumped(body)] : [];
  const text = /^\s*<Buffer /.test(start)
    ? body.toString("latin1").replace(/<Buffer |>/g, "")
    : /^\s*["']?(?:0x|\\x)?[0-9a-f]{2}/i.test(start)
      ? body.toString("latin1")
      : "";
  const digits = text.replace(/0x|\\x|[\s:"'-]/gi, "");
  const isHex = /^(?:[0-9a-f]{2}){2,}$/i.test(digits);
  return isHex ? [...dump, Buffer.from(digits, "hex")] : dump;
}

function numberedBytes(body: Buffer): Buffer | null {
  const list = /\[([-\d\s,]*)\]/.exec(body.toString("latin1"))?.[1];
  const bytes =
    list
      ?.trim()
      .split(/[\s,]+/)
      .map(Number) ?? [];
  const isByte = (byte: number) => Number.isInteger(byte) && byte >= -0x80 && byte <= 0xff;
  return bytes.length > 1 && bytes.every(isByte)
    ? Buffer.from(bytes.map((byte) => byte & 0xff))
    : null;
}

/** `00000000: 7b22 6576 …  {"ev` of xxd, `00000000  7b 22 …  |{"ev|` of hexdump -C, `0000  7b 22 …` of Wireshark. */
const DUMP_LINE = /^\s*[0-9a-f]{4,8}:?\s{1,3}((?:[0-9a-f]{2,4} {1,2}){1,16})/i;

function dumped(body: Buffer): Buffer | null {
  const digits = body
    .toString("latin1")
    .split(/\r?\n/)
    .map((line) => DUMP_LINE.exec(`${line} `)?.[1]?.replace(/ /g, "").slice(0, 32) ?? "")
    .join("");
  return digits.length % 2 === 0 ? Buffer.from(digits, "hex") : null;
}
