/** Walks the profile's JSON Schema: which keys exist at a path, and what a value there must be. */
import { fileJsonSchema, type JsonSchema } from "./json-schema.js";

export type ProfileGuide = ReturnType<typeof createProfileGuide>;

/**
 * Answers questions about paths. A path below `environments.<name>` is
 * answered as the same path in the base.
 */
export function createProfileGuide(root: JsonSchema = fileJsonSchema()) {
  const schemasAt = (path: readonly PropertyKey[]): readonly JsonSchema[] =>
    withoutEnvironment(path).reduce<readonly JsonSchema[]>(
      (schemas, step) => schemas.flatMap((schema) => stepInto(schema, step)),
      branches(root),
    );
  return {
    /** Every shape that a value may have there; empty when the path does not exist. */
    schemasAt,
    /** The named keys allowed at a path. */
    keysAt: (path: readonly PropertyKey[]): readonly string[] => [
      ...new Set(schemasAt(path).flatMap((schema) => Object.keys(schema.properties ?? {}))),
    ],
    isSecret: (path: readonly PropertyKey[]): boolean =>
      schemasAt(path).some((schema) => schema["x-secret"] === true),
  };
}

function withoutEnvironment(path: readonly PropertyKey[]): readonly PropertyKey[] {
  return path[0] === "environments" && path.length >= 2 ? path.slice(2) : path;
}

function stepInto(schema: JsonSchema, step: PropertyKey): readonly JsonSchema[] {
  if (typeof step === "number") {
    if (schema.items === undefined) return [];
    // One of a list of secrets is a secret.
    return branches(schema.items).map((item) =>
      schema["x-secret"] === true ? { ...item, "x-secret": true } : item,
    );
  }
  const { properties = {} } = schema;
  const named = Object.hasOwn(properties, step) ? properties[String(step)] : undefined;
  if (named !== undefined) return branches(named);
  const { additionalProperties } = schema;
  return typeof additionalProperties === "object" ? branches(additionalProperties) : [];
}

/** A schema and, where it offers alternatives, those; the mark of a secret stays on each. */
function branches(schema: JsonSchema): readonly JsonSchema[] {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives === undefined) return [schema];
  const secret = schema["x-secret"] === true;
  return alternatives
    .flatMap(branches)
    .map((branch) => (secret ? { ...branch, "x-secret": true as const } : branch));
}
