/** Writing where `path.ts` reads: puts values into a JSON document at a path. */
import {
  isJsonArray,
  isJsonObject,
  type JsonValue,
} from "../../../protocols/payments/lossless-json.js";
import type { PathStep } from "../../../protocols/payments/path.js";

/**
 * @param values one, or as many as `[]` shall have elements
 * @returns the document with the values in it; what stood beside them stays
 */
export function placeValues(
  document: JsonValue | undefined,
  steps: readonly PathStep[],
  values: readonly JsonValue[],
): JsonValue {
  const [step, ...rest] = steps;
  if (step === undefined) return values[0] ?? null;
  switch (step.kind) {
    case "key":
      return {
        ...(isJsonObject(document) ? document : {}),
        [step.key]: placeValues(propertyOf(document, step.key), rest, values),
      };
    case "index":
      return inArray(document, step.index + 1, (element, at) =>
        at === step.index ? placeValues(element, rest, values) : (element ?? {}),
      );
    case "each":
      return inArray(document, values.length, (element, at) =>
        at < values.length ? placeValues(element, rest, values.slice(at, at + 1)) : (element ?? {}),
      );
  }
}

function propertyOf(document: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(document) ? document[key] : undefined;
}

function inArray(
  document: JsonValue | undefined,
  least: number,
  element: (before: JsonValue | undefined, at: number) => JsonValue,
): JsonValue {
  const before = isJsonArray(document) ? document : [];
  const length = Math.max(before.length, least);
  return Array.from({ length }, (_, at) => element(before[at], at));
}
