/**
 * JSON in which an integer keeps all its digits: operators number their users
 * with 64-bit integers, and an id that comes back rounded is another player's.
 */

export type JsonValue =
  string | number | bigint | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

export type JsonReading =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads UTF-8 JSON; an integer that a double cannot hold becomes a bigint.
 *
 * @returns a value or what is wrong; never throws
 */
export function readJson(bytes: Uint8Array): JsonReading {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, problem: "not UTF-8" };
  }
  if (text.trim() === "") return { ok: false, problem: "an empty body" };
  try {
    const value = JSON.parse(text) as JsonValue;
    return { ok: true, value: LONG_DIGITS.test(text) ? reread(text) : value };
  } catch {
    return { ok: false, problem: "not JSON" };
  }
}

/** Compact JSON, members in the order in which they were put in. */
export function renderJson(value: JsonValue): string {
  if (typeof value === "bigint") return value.toString();
  if (isJsonArray(value)) return `[${value.map(renderJson).join(",")}]`;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)}:${renderJson(member)}`,
    );
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member's value; undefined when there is none, inherited names included. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

const LONG_DIGITS = /\d{16}/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** NUL never stands raw in JSON text, so a marked string is hardly a real one. */
const MARKED = /^\0integer:(-?\d+)$/;

/** Text that is known to be JSON; long integers travel through the parser as marked strings. */
function reread(text: string): JsonValue {
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))
      ? `"\\u0000integer:${token}"`
      : token,
  );
  return JSON.parse(marked, (_name, value: unknown) => {
    const digits = typeof value === "string" ? MARKED.exec(value)?.[1] : null;
    return digits === null || digits === undefined ? value : BigInt(digits);
  }) as JsonValue;
}
