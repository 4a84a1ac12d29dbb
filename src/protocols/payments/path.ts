/**
 * Where in a JSON value something stands: `data.list`, `items[].amount`,
 * `lines[0].sku`, `["order.id"]`. Knows nothing of payments.
 */
import { UserError } from "../../core/errors.js";
import { isJsonArray, jsonProperty, type JsonValue } from "./lossless-json.js";

export type PathStep =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "index"; readonly index: number }
  /** `[]`: every element. */
  | { readonly kind: "each" };

const STEP = /\["([^"]*)"\]|\[(\d+)\]|(\[\])|\.?([^.[\]]+)/y;

/**
 * @param path empty or `$` for the value itself
 * @throws {UserError} `path_malformed`
 */
export function parsePath(path: string): readonly PathStep[] {
  const text = path.replace(/^\$(?:\.|(?=\[)|$)/, "");
  const steps: PathStep[] = [];
  let at = 0;
  while (at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) {
      throw new UserError(
        "path_malformed",
        `"${path}" is not a path: stuck at character ${at + 1}`,
        'Write keys separated by dots, [] for every element, [0] for one, ["a.b"] for a key with a dot.',
      );
    }
    steps.push(stepOf(match));
    at = STEP.lastIndex;
  }
  return steps;
}

function stepOf([, quoted, index, each, bare]: RegExpExecArray): PathStep {
  if (quoted !== undefined) return { kind: "key", key: quoted };
  if (index !== undefined) return { kind: "index", index: Number(index) };
  if (each !== undefined) return { kind: "each" };
  return { kind: "key", key: bare ?? "" };
}

/** A mapping asks for the same few paths in every record, so they are read once. */
const known = new Map<string, readonly PathStep[]>();
const MOST_KNOWN = 1_000;

function stepsOf(path: string): readonly PathStep[] {
  const found = known.get(path);
  if (found !== undefined) return found;
  const steps = parsePath(path);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(path, steps);
  return steps;
}

/** Every value the path leads to; none where a step finds nothing. */
export function valuesAt(root: JsonValue, path: string): readonly JsonValue[] {
  const steps = stepsOf(path);
  if (steps.some(({ kind }) => kind === "each")) {
    let values: readonly JsonValue[] = [root];
    for (const step of steps)
      values = values.flatMap((value) => follow(value, step));
    return values;
  }
  let value: JsonValue | undefined = root;
  for (const step of steps) {
    value = step.kind === "each" ? undefined : followOne(value, step);
    if (value === undefined) return [];
  }
  return [value];
}

/** The value at a path, or undefined; of several the first. */
export function valueAt(root: JsonValue, path: string): JsonValue | undefined {
  return valuesAt(root, path)[0];
}

function follow(value: JsonValue, step: PathStep): readonly JsonValue[] {
  if (step.kind === "each") return isJsonArray(value) ? value : [];
  const found = followOne(value, step);
  return found === undefined ? [] : [found];
}

function followOne(
  value: JsonValue,
  step: Exclude<PathStep, { kind: "each" }>,
): JsonValue | undefined {
  return isJsonArray(value) ? elementAt(value, step) : propertyAt(value, step);
}

function elementAt(
  array: readonly JsonValue[],
  step: Exclude<PathStep, { kind: "each" }>,
): JsonValue | undefined {
  if (step.kind === "index") return array[step.index];
  return /^\d+$/.test(step.key) ? array[Number(step.key)] : undefined;
}

function propertyAt(
  value: JsonValue,
  step: Exclude<PathStep, { kind: "each" }>,
): JsonValue | undefined {
  return jsonProperty(
    value,
    step.kind === "key" ? step.key : String(step.index),
  );
}
