/** What a JSON text says, as values of this language; a number may stay the text it was written as. */

export type JsonValue =
  null | boolean | string | number | bigint | JsonNumber | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A number as written: ids above 2^53 and decimal amounts survive reading and writing. */
export class JsonNumber {
  readonly text: string;

  /** @param text a JSON number, such as `9.99` or `12345678901234567890` */
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** @param literal a JSON number, such as `9.99` or `12345678901234567890` */
export function jsonNumber(literal: string): JsonNumber {
  if (!NUMBER.test(literal)) throw new TypeError(`not a JSON number: ${JSON.stringify(literal)}`);
  return new JsonNumber(literal);
}

export function isJsonNumber(value: unknown): value is number | bigint | JsonNumber {
  return typeof value === "number" || typeof value === "bigint" || value instanceof JsonNumber;
}

/** True for a JSON object; lists, null and numbers are none. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject;
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>>;
export function isJsonObject(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof JsonNumber)
  );
}

export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[];
export function isJsonArray(value: unknown): value is readonly unknown[];
export function isJsonArray(value: unknown): boolean {
  return Array.isArray(value);
}

/** An own property; inherited ones such as `constructor` do not count. */
export function jsonProperty(value: JsonValue | undefined, key: string): JsonValue | undefined;
export function jsonProperty(value: unknown, key: string): unknown;
export function jsonProperty(value: unknown, key: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The text of a string, number or boolean, as written where that is kept; null for anything else. */
export function scalarText(value: JsonValue | undefined): string | null {
  if (typeof value === "string") return value;
  if (value instanceof JsonNumber) return value.text;
  return typeof value === "boolean" || isJsonNumber(value) ? `${value}` : null;
}

/** Compact JSON: numbers as they were written, members in their order. */
export function renderJson(value: JsonValue): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (value instanceof JsonNumber) return value.text;
  if (isJsonArray(value)) return `[${value.map(renderJson).join(",")}]`;
  let members = "";
  for (const [key, member] of Object.entries<JsonValue | undefined>(value)) {
    // A member that was left out of a message stands there as undefined.
    if (member === undefined) continue;
    members += `${members === "" ? "" : ","}${JSON.stringify(key)}:${renderJson(member)}`;
  }
  return `{${members}}`;
}
