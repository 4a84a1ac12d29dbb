/** Where a field's value stands in a record: found, looked up, or replaced by a constant. */
import { type JsonValue, renderJson, scalarText } from "../../core/json/value.js";
import type { FieldRule } from "./mapping.js";
import { valueAt, valuesAt } from "../../core/json/path.js";
import { accepted, rejected, type FieldReading } from "./payment.js";

export interface RawField {
  readonly source: string;
  readonly raw: string | null;
  readonly texts: FieldReading<readonly string[]>;
}

/** The texts a rule finds: one, or for a sum one or more. */
export function findRaw(record: JsonValue, rule: FieldRule): RawField {
  if (rule.sum === undefined && rule.path !== undefined) {
    const text = scalarText(valueAt(record, rule.path));
    if (text !== null) {
      const texts = lookedUpText(text, rule);
      return { source: rule.path, raw: text, texts };
    }
  }
  const isSum = rule.sum !== undefined;
  const path = rule.sum ?? rule.path;
  const source = path === undefined ? "constant" : isSum ? `sum of ${path}` : path;
  const values = path === undefined ? [] : valuesAt(record, path);
  const taken = (isSum ? values : values.slice(0, 1)).filter((each) => each !== null);
  if (taken.length === 0) return standIn(source, rule);
  const raw = taken.map((value) => scalarText(value) ?? renderJson(value)).join(" + ");
  const expected = isSum ? summandCount(record, rule.sum) : 1;
  const texts =
    taken.length === expected
      ? lookedUp(taken, rule)
      : rejected<readonly string[]>(`${expected} elements, but ${taken.length} values to add up`);
  return { source, raw, texts };
}

/** How many amounts a sum should find: an element without one must not pass as free. */
function summandCount(record: JsonValue, path: string): number {
  const lastEach = path.lastIndexOf("[]");
  return lastEach === -1 ? 1 : valuesAt(record, path.slice(0, lastEach + 2)).length;
}

function standIn(source: string, rule: FieldRule): RawField {
  if (rule.const === undefined) {
    return { source, raw: null, texts: rejected("missing") };
  }
  return {
    source: "constant",
    raw: null,
    texts: accepted([String(rule.const)]),
  };
}

function lookedUp(values: readonly JsonValue[], rule: FieldRule): FieldReading<readonly string[]> {
  const texts: string[] = [];
  for (const value of values) {
    const text = scalarText(value);
    if (text === null) return rejected(`${renderJson(value).slice(0, 80)} is not a single value`);
    const mapped = lookedUpText(text, rule);
    if (!mapped.ok) return mapped;
    texts.push(...mapped.value);
  }
  return accepted(texts);
}

function lookedUpText(text: string, rule: FieldRule): FieldReading<readonly string[]> {
  const mapped = rule.lookup === undefined ? text : lookUp(rule.lookup, text);
  if (mapped !== null) return accepted([mapped]);
  const known = Object.keys(rule.lookup ?? {}).join(", ");
  return rejected(`"${text}" is not in the lookup (${known})`);
}

function lookUp(table: NonNullable<FieldRule["lookup"]>, text: string): string | null {
  const value = Object.hasOwn(table, text) ? table[text] : table["*"];
  return value === undefined ? null : String(value);
}
