/** The bytes of a settlement file as text: unpacked, and decoded in the encoding it is written in. */
import { gunzipSync, inflateRawSync } from "node:zlib";
import { UserError } from "../../core/errors.js";
import { limitText } from "../../core/read-limits.js";
import { decodeText, utf16Of } from "../../core/text-encoding.js";

/** About a million payments: as text, as cells and as records they have to fit in memory. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * @param encoding as the profile declares it; else UTF-8, or UTF-16 where that is plain to see
 * @throws {UserError} `settlement_encoding`, `settlement_packed`, `settlement_too_long`
 */
export function settlementText(bytes: Uint8Array, encoding: string | undefined): string {
  const plain = unpacked(bytes);
  if (plain.length > MOST_BYTES) throw tooLong();
  const label = encoding ?? utf16Of(plain) ?? "utf-8";
  try {
    return decodeText(plain, label).replace(/^\uFEFF/, "");
  } catch {
    if (encoding !== undefined) {
      throw new UserError(
        "settlement_encoding",
        `the settlement file is not ${encoding} text, as settlement.encoding says`,
        guess(plain),
      );
    }
    throw new UserError(
      "settlement_encoding",
      `the settlement file is not UTF-8: ${guess(plain)}`,
      "Name its encoding in settlement.encoding, such as cp949, shift_jis or utf-16le.",
    );
  }
}

/** A file in one of these mostly reads as none of the others; which it is, only its writer knows. */
function guess(bytes: Uint8Array): string {
  const hangul = reads(bytes, "euc-kr");
  if (hangul !== null && /[가-힣]/.test(hangul)) return "it reads as CP949 (EUC-KR)";
  const kana = reads(bytes, "shift_jis");
  if (kana !== null && /[ぁ-ヶ一-龠]/.test(kana)) return "it reads as Shift_JIS (CP932)";
  return "it may be windows-1252 (Latin-1), or no text at all";
}

function reads(bytes: Uint8Array, label: string): string | null {
  try {
    return decodeText(bytes, label);
  } catch {
    return null;
  }
}

function unpacked(bytes: Uint8Array): Uint8Array {
  const [a, b, c, d] = bytes;
  try {
    if (a === 0x1f && b === 0x8b) return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
    if (a === 0x50 && b === 0x4b && c === 3 && d === 4) return onlyFileIn(Buffer.from(bytes));
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof RangeError) throw tooLong();
    throw packed(`it cannot be unpacked: ${error instanceof Error ? error.message : ""}`);
  }
  if (a === 0xd0 && b === 0xcf) throw packed("it is an old Excel workbook (.xls)");
  if (a === 0x25 && b === 0x50) throw packed("it is a PDF");
  return bytes;
}

function tooLong(): UserError {
  return new UserError(
    "settlement_too_long",
    `the settlement file holds more than ${limitText(MOST_BYTES)}`,
    "Split it, such as by days, and reconcile each part.",
  );
}

function packed(problem: string): UserError {
  return new UserError(
    "settlement_packed",
    `the settlement file: ${problem}`,
    "Give the table as CSV or TSV, as it is, gzipped, or alone in a zip.",
  );
}

const END_OF_DIRECTORY = 0x06054b50;
const ENTRY = 0x02014b50;

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly size: number;
  readonly start: number;
}

/** @throws {UserError} unless the archive holds one table */
function onlyFileIn(zip: Buffer): Uint8Array {
  const entries = entriesOf(zip);
  if (entries.some(({ name }) => name === "xl/workbook.xml")) {
    throw packed("it is an Excel workbook (.xlsx)");
  }
  const tables = entries.filter(({ name }) => /\.(?:csv|tsv|txt)$/i.test(name));
  const [table] = tables;
  if (table === undefined || tables.length > 1) {
    throw packed(`the zip holds ${tables.length} tables, not one`);
  }
  if (table.method !== 0 && table.method !== 8) throw packed("its compression is not known here");
  // The local header has a name and extra data of its own.
  const { start } = table;
  const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
  const raw = zip.subarray(data, data + table.size);
  return table.method === 0 ? raw : inflateRawSync(raw, { maxOutputLength: MOST_BYTES });
}

function entriesOf(zip: Buffer): readonly ZipEntry[] {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) throw packed("the zip is cut off");
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY) throw packed("the zip's directory is damaged");
    if ((zip.readUInt16LE(at + 8) & 1) === 1) throw packed("the zip is encrypted");
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    );
    const name = zip.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
    const isFolder = name.endsWith("/") || name.startsWith("__MACOSX/");
    if (!isFolder) {
      entries.push({
        name,
        method: zip.readUInt16LE(at + 10),
        size: zip.readUInt32LE(at + 20),
        start: zip.readUInt32LE(at + 42),
      });
    }
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}
