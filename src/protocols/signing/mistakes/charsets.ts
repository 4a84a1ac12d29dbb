/** Text in the character sets that Node reads and does not write. */
import { memoize } from "../../../core/memoize.js";

/** As the WHATWG names them. */
export type LegacyCharset = "windows-1252" | "euc-kr";

const FIRST_LEAD = 0x81;
const FIRST_TRAIL = 0x41;
const LAST_BYTE = 0xfe;

/** What stands at 0x80 to 0x9f; five of them are control characters. Some releases of Node read this set as Latin-1. */
const HIGH = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";
const windows1252: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 && byte <= 0x9f ? (HIGH[byte - 0x80] ?? "") : String.fromCharCode(byte),
);

export function decodeWindows1252(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => windows1252[byte]).join("");
}

/** Character → bytes, found by reading every byte and pair of bytes once. */
const tableOf = memoize((charset: string): ReadonlyMap<string, readonly number[]> => {
  if (charset === "windows-1252")
    return new Map(Array.from({ length: 256 }, (_, byte) => [windows1252[byte] ?? "", [byte]]));
  const decoder = new TextDecoder(charset);
  const table = new Map<string, readonly number[]>();
  const put = (bytes: readonly number[]) => {
    const text = decoder.decode(Uint8Array.from(bytes));
    if (Array.from(text).length === 1 && text !== "\uFFFD" && !table.has(text))
      table.set(text, bytes);
  };
  for (let byte = 0; byte <= 0xff; byte += 1) put([byte]);
  if (charset !== "euc-kr") return table;
  for (let lead = FIRST_LEAD; lead <= LAST_BYTE; lead += 1)
    for (let trail = FIRST_TRAIL; trail <= LAST_BYTE; trail += 1) put([lead, trail]);
  return table;
});

/** @returns null where a character is not in the character set */
export function encodeText(charset: LegacyCharset, text: string): Buffer | null {
  const table = tableOf(charset);
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
