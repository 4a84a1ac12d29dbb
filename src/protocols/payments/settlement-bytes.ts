/** The bytes of a settlement file as text: unpacked, and decoded in the encoding it is written in. */
import { UserError } from "../../core/errors.js";
import { limitText } from "../../core/read-limits.js";
import { decodeText, utf16Of } from "../../core/text-encoding.js";
import { unpackFile, type UnpackTerms } from "./packed-file.js";

/** About a million payments: as text, as cells and as records they have to fit in memory. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * @param encoding as the profile declares it; else UTF-8, or UTF-16 where that is plain to see
 * @throws {UserError} `settlement_encoding`, `settlement_packed`, `settlement_too_long`
 */
export function settlementText(bytes: Uint8Array, encoding: string | undefined): string {
  const plain = unpacked(bytes);
  if (plain.length > MOST_BYTES) throw tooLong();
  // Whatever its encoding, what a file begins with is seen in its first signs.
  const other = noTable(Buffer.from(plain.subarray(0, START)).toString("latin1"));
  if (other !== null) throw packed(other);
  const text = decoded(plain, encoding).replace(/^\uFEFF/, "");
  if (plain.length <= START && text.trim() === "") throw packed("it is empty");
  return text;
}

const START = 1024;

function noTable(start: string): string | null {
  const text = start.replace(/^\u00EF\u00BB\u00BF/, "").trimStart();
  if (/^<(?:!doctype|html|head|meta|table|style)\b/i.test(text))
    return "it is a web page (HTML), as some sites give for Excel";
  if (/^<\?xml\b/i.test(text)) return "it is XML";
  return /^(?:\[\s*)?\{\s*(?:"|\}|$)|^\[\s*\]/.test(text) ? "it is JSON" : null;
}

function decoded(plain: Uint8Array, encoding: string | undefined): string {
  try {
    return decodeText(plain, encoding ?? utf16Of(plain) ?? "utf-8");
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
  if (reads(bytes, "utf-8") !== null) return "it reads as UTF-8: leave settlement.encoding out";
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

const TABLES: UnpackTerms = {
  mostBytes: MOST_BYTES,
  wanted: [/\.(?:csv|tsv)$/i, /\.txt$/i],
};

function unpacked(bytes: Uint8Array): Uint8Array {
  const [a, b] = bytes;
  if (a === 0xd0 && b === 0xcf) throw packed("it is an old Excel workbook (.xls)");
  if (a === 0x25 && b === 0x50) throw packed("it is a PDF");
  const file = unpackFile(bytes, TABLES);
  if (!file.ok) throw packed(file.problem);
  return file.bytes;
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
