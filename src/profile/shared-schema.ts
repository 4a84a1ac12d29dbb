/** A schema in which what stands in many places is written once, and referred to. */
import type { JsonSchema } from "./json-schema.js";

/** A schema of JSON Schema's draft 7 that may refer to its own definitions. */
export type SharedSchema = Omit<JsonSchema, "$ref"> & {
  readonly definitions: Readonly<Record<string, unknown>>;
};

/** Shorter than that, a reference would be no shorter. Characters. */
const WORTH_SHARING = 150;

/** Means the same as what it is given, to whoever follows references. Definitions are called after the first key that they describe. */
export function shareRepeated(schema: JsonSchema): SharedSchema {
  const times = new Map<string, number>();
  count(schema, times);
  const names = new Map<string, string>();
  const definitions = new Map<string, unknown>();
  const shared = (part: JsonSchema, key: string): unknown => {
    const text = JSON.stringify(part);
    if (text.length < WORTH_SHARING || times.get(text) === 1) return inside(part, key);
    let name = names.get(text);
    if (name === undefined) {
      name = freeName(key, definitions);
      names.set(text, name);
      definitions.set(name, {});
      definitions.set(name, inside(part, key));
    }
    return { $ref: `#/definitions/${name}` };
  };
  const inside = (part: JsonSchema, key: string) => mapParts(part, key, shared);
  const whole = inside(schema, "profile");
  return { ...whole, definitions: Object.fromEntries(definitions) };
}

function count(schema: JsonSchema, times: Map<string, number>): void {
  const text = JSON.stringify(schema);
  const before = times.get(text) ?? 0;
  times.set(text, before + 1);
  // What is in it is shared with it.
  if (before === 0)
    mapParts(schema, "", (part) => {
      count(part, times);
    });
}

function freeName(key: string, taken: ReadonlyMap<string, unknown>): string {
  let name = key;
  for (let at = 2; taken.has(name); at += 1) name = `${key}-${at}`;
  return name;
}

/** @param change of a schema inside, and the key whose value it describes */
function mapParts(
  schema: JsonSchema,
  key: string,
  change: (part: JsonSchema, key: string) => unknown,
): object {
  const { properties, additionalProperties, items, anyOf, oneOf } = schema;
  const each = (part: JsonSchema) => change(part, key);
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, part]) => [name, change(part, name)]),
      ),
    }),
    ...(typeof additionalProperties === "object" && {
      additionalProperties: each(additionalProperties),
    }),
    ...(items && { items: each(items) }),
    ...(anyOf && { anyOf: anyOf.map(each) }),
    ...(oneOf && { oneOf: oneOf.map(each) }),
  };
}
