/** The single values of payment records, by the path that a mapping would name. */
import { plainName } from "../../core/json/plain-name.js";
import { parseJson } from "../../core/json/read.js";
import {
  type JsonObject,
  type JsonValue,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  scalarText,
} from "../../core/json/value.js";
import { pathBelow, valuesAt } from "../../core/json/path.js";

/** A place that holds single values, and what all records of a sample hold there. */
export interface RecordLeaf {
  /** As in a mapping: `price.value`, `items[].amount`. */
  readonly path: string;
  /** The last key alone, and the last two, in small letters without separators. */
  readonly names: readonly [string, string];
  /** Inside a list, where a record may hold several. */
  readonly inList: boolean;
  readonly texts: readonly string[];
  /** All of them are written as JSON numbers. */
  readonly isNumeric: boolean;
  /** Some record has nothing or null there. */
  readonly hasGaps: boolean;
}

/** Those nearer to the root first, else in the records' order. */
export function recordLeaves(records: readonly JsonValue[]): readonly RecordLeaf[] {
  const places = new Map<string, Place>();
  for (const record of records)
    for (const place of placesIn(record, { path: "", keys: [], inList: false }))
      if (!places.has(place.path)) places.set(place.path, place);
  return [...places.values()]
    .map((place) => leafAt(place, records))
    .filter(({ texts }) => texts.length > 0)
    .sort((a, b) => depthOf(a) - depthOf(b));
}

interface Place {
  readonly path: string;
  readonly keys: readonly string[];
  readonly inList: boolean;
}

function placesIn(value: JsonValue, place: Place): readonly Place[] {
  if (isJsonArray(value)) {
    const inner = { ...place, path: `${place.path}[]`, inList: true };
    return value.flatMap((each) => placesIn(each, inner));
  }
  const inner = place.path === "" ? null : jsonInside(value);
  if (inner !== null) return placesIn(inner, place);
  if (!isJsonObject(value)) return place.path === "" ? [] : [place];
  return Object.entries(value).flatMap(([key, child]) =>
    placesIn(child, {
      ...place,
      path: pathBelow(place.path, key),
      keys: [...place.keys, key],
    }),
  );
}

/** JSON that is written in a text: paths lead into it. */
export function jsonInside(value: JsonValue): JsonObject | readonly JsonValue[] | null {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return null;
  const parsed = parseJson(value);
  if (!parsed.ok) return null;
  return isJsonObject(parsed.value) || isJsonArray(parsed.value) ? parsed.value : null;
}

function leafAt({ path, keys, inList }: Place, records: readonly JsonValue[]): RecordLeaf {
  const found = records.map((record) =>
    valuesAt(record, path).filter((value) => scalarText(value) !== null),
  );
  const values = found.flat();
  const lastTwo = keys.slice(-2);
  return {
    path,
    names: [plainName(lastTwo.at(-1) ?? ""), plainName(lastTwo.join(""))],
    inList,
    texts: values.flatMap((value) => scalarText(value) ?? []),
    isNumeric: values.every(isJsonNumber),
    hasGaps: found.some((each) => each.length === 0),
  };
}

function depthOf({ path }: RecordLeaf): number {
  return path.split(/[.[]/).length;
}
