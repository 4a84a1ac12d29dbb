/**
 * The profile's shape as a JSON Schema: the raw one that messages and `--set`
 * ask, and the one that is published for editors.
 */
import * as z from "zod/mini";
import { OPTIONAL_FIELDS, REQUIRED_FIELDS } from "../protocols/payments/mapping.js";
import { WALLET_FIELDS } from "../protocols/wallet/dialect.js";
import { effectiveProfileSchema, profileFileSchema } from "./schema.js";

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly "x-secret"?: true;
}

/** Of the whole file, as a user writes it. */
export function fileJsonSchema(): JsonSchema {
  return toJsonSchema(profileFileSchema());
}

function toJsonSchema(
  schema: ReturnType<typeof profileFileSchema | typeof effectiveProfileSchema>,
): JsonSchema {
  // Draft 7 is the newest that every editor understands.
  return z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
  }) as JsonSchema;
}

/** What editors get: environments' overrides checked too, and the names that only a section's own check knows. */
export function publishedJsonSchema(): JsonSchema {
  const { properties = {}, ...file } = fileJsonSchema();
  const { environments, ...rest } = closeRecords(properties);
  const effective = toJsonSchema(effectiveProfileSchema());
  const override = loosen({
    type: "object",
    properties: closeRecords(effective.properties ?? {}),
    additionalProperties: false,
  });
  return mapSchema(withoutMark, {
    ...file,
    title: "playcamp-gw profile",
    description: "The integration agreed with PlayCamp, as playcamp-gw reads it.",
    properties: {
      ...rest,
      environments: { ...environments, additionalProperties: override },
    },
  } as JsonSchema);
}

/** Objects whose keys are names of fields: where, which, and which must be there. */
const FIELD_RECORDS = [
  {
    path: ["payments", "map"],
    keys: [...REQUIRED_FIELDS, ...OPTIONAL_FIELDS],
    required: REQUIRED_FIELDS,
  },
  { path: ["wallet", "fields"], keys: WALLET_FIELDS, required: [] },
] as const;

function closeRecords(
  sections: Readonly<Record<string, JsonSchema>>,
): Readonly<Record<string, JsonSchema>> {
  return FIELD_RECORDS.reduce((all, { path: [section, key], keys, required }) => {
    const schema = all[section];
    const record = schema?.properties?.[key];
    const { additionalProperties } = record ?? {};
    if (typeof additionalProperties !== "object") return all;
    const { propertyNames: _, ...plain } = record as JsonSchema & {
      propertyNames?: unknown;
    };
    const closed = {
      ...plain,
      properties: Object.fromEntries(keys.map((name) => [name, additionalProperties])),
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: false,
    };
    return {
      ...all,
      [section]: {
        ...schema,
        properties: { ...schema?.properties, [key]: closed },
      },
    };
  }, sections);
}

/**
 * A schema of what is laid over a value deeply: nothing has to be there. Lists
 * and references to secrets are replaced whole, so they stay as they are.
 */
function loosen(schema: JsonSchema): JsonSchema {
  if (schema["x-secret"] === true || isReferenceSchema(schema)) return schema;
  const { required: _, oneOf, anyOf = oneOf, ...rest } = schema;
  const { properties, additionalProperties } = schema;
  return {
    ...rest,
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(loosen) }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, loosen) }),
    ...(typeof additionalProperties === "object"
      ? { additionalProperties: loosen(additionalProperties) }
      : {}),
  };
}

function isReferenceSchema({ properties = {} }: JsonSchema): boolean {
  const [key = "", ...others] = Object.keys(properties);
  return others.length === 0 && ["env", "file", "store"].includes(key);
}

function withoutMark({ "x-secret": _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

/** Applies a change to a schema and to all that are inside it. */
function mapSchema(change: (schema: JsonSchema) => JsonSchema, schema: JsonSchema): JsonSchema {
  const inside = (each: JsonSchema) => mapSchema(change, each);
  const { properties, additionalProperties, items, anyOf, oneOf } = schema;
  return change({
    ...schema,
    ...(properties === undefined ? {} : { properties: mapValues(properties, inside) }),
    ...(typeof additionalProperties === "object"
      ? { additionalProperties: inside(additionalProperties) }
      : {}),
    ...(items === undefined ? {} : { items: inside(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(inside) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(inside) }),
  });
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
