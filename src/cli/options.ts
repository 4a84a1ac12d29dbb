/**
 * A flag is declared once: how it is written, what it takes, and where completion finds
 * values for it. Parsing, help, completion, the README and the types of the code that
 * runs all read that declaration.
 */
import { parseDurationMs } from "../core/duration.js";
import { UserError } from "../core/errors.js";

/** Values that only the program itself knows when they are wanted; completion/values.ts finds them. */
export const ASKED_VALUES = [
  "checks",
  "faults",
  "variants",
  "webhook-tampers",
  "callback-tampers",
  "profiles",
  "environments",
  "stored-secrets",
  "deliveries",
] as const;
export type AskedValues = (typeof ASKED_VALUES)[number];

/** Where completion finds values. The three may be combined; none of them is free text. */
export interface ValueSource {
  readonly words?: readonly string[];
  readonly ask?: AskedValues;
  /** `at`: a file after `@`. */
  readonly files?: "plain" | "at" | "folders";
}

/** What a flag was given, use by use: a text, or true where it stood alone. */
export type Uses = readonly (string | true)[];

export interface OptionSpec<Value> {
  /** In commander's notation: `--usn <id>`. */
  readonly flags: string;
  readonly description: string;
  /** Null where the flag takes no value. */
  readonly values: ValueSource | null;
  /** The only texts that it takes, where help lists them. */
  readonly choices?: readonly string[];
  /** The command does not run without it. */
  readonly required?: true;
  /**
   * @param uses empty where the flag was not given
   * @throws {UserError} naming the flag
   */
  readonly read: (uses: Uses) => Value;
}

/** A flag that takes one text. */
export interface ValueOption<Value> extends OptionSpec<Value | undefined> {
  readonly values: ValueSource;
  readonly parse: (text: string) => Value;
}

export type OptionSpecs<Options> = {
  readonly [Key in keyof Options]: OptionSpec<Options[Key]>;
};

/** What the options of a declaration come to; the handler's own type. */
export type OptionsOf<Specs> = {
  readonly [Key in keyof Specs]: Specs[Key] extends OptionSpec<infer Value> ? Value : never;
};

/** Whether it was given; `--no-verify` is true where that stands. */
export function flag(flags: string, description: string): OptionSpec<boolean> {
  return { flags, description, values: null, read: (uses) => uses.length > 0 };
}

/** A text of a form of its own. @param parse throws a {UserError} that names the flag */
export function value<Value>(
  flags: string,
  description: string,
  parse: (text: string) => Value,
  values: ValueSource = {},
): ValueOption<Value> {
  const read = (uses: Uses) =>
    textsOf(uses)
      .map((each) => parse(each))
      .at(-1);
  return { flags, description, values, parse, read };
}

export function text(
  flags: string,
  description: string,
  values: ValueSource = {},
): ValueOption<string> {
  return value(flags, description, (given) => given, values);
}

/** The name of a file. */
export function file(flags: string, description: string): ValueOption<string> {
  return text(flags, description, { files: "plain" });
}

/** The name of a folder. */
export function folder(flags: string, description: string): ValueOption<string> {
  return text(flags, description, { files: "folders" });
}

/** `@file`, or `-` for stdin: see `readInput`. */
export function input(flags: string, description: string): ValueOption<string> {
  return text(flags, description, { files: "at" });
}

export function oneOf<const Id extends string>(
  flags: string,
  description: string,
  ids: readonly Id[],
): ValueOption<Id> {
  const parse = (given: string) => idAmong(ids, flags, given);
  return { ...value(flags, description, parse, { words: ids }), choices: ids };
}

/** A flag that may stand alone, which is true, or with one of the ids. */
export function flagOrOneOf<const Id extends string>(
  flags: string,
  description: string,
  ids: readonly Id[],
): OptionSpec<Id | true | undefined> {
  const read = (uses: Uses) =>
    uses.map((use) => (use === true ? use : idAmong(ids, flags, use))).at(-1);
  return { flags, description, values: { words: ids }, choices: ids, read };
}

/** A flag that may stand alone, which is true, or with what the other takes. */
export function flagOr<Value>({
  flags,
  description,
  values,
  parse,
}: ValueOption<Value>): OptionSpec<Value | true | undefined> {
  const read = (uses: Uses) => uses.map((use) => (use === true ? use : parse(use))).at(-1);
  return { flags, description, values, read };
}

export function integer(
  flags: string,
  description: string,
  { min, max = Number.MAX_SAFE_INTEGER }: { readonly min: number; readonly max?: number },
): ValueOption<number> {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return value(flags, description, (given) => {
    const number = Number(given);
    const isFine = /^-?\d+$/.test(given) && number >= min && number <= max;
    return isFine ? number : refuse(flags, given, `an integer ${range}`);
  });
}

/** In milliseconds. */
export function duration(flags: string, description: string): ValueOption<number> {
  return value(
    flags,
    description,
    (given) => parseDurationMs(given) ?? refuse(flags, given, "a duration such as 500ms, 5s or 2m"),
  );
}

/** Of `10` or `10x`, the number. */
export function factor(flags: string, description: string): ValueOption<number> {
  return value(flags, description, (given) => {
    const number = Number(given.replace(/(?<=\d)x$/i, ""));
    const isFine = given.trim() !== "" && number > 0 && Number.isFinite(number);
    return isFine ? number : refuse(flags, given, "a factor above 0, such as 10x");
  });
}

/** `[name, value]` of `name=value`. */
export function pair(flags: string, description: string): ValueOption<readonly [string, string]> {
  return value(flags, description, (given): readonly [string, string] => {
    const at = given.indexOf("=");
    if (at < 1) return refuse(flags, given, "name=value");
    return [given.slice(0, at), given.slice(at + 1)];
  });
}

export function url(flags: string, description: string): ValueOption<string> {
  return value(flags, description, (given) => {
    const isFine = /^https?:\/\//i.test(given) && URL.canParse(given);
    return isFine ? given : refuse(flags, given, "an http:// or https:// URL");
  });
}

/** In milliseconds since the epoch. */
export function time(flags: string, description: string): ValueOption<number> {
  return value(flags, description, (given) => parseTime(flags, given));
}

/** @throws {UserError} `flag_invalid` */
export function parseTime(flags: string, given: string): number {
  const ms = Date.parse(given);
  return Number.isNaN(ms)
    ? refuse(flags, given, "a time in ISO 8601, such as 2026-01-31T12:00:00Z")
    : ms;
}

/** The flag may be given several times; where it was not, the list is empty. */
export function list<Value>({
  flags,
  description,
  values,
  parse,
}: ValueOption<Value>): OptionSpec<readonly Value[]> {
  return { flags, description, values, read: (uses) => textsOf(uses).map((each) => parse(each)) };
}

/** Without the flag the command does not run. */
export function required<Value>({ parse, ...spec }: ValueOption<Value>): OptionSpec<Value> {
  const read = (uses: Uses): Value => {
    const last = textsOf(uses).at(-1);
    if (last !== undefined) return parse(last);
    throw new UserError(
      "usage",
      `required option '${spec.flags}' not specified`,
      "Run the command with --help to see its flags.",
    );
  };
  return { ...spec, required: true, read };
}

/** Of `--usn <id>`, `--usn`. */
export function flagName(flags: string): string {
  return flags.split(" ")[0] ?? flags;
}

/**
 * @param given of a command line, by the declaration's keys
 * @throws {UserError} `usage`, `flag_invalid`, and what single flags throw
 */
export function readOptions<Options>(
  specs: OptionSpecs<Options>,
  given: Readonly<Record<string, Uses>>,
): Options {
  const options: Partial<Options> = {};
  for (const key in specs) options[key] = specs[key].read(given[key] ?? []);
  if (isWhole(options, specs)) return options;
  throw new Error("an option was not read");
}

function isWhole<Options>(
  options: Partial<Options>,
  specs: OptionSpecs<Options>,
): options is Options & Partial<Options> {
  return Object.keys(specs).every((key) => key in options);
}

function textsOf(uses: Uses): readonly string[] {
  return uses.filter((use) => use !== true);
}

function idAmong<Id extends string>(ids: readonly Id[], flags: string, given: string): Id {
  const id = ids.find((each) => each === given);
  if (id !== undefined) return id;
  throw new UserError(
    "usage",
    `option '${flags}' argument '${given}' is invalid. Allowed choices are ${ids.join(", ")}.`,
    "Run the command with --help to see its flags.",
  );
}

function refuse(flags: string, given: string, wanted: string): never {
  const name = flagName(flags);
  throw new UserError(
    "flag_invalid",
    `${name} ${given}: not ${wanted}`,
    `${name} takes ${wanted}.`,
  );
}
