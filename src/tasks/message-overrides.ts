/**
 * `--set body.…` and `--set header.…` of the commands that fire a message: the
 * body before it is signed, the headers after. Signing lies between the two.
 */
import { UserError } from "../core/errors.js";
import { type HeaderPair, withHeader } from "../core/http.js";
import { type Override, parseOverride } from "../profile/overrides.js";
import { renderPath } from "../profile/problems.js";
import {
  isJsonObject,
  type JsonValue,
  readJson,
  renderJson,
} from "../protocols/wallet/exact-json.js";

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
  const changed = overrides.reduce<JsonValue>(
    (before, override) =>
      assign(before, override.path.slice(1), valueOf(override), renderPath(override.path)),
    reading.value,
  );
  return Buffer.from(renderJson(changed));
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

/** @param whole the path as the user wrote it, for messages */
function assign(
  target: JsonValue | undefined,
  path: Override["path"],
  value: JsonValue,
  whole: string,
): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const list = isJsonList(target) ? target : null;
  if (typeof step === "string") {
    if (list !== null) throw wrongPlace(whole, `"${step}" is asked of a list`);
    const object = isJsonObject(target) ? target : {};
    const below = Object.hasOwn(object, step) ? object[step] : undefined;
    return { ...object, [step]: assign(below, rest, value, whole) };
  }
  if (list === null && target !== undefined)
    throw wrongPlace(whole, `there is no list for [${step}]`);
  const items = list ?? [];
  if (step > items.length) {
    throw new UserError(
      "set_unknown_path",
      `--set ${whole}: the list has only ${items.length} items`,
      `The next free place is [${items.length}].`,
    );
  }
  return items.toSpliced(step, 1, assign(items[step], rest, value, whole));
}

function wrongPlace(whole: string, problem: string): UserError {
  return new UserError(
    "set_unknown_path",
    `--set ${whole}: ${problem}`,
    "Write the place in a list as events[0].",
  );
}

function isJsonList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
