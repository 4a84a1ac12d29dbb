/**
 * `--set body.…` and `--set header.…` of the commands that fire a message: the
 * body before it is signed, the headers after. Signing lies between the two.
 */
import { changeValue } from "../core/json/place.js";
import { UserError } from "../core/errors.js";
import { type HeaderPair, withHeader } from "../core/http.js";
import { type Override, parseOverride } from "../profile/overrides.js";
import { renderPath } from "../core/json/path.js";
import { type JsonValue, renderJson } from "../core/json/value.js";
import { readJson } from "../core/json/read.js";

export interface MessageOverrides {
  readonly body: readonly Override[];
  readonly header: readonly Override[];
}

/**
 * @param sets `body.…` and `header.…` overrides, as given
 * @throws {UserError} `set_invalid`
 */
export function parseMessageOverrides(sets: readonly string[]): MessageOverrides {
  const all = sets.map(parseOverride);
  return {
    body: all.filter(({ path }) => path[0] === "body"),
    header: all.filter(({ path }) => path[0] === "header"),
  };
}

/**
 * Integers of any length keep their digits.
 *
 * @returns the same bytes when nothing is overridden
 * @throws {UserError} `set_type`, `set_unknown_path`
 */
export function overrideBody(body: Uint8Array, overrides: readonly Override[]): Uint8Array {
  if (overrides.length === 0) return body;
  const reading = readJson(body);
  if (!reading.ok) {
    throw new UserError(
      "set_type",
      `--set body.… changes JSON, and the body given is ${reading.problem}`,
      "Change the file itself, or leave --set body.… out.",
    );
  }
  return Buffer.from(renderJson(overrides.reduce(changed, reading.value)));
}

/** @throws {UserError} `set_unknown_path` */
export function overrideHeaders(
  headers: readonly HeaderPair[],
  overrides: readonly Override[],
): readonly HeaderPair[] {
  return overrides.reduce((before, { path, raw }) => {
    const [, name, ...deeper] = path;
    if (typeof name === "string" && deeper.length === 0) return withHeader(before, name, raw);
    throw new UserError(
      "set_unknown_path",
      `--set ${renderPath(path)} names no header`,
      "Write --set header.X-Some-Header=value.",
    );
  }, headers);
}

/** Plain text stays text, except where it can only be meant as a number, a boolean or null. */
function valueOf({ path, raw, isJson }: Override): JsonValue {
  if (!isJson)
    return /^(-?(0|[1-9]\d{0,14})(\.\d+)?|true|false|null)$/.test(raw)
      ? (JSON.parse(raw) as JsonValue)
      : raw;
  const reading = readJson(Buffer.from(raw));
  if (reading.ok) return reading.value;
  throw new UserError(
    "set_type",
    `--set ${renderPath(path)}:= takes JSON, and ${JSON.stringify(raw)} is ${reading.problem}`,
    "Quote it for the shell, and use = instead of := for plain text.",
  );
}

function changed(before: JsonValue, { path, ...override }: Override): JsonValue {
  const change = changeValue(before, path.slice(1), valueOf({ path, ...override }));
  if (change.ok) return change.value;
  throw new UserError(
    "set_unknown_path",
    `--set ${renderPath(path)}: ${change.problem}`,
    change.hint,
  );
}
