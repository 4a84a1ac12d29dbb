/** Bytes as text in the encodings that servers and spreadsheets write. */

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
  return new TextDecoder(nameOf(label), { fatal: true }).decode(bytes);
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
