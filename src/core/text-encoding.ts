/** Bytes as text in the encodings that servers and spreadsheets write. */
import { decodeEucKr } from "./euc-kr.js";

const ALIASES: Readonly<Record<string, string>> = {
  cp949: "euc-kr",
  ms949: "euc-kr",
  uhc: "euc-kr",
  "ks_c_5601-1987": "euc-kr",
  cp932: "shift_jis",
  utf16: "utf-16le",
  "utf-16": "utf-16le",
  cp1252: "windows-1252",
};

/** Whether there is a decoder of that name. */
export function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(nameOf(label)).encoding !== "";
  } catch {
    return false;
  }
}

/**
 * Without a byte order mark.
 *
 * @throws {TypeError} where the bytes are no such text
 * @throws {RangeError} where there is no such encoding
 */
export function decodeText(bytes: Uint8Array, label: string): string {
  const decoder = new TextDecoder(nameOf(label), { fatal: true });
  switch (decoder.encoding) {
    case "windows-1252":
      return decodeWindows1252(bytes);
    case "euc-kr":
      return decodeEucKr(bytes, null);
    default:
      return decoder.decode(bytes);
  }
}

/** What stands at 0x80 to 0x9f; five of them are control characters. */
const HIGH = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** By a table of its own: some releases of Node read this set as Latin-1. Every byte is a character of it. */
export function decodeWindows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString("latin1")
    .replace(/[\x80-\x9f]/g, (each) => HIGH[each.charCodeAt(0) - 0x80] ?? each);
}

function nameOf(label: string): string {
  return ALIASES[label.toLowerCase()] ?? label;
}

/** UTF-16 by its byte order mark, or by the zeros beside Latin letters; null for anything else. */
export function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const [a = 1, b = 1, c = 1, d = 1] = bytes;
  if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0 && c !== 0 && d === 0)) return "utf-16le";
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && c === 0 && d !== 0)) return "utf-16be";
  return null;
}
