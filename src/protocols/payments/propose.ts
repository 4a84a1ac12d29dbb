/**
 * From a sample of a game's payment query to a proposed source and mapping: where
 * the records are, what says success, how pages go on, and what each field is.
 */
import { pathBelow } from "../../core/json/path.js";
import { type JsonValue, isJsonArray, isJsonObject } from "../../core/json/value.js";
import { parseJson } from "../../core/json/read.js";
import {
  REQUIRED_FIELDS,
  type PaymentMapping,
  type PaymentSource,
  type RefundRule,
  type RequiredField,
} from "./mapping.js";
import { replyFacts, type Around, type Candidate } from "./propose-reply.js";
import { proposeFields, type Guess } from "./propose-fields.js";
import { recordLeaves } from "./record-leaves.js";

export type { Guess } from "./propose-fields.js";

export interface PaymentProposal {
  /** What a reply tells of its source; empty where the sample is a bare record. */
  readonly source: Pick<PaymentSource, "records" | "success" | "paging" | "refund">;
  readonly map: PaymentMapping;
  readonly guesses: readonly Guess[];
  /** Required fields that nothing in the records could be. */
  readonly missing: readonly RequiredField[];
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
  const best = candidatesIn(sample)
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
  const refund = refundRule(candidate.records);
  return {
    source: {
      ...(candidate.path === "" ? {} : { records: candidate.path }),
      ...reply.source,
      ...(refund === null ? {} : { refund }),
    },
    map: fields.map,
    guesses: [...reply.guesses, ...fields.guesses],
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

function parseSample(text: string): JsonValue | null {
  const document = parseJson(text.replace(/^\uFEFF/, ""));
  if (document.ok) return document.value;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const parsed = lines.map(parseJson);
  const values = parsed.flatMap((line) => (line.ok ? [line.value] : []));
  return values.length === lines.length && lines.length > 0 ? values : null;
}

function candidatesIn(
  value: JsonValue,
  path = "",
  around: readonly Around[] = [],
): readonly Candidate[] {
  if (isJsonArray(value)) {
    const records = value.filter(isJsonObject);
    return records.length === 0 || records.length < value.length ? [] : [{ path, records, around }];
  }
  if (!isJsonObject(value)) return [];
  const inner = Object.entries(value).flatMap(([towards, child]) =>
    candidatesIn(child, pathBelow(path, towards), [...around, { path, object: value, towards }]),
  );
  // An object is a record only by itself: inside a reply it is what surrounds the records.
  const alone = path === "" ? [{ path, records: [value], around: [] }] : [];
  return [...inner, ...alone];
}

function refundRule(records: readonly JsonValue[]): RefundRule | null {
  const leaf = recordLeaves(records).find(
    ({ names: [name], texts, inList }) =>
      !inList &&
      /^(order|payment)?(status|state)$/.test(name) &&
      texts.some((text) => REFUNDED.test(text)),
  );
  if (leaf === undefined) return null;
  const values = [...new Set(leaf.texts)].filter((text) => REFUNDED.test(text));
  return { path: leaf.path, in: values };
}

const REFUNDED = /refund/i;
