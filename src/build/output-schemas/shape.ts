/** JSON Schemas in short. They are open: members may be added to what a command prints. */

export type Shape = Readonly<Record<string, unknown>>;
type Members = Readonly<Record<string, Shape>>;

export const text: Shape = { type: "string" };
export const number: Shape = { type: "number" };
export const flag: Shape = { type: "boolean" };
export const anything: Shape = {};

export function listOf(items: Shape): Shape {
  return { type: "array", items };
}

/** Of members that nobody knows beforehand. */
export function mapOf(values: Shape): Shape {
  return { type: "object", additionalProperties: values };
}

export function either(...shapes: readonly Shape[]): Shape {
  return { anyOf: shapes };
}

export function nullable(shape: Shape): Shape {
  return either(shape, { type: "null" });
}

export function oneOf(...values: readonly string[]): Shape {
  return { enum: values };
}

/** @param optional members that may be left out */
export function object(required: Members, optional: Members = {}): Shape {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
  };
}

export function shared(name: string): Shape {
  return { $ref: `#/$defs/${name}` };
}
