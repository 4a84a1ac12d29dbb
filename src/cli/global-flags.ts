/** The flags that every command takes, from the command line or the environment. */
import { parseDurationMs } from "../core/duration.js";
import { UserError } from "../core/errors.js";
import type { CliWorld, GlobalFlags, OptionSpec } from "./command.js";

interface GlobalOption extends OptionSpec {
  readonly key: string;
  readonly kind: "text" | "list" | "boolean";
  /** Where the flag may also be given; null for those that only the command line may give. */
  readonly variable: string | null;
}

function variable(flag: string): string {
  return `PLAYCAMP_GW_${flag.toUpperCase().replaceAll("-", "_")}`;
}

function option(
  flags: string,
  description: string,
  kind: GlobalOption["kind"],
  extra: Partial<GlobalOption> = {},
): GlobalOption {
  const flag = /--(?:no-)?([\w-]+)/.exec(flags)?.[1] ?? "";
  const negated = flags.startsWith("--no-");
  return {
    flags,
    description,
    kind,
    key: flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    variable: variable(negated ? `no-${flag}` : flag),
    ...(kind === "list" ? { repeatable: true as const } : {}),
    ...extra,
  };
}

export const GLOBAL_OPTIONS: readonly GlobalOption[] = [
  option(
    "--profile <file|name>",
    "profile to use (default: the nearest playcamp-gw.json upward)",
    "text",
  ),
  option("--env <name>", "environment of the profile to use", "text"),
  option("--set <path=value>", "override a profile value; path:=json for JSON", "list"),
  option("--json", "print one JSON document on stdout", "boolean"),
  option("--quiet", "say nothing but the result and errors", "boolean"),
  option("--verbose", "show what is sent and received", "boolean"),
  option("--no-color", "no colours (also NO_COLOR, FORCE_COLOR)", "boolean"),
  option("--no-input", "never ask (implied without a terminal or with CI set)", "boolean"),
  option("--timeout <duration>", "bound on each request, such as 5s", "text"),
  option("--cacert <file>", "PEM file of a CA to trust as well", "text"),
  option("--journal <dir>", "keep the journal in this folder", "text"),
  option("--no-journal", "keep no journal of this call", "boolean", {
    key: "noJournal",
  }),
  option("--allow-live", "allow sending to hosts of a live environment", "boolean", {
    variable: null,
  }),
];

/**
 * @param parsed what commander found on the command line
 * @throws {UserError} `flag_invalid`, `set_invalid`
 */
export function readGlobalFlags(
  parsed: Readonly<Record<string, unknown>>,
  world: Pick<CliWorld, "env" | "terminal">,
): GlobalFlags {
  const { env, terminal } = world;
  const text = (key: string) => (parsed[key] as string | undefined) ?? fromEnv(key, env);
  const boolean = (key: string) =>
    parsed[key] === true ? true : booleanFromEnv(optionOf(key), env);
  // commander stores --no-color as color: false
  const negated = (key: string) =>
    parsed[key] === false ? true : booleanFromEnv(optionOf(key), env);
  const mayAsk = !negated("input") && !isSet(env["CI"]);
  return {
    profile: text("profile") ?? null,
    environment: text("env") ?? null,
    overrides: (parsed["set"] as string[] | undefined) ?? lines(fromEnv("set", env)),
    timeoutMs: timeout(text("timeout")),
    cacert: text("cacert") ?? null,
    journal: journal(parsed["journal"], env),
    json: boolean("json"),
    quiet: boolean("quiet"),
    verbose: boolean("verbose"),
    color: !negated("color") && wantsColor(env, terminal.outIsTerminal),
    // Few ask, and to look at stdin opens it.
    get input() {
      return mayAsk && terminal.inIsTerminal;
    },
    allowLive: parsed["allowLive"] === true,
    givenBy: (key) => givenBy(key, parsed, env),
  };
}

/** @returns the flag, or its variable; null where neither was given */
function givenBy(
  key: string,
  parsed: Readonly<Record<string, unknown>>,
  env: CliWorld["env"],
): string | null {
  const { flags, variable: name } = optionOf(key);
  if (parsed[key] !== undefined) return flags.split(" ")[0] ?? flags;
  return fromEnv(key, env) === undefined ? null : name;
}

/** commander stores --no-journal as journal: false; what the command line says outranks the environment. */
function journal(parsed: unknown, env: CliWorld["env"]): GlobalFlags["journal"] {
  if (typeof parsed === "string") return parsed;
  if (parsed === false || booleanFromEnv(optionOf("noJournal"), env)) return false;
  return fromEnv("journal", env) ?? null;
}

/** Splits `--set` into those for the profile and those for the message (`body.…`, `header.…`). */
export function splitOverrides(sets: readonly string[]): {
  readonly profile: readonly string[];
  readonly message: readonly string[];
} {
  const isMessage = (set: string) => /^(body|header)[.[]/.test(set);
  return {
    profile: sets.filter((set) => !isMessage(set)),
    message: sets.filter(isMessage),
  };
}

function optionOf(key: string): GlobalOption {
  const found = GLOBAL_OPTIONS.find((each) => each.key === key);
  if (found === undefined) throw new Error(`no global flag ${key}`);
  return found;
}

function fromEnv(key: string, env: CliWorld["env"]): string | undefined {
  const { variable: name } = optionOf(key);
  const value = name === null ? undefined : env[name];
  return value === "" ? undefined : value;
}

function booleanFromEnv({ variable: name }: GlobalOption, env: CliWorld["env"]): boolean {
  const value = name === null ? undefined : env[name];
  switch (value) {
    case undefined:
    case "":
    case "0":
    case "false":
      return false;
    case "1":
    case "true":
      return true;
    default:
      throw new UserError(
        "flag_invalid",
        `${name ?? ""}=${value} is no boolean`,
        "Use 1, true, 0 or false.",
      );
  }
}

function lines(text: string | undefined): string[] {
  return text === undefined ? [] : text.split("\n").filter((line) => line.trim() !== "");
}

function timeout(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = parseDurationMs(text);
  if (ms !== null && ms > 0) return ms;
  throw new UserError(
    "flag_invalid",
    `--timeout ${text} is no duration`,
    "Write it as 500ms, 5s or 2m.",
  );
}

function wantsColor(env: CliWorld["env"], isTerminal: boolean): boolean {
  if (isSet(env["NO_COLOR"])) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}
