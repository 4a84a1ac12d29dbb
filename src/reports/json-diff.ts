/** What differs between two JSON documents, numbers being compared as they are written. */
import { renderPath } from "../core/json/path.js";
import { parseJson } from "../core/json/read.js";
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  jsonProperty,
  type JsonObject,
  type JsonValue,
} from "../core/json/value.js";

export type JsonChange =
  | {
      readonly kind: "missing";
      readonly path: string;
      readonly expected: string;
    }
  | {
      readonly kind: "unexpected";
      readonly path: string;
      readonly actual: string;
    }
  | {
      readonly kind: "changed";
      readonly path: string;
      readonly expected: string;
      readonly actual: string;
    };

/**
 * What differs between two JSON documents, in the order of the expected one.
 * Numbers are compared as written, so `100` and `100.0` differ.
 *
 * @returns null unless both are JSON objects or arrays; values are JSON text
 */
export function diffJson(expected: string, actual: string): readonly JsonChange[] | null {
  const before = parseJson(expected);
  const after = parseJson(actual);
  if (!before.ok || !after.ok) return null;
  if (!isContainer(before.value) || !isContainer(after.value)) return null;
  return changes(["$"], before.value, after.value);
}

type Container = readonly JsonValue[] | JsonObject;
type Path = readonly (string | number)[];

function isContainer(value: JsonValue): value is Container {
  return isJsonArray(value) || isJsonObject(value);
}

function changes(path: Path, before: JsonValue, after: JsonValue): JsonChange[] {
  if (isContainer(before) && isContainer(after) && isJsonArray(before) === isJsonArray(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      memberChanges([...path, isJsonArray(before) ? Number(key) : key], before, after),
    );
  }
  const expected = spacedJson(before);
  const actual = spacedJson(after);
  return expected === actual ? [] : [{ kind: "changed", path: renderPath(path), expected, actual }];
}

function memberChanges(path: Path, before: Container, after: Container): JsonChange[] {
  const was = member(before, path.at(-1));
  const is = member(after, path.at(-1));
  const place = renderPath(path);
  if (is === undefined)
    return was === undefined ? [] : [{ kind: "missing", path: place, expected: spacedJson(was) }];
  return was === undefined
    ? [{ kind: "unexpected", path: place, actual: spacedJson(is) }]
    : changes(path, was, is);
}

function member(container: Container, step: string | number | undefined): JsonValue | undefined {
  return isJsonArray(container) ? container[Number(step)] : jsonProperty(container, String(step));
}

function spacedJson(value: JsonValue): string {
  if (isJsonNumber(value)) return String(value);
  if (isJsonArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}: ${spacedJson(each)}`,
  );
  return `{${members.join(", ")}}`;
}
