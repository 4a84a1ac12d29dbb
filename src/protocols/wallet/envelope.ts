/** Takes a reply out of its wrapping: `{code, message, data}`, or none at all. */
import type { Level } from "../../core/report.js";
import type { EnvelopeStyle } from "./dialect.js";
import { type JsonObject, type JsonValue } from "../../core/json/value.js";
import { isJsonObject, jsonProperty, renderJson } from "../../core/json/value.js";
import { readJson } from "../../core/json/read.js";

/** One thing that is not as agreed. */
export interface ReplyProblem {
  /** The field as it is called on the wire; `body` for the whole. */
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  readonly level: Level;
  /** It is right, and larger than what programs count exactly. */
  readonly isHuge?: true;
}

export interface Unwrapped {
  /** Null when there is nothing to read fields from. */
  readonly fields: JsonObject | null;
  readonly shape: "data" | "bare" | null;
  readonly problems: readonly ReplyProblem[];
}

/**
 * @param required names by which a bare reply is recognised
 */
export function unwrapReply(
  body: Uint8Array,
  style: EnvelopeStyle,
  required: readonly string[],
): Unwrapped {
  const reading = readJson(body);
  if (!reading.ok) return unreadable(reading.problem);
  const top = reading.value;
  if (!isJsonObject(top)) return unreadable(describeFound(top));
  const bare = style === "bare" || (style === "auto" && !isWrapped(top, required));
  return bare ? { fields: top, shape: "bare", problems: [] } : unwrap(top);
}

/** A value as it stands in a message: JSON, shortened. */
export function describeFound(value: JsonValue | undefined): string {
  if (value === undefined) return "absent";
  const text = renderJson(value);
  return text.length <= LONGEST_FOUND ? text : `${text.slice(0, LONGEST_FOUND)}…`;
}

const LONGEST_FOUND = 80;

function unreadable(found: string): Unwrapped {
  const problem: ReplyProblem = {
    field: "body",
    expected: "a JSON object",
    found,
    level: "MUST",
  };
  return { fields: null, shape: null, problems: [problem] };
}

/** A bare reply may have a field that is called `data`, or `code`. */
function isWrapped(top: JsonObject, required: readonly string[]): boolean {
  if (required.length > 0 && required.every((name) => Object.hasOwn(top, name))) return false;
  return Object.hasOwn(top, "data") || Object.hasOwn(top, "code");
}

function unwrap(top: JsonObject): Unwrapped {
  const data = jsonProperty(top, "data");
  const problems = successCodeProblems(jsonProperty(top, "code"));
  if (isJsonObject(data)) return { fields: data, shape: "data", problems };
  const problem: ReplyProblem = {
    field: "data",
    expected: "an object",
    found: describeFound(data),
    level: "MUST",
  };
  return { fields: null, shape: "data", problems: [...problems, problem] };
}

/** Another number than 200 contradicts the status: nobody can tell whether money moved. */
function successCodeProblems(code: JsonValue | undefined): readonly ReplyProblem[] {
  if (code === 200) return [];
  const level = code === undefined || code === "200" ? "SHOULD" : "MUST";
  return [{ field: "code", expected: "200", found: describeFound(code), level }];
}
