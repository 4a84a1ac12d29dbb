/** Files that come gzipped, or alone in a zip: unpacked, within a bound. */
import { gunzipSync, inflateRawSync } from "node:zlib";
import { errorMessage } from "../../core/errors.js";

export type Unpacked =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** `problem`: in words, why what is packed cannot be had. */
  | { readonly ok: false; readonly problem: string };

export interface UnpackTerms {
  /** The most bytes that may come out. */
  readonly mostBytes: number;
  /** Names of files that are wanted; the first of these that fits any file decides. */
  readonly wanted: readonly RegExp[];
}

/** @returns the bytes themselves where they are not packed */
export function unpackFile(bytes: Uint8Array, terms: UnpackTerms): Unpacked {
  const [a, b, c, d] = bytes;
  try {
    if (a === 0x1f && b === 0x8b) {
      return { ok: true, bytes: gunzipSync(bytes, { maxOutputLength: terms.mostBytes }) };
    }
    if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6)))
      return onlyFileIn(bytes, terms);
  } catch (error) {
    return failed(`it cannot be unpacked: ${whyNot(error, terms)}`);
  }
  return { ok: true, bytes };
}

function whyNot(error: unknown, { mostBytes }: UnpackTerms): string {
  if (!(error instanceof RangeError)) return errorMessage(error);
  const isTooLarge = "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
  // What is looked for lies beyond the file's end.
  return isTooLarge ? `it holds more than ${mostBytes} bytes` : "the zip is cut off or damaged";
}

function failed(problem: string): Unpacked & { ok: false } {
  return { ok: false, problem };
}

const END_OF_DIRECTORY = 0x06054b50;
const ENTRY = 0x02014b50;

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly size: number;
  readonly start: number;
}

function onlyFileIn(bytes: Uint8Array, { mostBytes, wanted }: UnpackTerms): Unpacked {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = entriesOf(zip);
  if (typeof entries === "string") return failed(entries);
  if (entries.some(({ name }) => name === "xl/workbook.xml"))
    return failed("it is an Excel workbook (.xlsx)");
  const fitting = wanted.map((names) => entries.filter(({ name }) => names.test(name)));
  const files = fitting.find(({ length }) => length > 0) ?? [];
  const [file] = files;
  if (file === undefined || files.length > 1) {
    const names = files.slice(0, 3).map(({ name }) => JSON.stringify(name));
    const listed = names.length === 0 ? "" : ` (${names.join(", ")})`;
    return failed(`the zip holds ${files.length} tables${listed}, not one`);
  }
  if (file.method !== 0 && file.method !== 8) return failed("its compression is not known here");
  // The local header has a name and extra data of its own.
  const { start } = file;
  const data = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
  const raw = zip.subarray(data, data + file.size);
  if (raw.length < file.size) return failed("the zip is cut off");
  const plain = file.method === 0 ? raw : inflateRawSync(raw, { maxOutputLength: mostBytes });
  return { ok: true, bytes: plain };
}

/** @returns in words, why there is no directory */
function entriesOf(zip: Buffer): readonly ZipEntry[] | string {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) return "the zip is cut off";
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY) return "the zip's directory is damaged";
    if ((zip.readUInt16LE(at + 8) & 1) === 1) return "the zip is encrypted";
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
