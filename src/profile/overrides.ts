/** `--set path=value` and `--set path:=json`: one value of the profile, for one run. */
import { changeValue } from "../core/json/place.js";
import { parsePlainPath, valueBelow } from "../core/json/path.js";
import { UserError } from "../core/errors.js";
import { nearestWord } from "../core/suggest.js";
import type { ProfileGuide } from "./guide.js";
import type { JsonSchema } from "./json-schema.js";
import { findJsonError } from "../core/json/fault.js";
import { type PlainStep, renderPath } from "../core/json/path.js";

export interface Override {
  readonly path: readonly PlainStep[];
  readonly raw: string;
  /** `:=` rather than `=`. */
  readonly isJson: boolean;
}

/** @throws {UserError} `set_invalid` */
export function parseOverride(text: string): Override {
  const match = /^([^=:][^=]*?)(:?=)([\s\S]*)$/.exec(text);
  const path = match === null ? null : parsePlainPath(match[1] ?? "");
  if (match === null || path === null) {
    throw new UserError(
      "set_invalid",
      `--set ${JSON.stringify(redactAfterEquals(text))} is not path=value or path:=json`,
      "For example --set webhook.timeout=2s, or --set 'webhook.retry.delays:=[\"1s\"]'.",
    );
  }
  return { path, isJson: match[2] === ":=", raw: match[3] ?? "" };
}

/**
 * Lays overrides over a profile.
 *
 * @throws {UserError} `set_unknown_path`, `set_secret_literal`, `set_type`
 */
export function applyOverrides(
  profile: unknown,
  overrides: readonly Override[],
  guide: ProfileGuide,
): unknown {
  return overrides.reduce(
    (value, override) => assign(value, override.path, convert(override, guide)),
    profile,
  );
}

function convert({ path, raw, isJson }: Override, guide: ProfileGuide): unknown {
  assertKnownPath(path, guide);
  const json = isJson ? parseJson(path, raw, guide) : undefined;
  if (guide.isSecret(path) && ![json].flat().every(isReference)) {
    throw secretLiteral(path);
  }
  return isJson ? json : toSchemaType(path, raw, guide.schemasAt(path));
}

function secretLiteral(path: readonly PlainStep[]): UserError {
  return new UserError(
    "set_secret_literal",
    `--set ${renderPath(path)}: a secret is never given on the command line`,
    `Put it in an environment variable and write --set ${renderPath(path)}.env=NAME.`,
  );
}

/** What was given is not repeated: it may be what must not be shown. */
function parseJson(path: readonly PlainStep[], raw: string, guide: ProfileGuide): unknown {
  const error = findJsonError(raw);
  if (error === null) return JSON.parse(raw) as unknown;
  if (guide.isSecret(path)) throw secretLiteral(path);
  throw new UserError(
    "set_type",
    `--set ${renderPath(path)}:= takes JSON; it goes wrong at character ${error.column}: ${error.found}`,
    "Quote it for the shell, and use = instead of := for plain text.",
  );
}

function toSchemaType(
  path: readonly PlainStep[],
  raw: string,
  schemas: readonly JsonSchema[],
): unknown {
  const types = new Set(schemas.flatMap((schema) => schema.type ?? typeof (schema.const ?? "")));
  if (types.has("string")) return raw;
  if ((types.has("number") || types.has("integer")) && /^-?\d+(\.\d+)?$/.test(raw)) {
    return Number(raw);
  }
  if (types.has("boolean") && (raw === "true" || raw === "false")) return raw === "true";
  const wanted = [...types].join(" or ");
  throw new UserError(
    "set_type",
    `--set ${renderPath(path)}=… takes ${wanted}, not ${JSON.stringify(raw)}`,
    types.has("object") || types.has("array")
      ? `Give JSON with :=, or name a path below ${renderPath(path)}.`
      : undefined,
  );
}

function assertKnownPath(path: readonly PlainStep[], guide: ProfileGuide): void {
  if (path[0] === "environments") {
    throw new UserError(
      "set_unknown_path",
      `--set ${renderPath(path)}: environments are already laid over the profile`,
      "Choose one with --env, and give the path without environments.<name>.",
    );
  }
  for (let depth = 1; depth <= path.length; depth += 1) {
    const here = path.slice(0, depth);
    if (guide.schemasAt(here).length > 0) continue;
    const parent = path.slice(0, depth - 1);
    const known = guide.keysAt(parent);
    const near = nearestWord(String(path[depth - 1]), known);
    const rest = path.slice(depth);
    throw new UserError(
      "set_unknown_path",
      `--set ${renderPath(path)}: the profile has no ${renderPath(here)}`,
      near === null
        ? known.length === 0
          ? undefined
          : `Below ${parent.length === 0 ? "the profile" : renderPath(parent)} there are: ${known.join(", ")}.`
        : `Did you mean ${renderPath([...parent, near, ...rest])}?`,
    );
  }
}

function assign(target: unknown, path: readonly PlainStep[], value: unknown): unknown {
  const holder = path.slice(0, -1);
  const step = path.at(-1);
  // A reference is replaced whole: {"env":…} and {"file":…} together would be neither.
  const replaces =
    typeof step === "string" && REFERENCE_KEYS.has(step) && isReference(valueBelow(target, holder));
  const change = replaces
    ? changeValue(target, holder, { [step]: value })
    : changeValue(target, path, value);
  if (change.ok) return change.value;
  throw new UserError(
    "set_unknown_path",
    `--set ${renderPath(path)}: ${change.problem}`,
    change.hint,
  );
}

const REFERENCE_KEYS = new Set(["env", "file", "store"]);

/** A reference to a secret is one value, however many keys it has. */
export function isReference(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => REFERENCE_KEYS.has(key));
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function redactAfterEquals(text: string): string {
  const at = text.indexOf("=");
  return at === -1 ? text : `${text.slice(0, at)}=…`;
}
