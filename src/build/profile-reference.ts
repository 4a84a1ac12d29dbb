/** The profile's reference, row by row, made from the schema that editors get. */
import { type JsonSchema, publishedJsonSchema } from "../profile/json-schema.js";

export interface ProfileRow {
  /** As in messages: `payments.source.paging`, `entry.rotatedKeys[]`. */
  readonly path: string;
  readonly isRequired: boolean;
  /** What may stand there, in a few words. */
  readonly allowed: string;
  readonly description: string;
}

/** Top-level keys, each with everything below it. Environments repeat the rest. */
export function profileReference(): ReadonlyMap<string, readonly ProfileRow[]> {
  const { properties = {}, required = [] } = publishedJsonSchema();
  return new Map(
    Object.entries(properties).map(([name, schema]) => [
      name,
      name === "environments"
        ? [rowOf(name, schema, false)]
        : rowsOf(name, schema, required.includes(name)),
    ]),
  );
}

/** Of the same shape as another one, whose rows are there: path → that one's. */
const SAME_SHAPE: Readonly<Record<string, string>> = {
  "payments.refunds.source": "payments.source",
};

function rowsOf(path: string, schema: JsonSchema, isRequired: boolean): readonly ProfileRow[] {
  const like = SAME_SHAPE[path];
  if (like !== undefined) {
    const row = rowOf(path, schema, isRequired);
    return [{ ...row, description: `${row.description} Its keys are those of ${like}.` }];
  }
  return [rowOf(path, schema, isRequired), ...insideOf(path, schema)];
}

function insideOf(path: string, schema: JsonSchema): readonly ProfileRow[] {
  const { properties = {}, required = [], items, additionalProperties } = schema;
  const choices = isReference(schema) ? [] : alternativesOf(schema);
  return uniqueRows([
    ...(isReference(schema) ? [] : fieldsOf(path, properties, required)),
    ...(items === undefined ? [] : insideOf(`${path}[]`, items)),
    ...(typeof additionalProperties === "object"
      ? insideOf(`${path}.<name>`, additionalProperties)
      : []),
    ...choices.flatMap((each) => insideOf(path, each)),
  ]);
}

type Properties = NonNullable<JsonSchema["properties"]>;

/** Fields of one shape, such as those of a mapping, share their rows. */
function fieldsOf(
  path: string,
  properties: Properties,
  required: readonly string[],
): readonly ProfileRow[] {
  const entries = Object.entries(properties);
  const [first] = entries;
  const shapes = new Set(entries.map(([, each]) => JSON.stringify(each)));
  const isComplex = first !== undefined && insideOf(path, first[1]).length > 0;
  if (entries.length < 3 || shapes.size > 1 || !isComplex)
    return entries.flatMap(([name, each]) =>
      rowsOf(`${path}.${name}`, each, required.includes(name)),
    );
  const names = entries.map(([name]) => (required.includes(name) ? `${name} (required)` : name));
  const [, shape] = first;
  return [
    {
      ...rowOf(`${path}.<field>`, shape, false),
      description: `Fields: ${names.join(", ")}.`,
    },
    ...insideOf(`${path}.<field>`, shape),
  ];
}

/** Alternatives of a shape often have fields in common. */
function uniqueRows(rows: readonly ProfileRow[]): readonly ProfileRow[] {
  const byPath = new Map<string, ProfileRow>();
  for (const row of rows) {
    const other = byPath.get(row.path);
    byPath.set(row.path, other === undefined ? row : mergeRows(other, row));
  }
  return [...byPath.values()];
}

function mergeRows(one: ProfileRow, other: ProfileRow): ProfileRow {
  return {
    path: one.path,
    isRequired: one.isRequired && other.isRequired,
    allowed: one.allowed === other.allowed ? one.allowed : `${one.allowed}, ${other.allowed}`,
    description: one.description === other.description ? one.description : "",
  };
}

function rowOf(path: string, schema: JsonSchema, isRequired: boolean): ProfileRow {
  return {
    path,
    isRequired,
    allowed: allowedIn(schema),
    description: schema.description ?? "",
  };
}

function allowedIn(schema: JsonSchema): string {
  const { type, items, additionalProperties } = schema;
  if (isReference(schema)) return "secret reference";
  if (schema.enum !== undefined) return schema.enum.map(quoted).join(", ");
  if (schema.const !== undefined) return quoted(schema.const);
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 0) return [...new Set(alternatives.map(allowedIn))].join(", ");
  if (items !== undefined) return `list of ${allowedIn(items)}`;
  if (typeof additionalProperties === "object" && !schema.properties)
    return `name → ${allowedIn(additionalProperties)}`;
  return type === "string" ? "text" : String(type ?? "any value");
}

function alternativesOf({ anyOf, oneOf }: JsonSchema): readonly JsonSchema[] {
  return anyOf ?? oneOf ?? [];
}

/** Where a secret is: `{"env": …}`, `{"file": …}` or `{"store": …}`. */
function isReference(schema: JsonSchema): boolean {
  const keys = Object.keys(schema.properties ?? {});
  if (keys.length === 1 && ["env", "file", "store"].includes(keys[0] ?? "")) return true;
  const alternatives = alternativesOf(schema);
  return alternatives.length > 0 && alternatives.every(isReference);
}

function quoted(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
