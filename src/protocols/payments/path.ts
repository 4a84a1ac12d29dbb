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

interface KnownPath {
  readonly steps: readonly PathStep[];
  /** The path can lead to more than one value. */
  readonly fansOut: boolean;
}

/** A mapping asks for the same few paths in every record, so they are read once. */
const knownPaths = new Map<string, KnownPath>();
const MOST_KNOWN = 1_000;

function knownPath(path: string): KnownPath {
  const found = knownPaths.get(path);
  if (found !== undefined) return found;
  const steps = parsePath(path);
  const known = { steps, fansOut: steps.some(({ kind }) => kind === "each") };
  if (knownPaths.size >= MOST_KNOWN) knownPaths.clear();
  knownPaths.set(path, known);
  return known;
}

/** Every value the path leads to; none where a step finds nothing. */
export function valuesAt(root: JsonValue, path: string): readonly JsonValue[] {
  let values: readonly JsonValue[] = [root];
  for (const step of knownPath(path).steps) {
    values = values.flatMap((value) => follow(value, step));
  }
  return values;
}

/** The value at a path, or undefined; of several the first. */
export function valueAt(root: JsonValue, path: string): JsonValue | undefined {
  const { steps, fansOut } = knownPath(path);
  if (fansOut) return valuesAt(root, path)[0];
  let value: JsonValue | undefined = root;
  for (const step of steps) {
    if (value === undefined || step.kind === "each") return undefined;
    value = followOne(value, step);
  }
  return value;
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
  return jsonProperty(value, step.kind === "key" ? step.key : String(step.index));
}
