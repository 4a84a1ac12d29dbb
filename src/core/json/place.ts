/** Writing where `path.ts` reads: a copy of a value with others put into it. */
import type { PathStep, PlainStep } from "./path.js";
import { EACH } from "./path.js";
import { isJsonArray, isJsonObject, jsonProperty, type JsonValue } from "./value.js";

/**
 * Objects and lists on the way are made; what stood beside the place stays.
 *
 * @param values one, or as many as `[]` shall have elements
 */
export function placeValues(
  document: JsonValue | undefined,
  steps: readonly PathStep[],
  values: readonly JsonValue[],
): JsonValue;
export function placeValues(
  document: unknown,
  steps: readonly PathStep[],
  values: readonly unknown[],
): unknown;
export function placeValues(
  document: unknown,
  steps: readonly PathStep[],
  values: readonly unknown[],
): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return values[0] ?? null;
  if (typeof step === "string") {
    const before = isJsonObject(document) ? document : {};
    return { ...before, [step]: placeValues(jsonProperty(before, step), rest, values) };
  }
  const list = isJsonArray(document) ? document : [];
  const least = step === EACH ? values.length : step + 1;
  return Array.from({ length: Math.max(list.length, least) }, (_, at) => {
    if (step === at) return placeValues(list[at], rest, values);
    if (step === EACH && at < values.length)
      return placeValues(list[at], rest, values.slice(at, at + 1));
    return list[at] ?? {};
  });
}

export type JsonChange<Value> =
  | { readonly ok: true; readonly value: Value }
  /** What is wrong with the place, and where to go instead. */
  | { readonly ok: false; readonly problem: string; readonly hint: string };

/**
 * Puts one value in for a user who may have got the place wrong: a list gets no
 * gaps, no names, and stays a list. Objects on the way are made.
 */
export function changeValue(
  document: JsonValue | undefined,
  steps: readonly PlainStep[],
  value: JsonValue,
): JsonChange<JsonValue>;
export function changeValue(
  document: unknown,
  steps: readonly PlainStep[],
  value: unknown,
): JsonChange<unknown>;
export function changeValue(
  document: unknown,
  steps: readonly PlainStep[],
  value: unknown,
): JsonChange<unknown> {
  const [step, ...rest] = steps;
  if (step === undefined) return { ok: true, value };
  const problem = wrongStep(document, step);
  if (problem !== null) return problem;
  const list = typeof step === "number" ? (isJsonArray(document) ? document : []) : null;
  const below = changeValue(
    list === null ? jsonProperty(document, String(step)) : list[Number(step)],
    rest,
    value,
  );
  if (!below.ok) return below;
  if (list !== null) return { ok: true, value: list.toSpliced(Number(step), 1, below.value) };
  const before = isJsonObject(document) ? document : {};
  return { ok: true, value: { ...before, [step]: below.value } };
}

function wrongStep(document: unknown, step: PlainStep): JsonChange<never> | null {
  const hint = "Write the place in a list as events[0].";
  const list = document === undefined || document === null ? [] : document;
  if (typeof step === "string")
    return isJsonArray(document)
      ? { ok: false, problem: `"${step}" is asked of a list`, hint }
      : null;
  if (!isJsonArray(list)) return { ok: false, problem: `there is no list for [${step}]`, hint };
  if (step <= list.length) return null;
  return {
    ok: false,
    problem: `the list has only ${list.length} items`,
    hint: `The next free place is [${list.length}].`,
  };
}
