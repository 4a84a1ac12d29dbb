/**
 * From a sample of a game's payment query to a proposed source and mapping: where
 * the records are, what says success, how pages go on, and what each field is.
 */
import { pathBelow, valuesAt } from "../../core/json/path.js";
import {
  type JsonObject,
  type JsonValue,
  isJsonArray,
  isJsonObject,
} from "../../core/json/value.js";
import { parseJson } from "../../core/json/read.js";
import {
  REQUIRED_FIELDS,
  type PaymentMapping,
  type PaymentSource,
  type RequiredField,
} from "./mapping.js";
import { proposeKinds } from "./propose-kinds.js";
import { replyFacts, type Around, type Candidate } from "./propose-reply.js";
import { proposeFields, type Guess } from "./propose-fields.js";
import { jsonInside, type RecordLeaf, recordLeaves } from "./record-leaves.js";
import { readTableReply, readXmlReply } from "./reply-formats.js";

export type { Guess } from "./propose-fields.js";

export interface PaymentProposal {
  /** What a reply tells of its source; empty where the sample is a bare record. */
  readonly source: Pick<
    PaymentSource,
    | "records"
    | "keyed"
    | "success"
    | "paging"
    | "refund"
    | "counts"
    | "ignore"
    | "format"
    | "separator"
  >;
  readonly map: PaymentMapping;
  readonly guesses: readonly Guess[];
  /** Required fields that nothing in the records could be. */
  readonly missing: readonly RequiredField[];
  /** What of the records nothing is read from, in words; null where all is. */
  readonly unused: string | null;
  readonly records: readonly JsonValue[];
}

/**
 * @param text a reply, a list of records, one record, or records as NDJSON
 * @param isUnknownFine takes records of which no field is known, for somebody to say what each is
 * @returns null when there is no JSON object in it that could be a payment
 */
export function proposePayments(text: string, isUnknownFine = false): PaymentProposal | null {
  const sample = parseSample(text);
  if (sample === null) return null;
  const best = candidatesIn(sample.value)
    .map((candidate) => ({
      candidate,
      fields: proposeFields(recordLeaves(candidate.records)),
    }))
    .map((each) => ({ ...each, found: foundIn(each.fields.map) }))
    // Of equals the first, which is the one nearest to the root.
    .reduce<Best | null>(
      (sofar, each) => (sofar === null || each.found > sofar.found ? each : sofar),
      null,
    );
  if (best === null || (best.found === 0 && !isUnknownFine)) return null;
  const { candidate, fields } = best;
  const reply = replyFacts(candidate);
  const kinds = proposeKinds(recordLeaves(candidate.records), candidate.records);
  return {
    source: {
      ...sample.source,
      ...(candidate.path === "" ? {} : { records: candidate.path }),
      ...(candidate.keyed === true ? { keyed: true } : {}),
      ...reply.source,
      ...kinds.source,
    },
    map: fields.map,
    guesses: [...reply.guesses, ...kinds.guesses, ...fields.guesses],
    unused: unusedText(fields.unused, kinds.source),
    missing: REQUIRED_FIELDS.filter((field) => fields.map[field] === undefined),
    records: candidate.records,
  };
}

interface Best {
  readonly candidate: Candidate;
  readonly fields: ReturnType<typeof proposeFields>;
  readonly found: number;
}

/** Constants need no record to be found in. */
function foundIn(map: PaymentMapping): number {
  return Object.values(map).filter(
    (rule) => typeof rule === "string" || rule.path !== undefined || rule.sum !== undefined,
  ).length;
}

const MOST_UNUSED = 12;

/** What of the records nothing is read from: a field that matters may be among them. */
function unusedText(
  leaves: readonly RecordLeaf[],
  { counts, refund }: PaymentProposal["source"],
): string | null {
  const read = [refund?.path, refund?.of, ...[counts ?? []].flat().map(({ path }) => path)];
  const isOfRefunds = ({ path }: RecordLeaf) =>
    refund?.list !== undefined && path.startsWith(refund.list);
  const left = leaves.filter((leaf) => !read.includes(leaf.path) && !isOfRefunds(leaf));
  if (left.length === 0) return null;
  const shown = left
    .slice(0, MOST_UNUSED)
    .map(({ path, texts: [text = ""] }) => `${path} (${text.slice(0, 40)})`);
  const more = left.length > MOST_UNUSED ? `, and ${left.length - MOST_UNUSED} more` : "";
  return `not used: ${shown.join(", ")}${more}`;
}

interface Sample {
  readonly value: JsonValue;
  readonly source: Pick<PaymentSource, "format" | "separator">;
}

/** JSON, lines of it, a table or XML. */
function parseSample(given: string): Sample | null {
  const text = given.replace(/^\uFEFF/, "");
  const document = parseJson(text);
  if (document.ok) return { value: document.value, source: {} };
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const parsed = lines.map(parseJson);
  const values = parsed.flatMap((line) => (line.ok ? [line.value] : []));
  if (values.length === lines.length && lines.length > 0) return { value: values, source: {} };
  return text.trimStart().startsWith("<") ? xmlSample(text) : tableSample(text, lines);
}

function xmlSample(text: string): Sample | null {
  const reading = readXmlReply(text);
  return reading.ok ? { value: reading.body, source: { format: "xml" } } : null;
}

const SEPARATORS = [",", "\t", ";", "|"] as const;

function tableSample(text: string, lines: readonly string[]): Sample | null {
  const [head = ""] = lines;
  if (lines.length < 2 || /^[[{]/.test(head)) return null;
  const separator = SEPARATORS.reduce((best, each) =>
    head.split(each).length > head.split(best).length ? each : best,
  );
  if (head.split(separator).length < 3) return null;
  const format = separator === "\t" ? "tsv" : "csv";
  const table = readTableReply(text, format, separator);
  if (!table.ok || table.records.length === 0) return null;
  const isUsual = separator === "," || separator === "\t";
  return { value: table.records, source: { format, ...(isUsual ? {} : { separator }) } };
}

/** Lists in lists are looked into so far. */
const DEEPEST = 12;

function candidatesIn(
  given: JsonValue,
  path = "",
  around: readonly Around[] = [],
): readonly Candidate[] {
  const value = jsonInside(given) ?? given;
  if (path.split(/[.[]/).length > DEEPEST) return [];
  if (isJsonArray(value)) {
    const records = value.filter(isJsonObject);
    if (records.length === 0 || records.length < value.length) return [];
    return [{ path, records, around }, ...listsInside(records, path, around)];
  }
  if (!isJsonObject(value)) return [];
  const inner = Object.entries(value).flatMap(([towards, child]) =>
    candidatesIn(child, pathBelow(path, towards), [...around, { path, object: value, towards }]),
  );
  // An object is a record only by itself: inside a reply it is what surrounds the records.
  const alone = path === "" ? [{ path, records: [value], around: [] }] : [];
  return [...inner, ...membersOf(value, path, around), ...alone];
}

/** Lists that stand in the items of a list, such as the orders of each day. */
function listsInside(
  items: readonly JsonValue[],
  path: string,
  around: readonly Around[],
): readonly Candidate[] {
  const keys = new Set(items.flatMap((item) => (isJsonObject(item) ? Object.keys(item) : [])));
  return [...keys].flatMap((key): readonly Candidate[] => {
    const inner = items.flatMap((item) => valuesAt(item, pathBelow("", key)));
    const lists = inner.filter(isJsonArray);
    const records = lists.flat();
    const isList =
      lists.length > 0 && lists.length === inner.filter((each) => each !== null).length;
    if (!isList || records.length === 0 || !records.every(isJsonObject)) return [];
    return [{ path: `${pathBelow(`${path}[]`, key)}[]`, records, around }];
  });
}

/** Objects that are the members of one, under their ids. */
function membersOf(
  value: JsonObject,
  path: string,
  around: readonly Around[],
): readonly Candidate[] {
  const members = Object.values(value);
  const [first] = members;
  if (members.length < 2 || !isJsonObject(first)) return [];
  const keysOf = (each: JsonValue) => (isJsonObject(each) ? Object.keys(each).sort().join() : null);
  const isAlike = members.every((each) => keysOf(each) === keysOf(first));
  return isAlike ? [{ path, records: members, around, keyed: true }] : [];
}
