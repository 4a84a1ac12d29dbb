/**
 * Reading one poll reply: its bytes, the success rule, and the records in it,
 * as an array, under a path, or as NDJSON. Nothing is converted here.
 */
import {
  type JsonValue,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  renderJson,
  scalarText,
} from "../../core/json/value.js";
import { parseJson } from "../../core/json/read.js";
import { readSignedRecord } from "./json-web-signature.js";
import type { PaymentSource, SignedRecords } from "./mapping.js";
import { unpackFile } from "./packed-file.js";
import { readTableReply, readXmlReply, xmlRecords } from "./reply-formats.js";
import { decodeText, utf16Of } from "../../core/text-encoding.js";
import { canonicalDecimal, parseDecimal, renderDecimal } from "./payment-amount.js";
import { valuesAt } from "../../core/json/path.js";

/** `empty`: the profile's own word for a range without payments. */
export type Presence = "array" | "null" | "absent" | "lines" | "no-body" | "empty";

export type PollReply =
  | {
      readonly ok: true;
      readonly records: readonly JsonValue[];
      /** Null for NDJSON. */
      readonly body: JsonValue;
      /** `absent`: the path led nowhere, which is legal for an empty range. */
      readonly presence: Presence;
      /** Tells one page's records from another's. */
      readonly digest: string;
    }
  | {
      readonly ok: false;
      readonly code: ReplyProblem;
      readonly problem: string;
    };

export type ReplyProblem = "encoding" | "not-json" | "no-success" | "no-array" | "not-records";

/** What of a source says how its replies are read. */
export type ReplyTerms = Pick<
  PaymentSource,
  "records" | "keyed" | "success" | "empty" | "charset" | "format" | "separator" | "jws"
>;

const MOST_INFLATED_BYTES = 64 * 1024 * 1024;

/**
 * @param bytes the whole body as received, gzipped or not
 * @param contentType the header's value, null when absent
 */
export function readPollReply(
  source: ReplyTerms,
  bytes: Uint8Array,
  contentType: string | null,
): PollReply {
  const charset = source.charset ?? charsetOf(contentType);
  const decoded = textOf(bytes, charset);
  if (!decoded.ok) return failed("encoding", decoded.problem);
  const { text } = decoded;
  const { format = "json" } = source;
  if (format === "csv" || format === "tsv") {
    const table = readTableReply(text, format, source.separator);
    return table.ok ? found(table.records, null, "array") : failed("not-json", table.problem);
  }
  if (format === "xml") return readXml(source, text);
  const claimsLines = /ndjson|jsonl|json-?lines/i.test(contentType ?? "");
  if (text.trim() === "") return emptyBody(source, claimsLines);
  const document = claimsLines ? null : parseJson(text);
  if (document?.ok === true) return readDocument(source, document.value);
  const lines = readLines(source, text);
  if (lines !== null) return lines;
  const problem = document?.problem ?? "a line is not a JSON object";
  return failed("not-json", `the body is ${nameOfText(text)}: ${problem}`);
}

function failed(code: ReplyProblem, problem: string): PollReply {
  return { ok: false, code, problem };
}

function found(records: readonly JsonValue[], body: JsonValue, presence: Presence): PollReply {
  return { ok: true, records, body, presence, digest: digestOf(records) };
}

/**
 * Two 32-bit sums over everything that is written in the records, in its order.
 * A server has no use for a collision, so this need not be a cryptographic hash,
 * which would cost as much as all the parsing.
 */
function digestOf(records: readonly JsonValue[]): string {
  const sums = { a: 0x811c9dc5, b: 0x41c6ce57 };
  for (const record of records) addValue(sums, record);
  const { a, b } = sums;
  return `${(a >>> 0).toString(36)}-${(b >>> 0).toString(36)}-${records.length}`;
}

interface Sums {
  a: number;
  b: number;
}

function addValue(sums: Sums, value: JsonValue): void {
  const text = scalarText(value);
  if (text !== null) addText(sums, text);
  else if (isJsonArray(value)) {
    addText(sums, "[");
    for (const each of value) addValue(sums, each);
    addText(sums, "]");
  } else if (isJsonObject(value)) {
    // Values in their order are enough: keys are the same in every record.
    addText(sums, "{");
    for (const key in value) addValue(sums, value[key] ?? null);
    addText(sums, "}");
  } else addText(sums, "null");
}

function addText(sums: Sums, text: string): void {
  let { a, b } = sums;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(((b << 5) | (b >>> 27)) ^ unit, 0x9e3779b1);
  }
  // A separator that no text holds: ["ab","c"] is not ["a","bc"].
  sums.a = Math.imul(a ^ 0x1_0000, 0x01000193);
  sums.b = Math.imul(b ^ 0x1_0000, 0x9e3779b1);
}

const DATA_FILES = [/\.(?:json|ndjson|jsonl|csv|tsv|xml)$/i, /\.txt$/i];

/** Out of gzip or a zip (some servers send them unasked), without a byte order mark. */
function textOf(
  bytes: Uint8Array,
  charset: string | null,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string } {
  const file = unpackFile(bytes, { mostBytes: MOST_INFLATED_BYTES, wanted: DATA_FILES });
  if (!file.ok) return { ok: false, problem: `the body is a packed file: ${file.problem}` };
  try {
    const label = charset ?? utf16Of(file.bytes) ?? "utf-8";
    return { ok: true, text: decodeText(file.bytes, label) };
  } catch {
    const problem = `the body is no ${charset ?? "UTF-8"} text: name its encoding in payments.source.charset, such as euc-kr`;
    return { ok: false, problem };
  }
}

function charsetOf(contentType: string | null): string | null {
  return /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? "")?.[1] ?? null;
}

/** What a body is that is not JSON, as far as its beginning shows. */
function nameOfText(text: string): string {
  const start = text.trimStart().slice(0, 300);
  if (/^<!doctype html|^<html|^<head|^<body/i.test(start)) {
    return "HTML (a sign-in page, or a proxy's), not JSON";
  }
  if (/^<\?xml|^<[\w:.-]+[\s/>]/.test(start)) return "XML, not JSON";
  if (/^[\w$.]+\s*\(\s*[[{]/.test(start)) return "JSONP (JSON inside a call), not JSON";
  const [head = "", second] = start.split(/\r?\n/);
  const separator = ["\t", ";", ","].find((each) => head.split(each).length > 2);
  const isTable = separator !== undefined && second?.includes(separator) === true;
  if (isTable && !/^[[{]/.test(start)) return `${separator === "\t" ? "TSV" : "CSV"}, not JSON`;
  return "not JSON";
}

/** No lines are no payments, and so is a 204; a promised success value is another matter. */
function emptyBody(source: ReplyTerms, claimsLines: boolean): PollReply {
  if (source.success === undefined || claimsLines) return found([], null, "no-body");
  return failed("not-json", "the body is empty");
}

/** One JSON object a line; null when that is not what the text is. */
function readLines(source: ReplyTerms, text: string): PollReply | null {
  if ((source.records ?? "") !== "") return null;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const parsed = lines.map(parseJson);
  const records = parsed.flatMap((line) =>
    line.ok && isJsonObject(line.value) ? [line.value] : [],
  );
  return records.length === lines.length ? found(records, null, "lines") : null;
}

function readDocument(source: ReplyTerms, body: JsonValue): PollReply {
  if (saysEmpty(source, body)) return found([], body, "empty");
  const refusal = unmetSuccess(source, body);
  if (refusal !== null) return failed("no-success", refusal);
  const values = valuesAt(body, source.records ?? "");
  const [first] = values;
  if (first === undefined) return found([], body, "absent");
  if (values.every((value) => value === null)) return found([], body, "null");
  const objects =
    source.keyed === true ? values.flatMap((each) => (isJsonObject(each) ? [each] : [])) : [];
  const isKeyed = objects.length === values.length;
  const fansOut = source.records?.includes("[]") === true;
  if (!isJsonArray(first) && !fansOut && !isKeyed) {
    const way = isJsonObject(first) ? MEMBERS_HINT : "";
    return failed("no-array", `${placeOf(source)} holds no array, but ${kindOf(first)}${way}`);
  }
  const whole = isJsonArray(first) ? values.flat() : values;
  const listed = isKeyed ? objects.flatMap((each) => Object.values(each)) : whole;
  const opened = source.jws === undefined ? null : openRecords(listed, source.jws);
  if (typeof opened === "string") return failed("not-records", opened);
  const records = opened ?? listed;
  // A row of a table may be a list of its cells.
  const stranger = records.find((record) => !isJsonObject(record) && !isJsonArray(record));
  if (stranger !== undefined) {
    return failed("not-records", `${placeOf(source)} holds ${kindOf(stranger)}`);
  }
  return found(records, body, "array");
}

const MEMBERS_HINT =
  ": name the path of the list, or set payments.source.keyed to true where every member is a record";

/** In words, why one of them cannot be read or believed. */
function openRecords(
  listed: readonly JsonValue[],
  jws: SignedRecords,
): readonly JsonValue[] | string {
  const records: JsonValue[] = [];
  for (const each of listed) {
    const read = readSignedRecord(each, jws);
    if (!read.ok) return read.problem;
    records.push(read.record);
  }
  return records;
}

function readXml(source: ReplyTerms, text: string): PollReply {
  const document = readXmlReply(text);
  if (!document.ok) return failed("not-json", document.problem);
  const { body } = document;
  if (saysEmpty(source, body)) return found([], body, "empty");
  const refusal = unmetSuccess(source, body);
  if (refusal !== null) return failed("no-success", refusal);
  const records = xmlRecords(body, source.records ?? "");
  if (records === "absent") return found([], body, "absent");
  return records.every(isJsonObject)
    ? found(records, body, "array")
    : failed("not-records", `${placeOf(source)} holds texts`);
}

function saysEmpty({ empty }: ReplyTerms, body: JsonValue): boolean {
  if (empty?.path === undefined || empty.equals === undefined) return false;
  return meets(valuesAt(body, empty.path)[0], empty.equals);
}

function placeOf(source: ReplyTerms): string {
  return (source.records ?? "") === "" ? "the body" : `"${source.records ?? ""}"`;
}

function kindOf(value: JsonValue): string {
  if (value === null) return "null";
  if (isJsonArray(value)) return "an array";
  if (isJsonNumber(value)) return "a number";
  return isJsonObject(value) ? "an object" : `a ${typeof value}`;
}

function unmetSuccess(source: ReplyTerms, body: JsonValue): string | null {
  const { success } = source;
  if (success === undefined) return null;
  const value = valuesAt(body, success.path)[0];
  const shown = value === undefined ? "is absent" : `is ${renderJson(value)}`;
  if (meets(value, success.equals)) return null;
  return `"${success.path}" ${shown}, and ${JSON.stringify(success.equals)} means success`;
}

/**
 * By what is written, not by JSON type: a server that answers `"0"` for 0 means
 * the same. What the profile writes as a text is a code: `"0000"` is not `0`.
 */
function meets(value: JsonValue | undefined, equals: string | number | boolean | null): boolean {
  if (equals === null) return value === null;
  const text = scalarText(value);
  if (text === null) return false;
  if (typeof equals === "string" && /^0\d/.test(equals)) return text === equals;
  if (typeof equals === "number" && typeof value === "string" && /^0\d/.test(value)) return false;
  return canonicalText(text) === canonicalText(String(equals));
}

function canonicalText(text: string): string {
  const decimal = parseDecimal(text);
  return decimal === null ? text : renderDecimal(canonicalDecimal(decimal));
}
