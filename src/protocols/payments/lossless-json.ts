/**
 * JSON in which numbers stay the text they were written as: ids above 2^53 and
 * decimal amounts survive reading and writing unchanged.
 */
import { LosslessNumber, isLosslessNumber, parse, stringify } from "lossless-json";

export type { LosslessNumber } from "lossless-json";

export type JsonValue =
  null | boolean | string | LosslessNumber | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export type JsonParse =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads one JSON document.
 *
 * A key that occurs twice with different values is refused: nobody can say
 * which of two amounts is meant.
 */
export function parseJson(text: string): JsonParse {
  try {
    return { ok: true, value: parse(text) as JsonValue };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, problem: "nested too deeply" };
    return {
      ok: false,
      problem: error instanceof Error ? error.message : String(error),
    };
  }
}

/** A number that a binary double may not give back: of 16 digits or more, or with an exponent. */
const LONG_NUMBER = /(?:^|[:[,])\s*-?(?:[\d.]{16}|[\d.]+[eE])/;

/**
 * Reads JSON by the runtime's own parser, several times faster, where every
 * number is so short that none of its digits can get lost. Such numbers come as
 * plain ones, which {@link scalarText} knows: `1.50` is `1.5` then. For what is
 * read for its values and not for how they are written; a key that occurs twice
 * is not noticed.
 */
export function parseJsonQuickly(text: string): JsonParse {
  if (LONG_NUMBER.test(text)) return parseJson(text);
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch {
    return parseJson(text);
  }
}

/** Writes JSON without white space; numbers come out as they were written. */
export function renderJson(value: JsonValue): string {
  return stringify(value) ?? "null";
}

/** @param literal a JSON number, such as `9.99` or `12345678901234567890` */
export function jsonNumber(literal: string): LosslessNumber {
  return new LosslessNumber(literal);
}

export function isJsonNumber(value: JsonValue | undefined): value is LosslessNumber {
  return isLosslessNumber(value);
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !isJsonNumber(value)
  );
}

export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** An own property; inherited ones such as `constructor` do not count. */
export function jsonProperty(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The text of a string, number or boolean, exactly as written; null for anything else. */
export function scalarText(value: JsonValue | undefined): string | null {
  if (typeof value === "string") return value;
  if (isJsonNumber(value)) return value.value;
  return typeof value === "boolean" || isPlainNumber(value) ? `${value}` : null;
}

/** Only {@link parseJsonQuickly} leaves any; the types of JSON here know none. */
function isPlainNumber(value: unknown): value is never {
  return typeof value === "number";
}
