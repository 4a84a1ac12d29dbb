/** Text in the character sets that Node does not write. */
import { eucKrPairs } from "../../../core/euc-kr.js";
import { once } from "../../../core/memoize.js";
import { decodeWindows1252 } from "../../../core/text-encoding.js";

/** As the WHATWG names them. */
export type LegacyCharset = "windows-1252" | "euc-kr";

/** Character → bytes. */
const TABLES: Readonly<Record<LegacyCharset, () => ReadonlyMap<string, readonly number[]>>> = {
  "windows-1252": once(
    () =>
      new Map(
        Array.from({ length: 256 }, (_, byte) => [decodeWindows1252(Uint8Array.of(byte)), [byte]]),
      ),
  ),
  "euc-kr": once(
    () =>
      new Map<string, readonly number[]>([
        ...Array.from({ length: 0x80 }, (_, byte) => [String.fromCharCode(byte), [byte]] as const),
        ...[...eucKrPairs()].map(
          ([pair, character]) => [character, [pair >> 8, pair & 0xff]] as const,
        ),
      ]),
  ),
};

/** @returns null where a character is not in the character set */
export function encodeText(charset: LegacyCharset, text: string): Buffer | null {
  const table = TABLES[charset]();
  const bytes: number[] = [];
  for (const character of text) {
    const each = table.get(character);
    if (each === undefined) return null;
    for (const byte of each) bytes.push(byte);
  }
  return Buffer.from(bytes);
}

/** UTF-16 with the high byte first, or the low one. */
export function utf16(text: string, order: "le" | "be"): Buffer {
  const bytes = Buffer.from(text, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
}
