/** Where a field's value stands in a record: found, looked up, or replaced by a constant. */
import { isJsonObject, type JsonValue, renderJson, scalarText } from "../../core/json/value.js";
import type { FieldRule } from "./mapping.js";
import { valueAt, valuesAt } from "../../core/json/path.js";
import { accepted, rejected, type FieldReading } from "./payment.js";

export interface RawField {
  readonly source: string;
  readonly raw: string | null;
  readonly texts: FieldReading<readonly string[]>;
}

/**
 * An amount, which may stand in two members: whole units, and billionths of one.
 * Where the rule reads the units alone, billionths beside them are not passed over.
 */
export function findAmount(record: JsonValue, given: FieldRule): RawField {
  const rule = settledRule(
    record,
    given,
    (text) => text === "" || /^[-+]?0*(?:[.,]0*)?$/.test(text),
  );
  const { path } = rule;
  if (path === undefined) return findRaw(record, rule);
  const value = valueAt(record, path);
  const isMoney = isJsonObject(value) && value["nanos"] !== undefined;
  const written = isMoney ? (value["units"] ?? undefined) : value;
  const parent = /^(.*?)\.?units$/.exec(path)?.[1];
  const beside = parent === undefined ? undefined : `${parent === "" ? "" : `${parent}.`}nanos`;
  const nanosPath = rule.nanos ?? beside;
  // Zero units are left out by writers that leave defaults out; any other path may be a slip.
  const isZero = written === undefined && (isMoney || nanosPath === beside);
  const units = isZero ? "0" : scalarText(written);
  const found = isMoney ? value["nanos"] : nanosPath && valueAt(record, nanosPath);
  const nanos = scalarText(found === "" ? undefined : found);
  if (nanos === null || units === null) return findRaw(record, rule);
  const text = withNanos(units, nanos);
  const raw = `${units} + ${nanos} nanos`;
  if (text === null) return { source: path, raw, texts: rejected(`${raw} is no amount`) };
  return { source: path, raw, texts: accepted([text]) };
}

/** Both have the sign of the whole, or are zero. */
function withNanos(units: string, nanos: string): string | null {
  if (!/^-?\d{1,18}$/.test(units) || !/^-?\d{1,9}$/.test(nanos)) return null;
  const isNegative = units.startsWith("-") || nanos.startsWith("-");
  const mixed = Number(units) * Number(nanos) < 0;
  if (mixed) return null;
  const fraction = nanos.replace("-", "").padStart(9, "0");
  return `${isNegative ? "-" : ""}${units.replace("-", "")}.${fraction}`;
}

/** The rule with the first of its paths at which something stands; without any, its own. */
function settledRule(
  record: JsonValue,
  rule: FieldRule,
  isNothing: (text: string) => boolean,
): FieldRule {
  if (rule.or === undefined || rule.path === undefined) return rule;
  const { or, ...own } = rule;
  const at = [rule.path, ...or].find((path) => {
    const value = valueAt(record, path);
    const text = scalarText(value);
    return text === null ? isJsonObject(value) : !isNothing(text.trim());
  });
  return at === undefined ? own : { ...own, path: at };
}

/** The texts a rule finds: one, or for a sum one or more. */
export function findRaw(record: JsonValue, given: FieldRule): RawField {
  const rule = settledRule(record, given, (text) => text === "");
  if (rule.join !== undefined) return joined(record, rule, rule.join);
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

function joined(record: JsonValue, rule: FieldRule, paths: readonly string[]): RawField {
  const source = paths.join(" + ");
  const parts = paths.map((path) => scalarText(valueAt(record, path)));
  const found = parts.filter((part) => part !== null);
  if (found.length === 0) return standIn(source, rule);
  const raw = found.join(" + ");
  if (found.length < paths.length) {
    return {
      source,
      raw,
      texts: rejected(`${paths.length - found.length} of its parts is missing`),
    };
  }
  return { source, raw, texts: lookedUpText(found.join(""), rule) };
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
