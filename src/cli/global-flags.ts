/** The flags that every command takes, from the command line or the environment. */
import { parseDurationMs } from "../core/duration.js";
import { UserError } from "../core/errors.js";
import type { CliWorld, CommandCall, GlobalFlags } from "./command.js";
import {
  file,
  flag,
  flagName,
  folder,
  list,
  type OptionSpec,
  readOptions,
  text,
  type Uses,
  value,
} from "./options.js";

export const globalOptions = {
  profile: text(
    "--profile <file|name>",
    "profile to use (default: the nearest playcamp-gw.json upward)",
    { ask: "profiles", files: "plain" },
  ),
  env: text("--env <name>", "environment of the profile to use", { ask: "environments" }),
  set: list(text("--set <path=value>", "override a profile value; path:=json for JSON")),
  json: flag("--json", "print one JSON document on stdout"),
  quiet: flag("--quiet", "say nothing but the result and errors"),
  verbose: flag("--verbose", "show what is sent and received"),
  noColor: flag("--no-color", "no colours (also NO_COLOR, FORCE_COLOR)"),
  noInput: flag("--no-input", "never ask (implied without a terminal or with CI set)"),
  timeout: value("--timeout <duration>", "bound on each request, such as 5s", parseTimeout),
  cacert: file("--cacert <file>", "PEM file of a CA to trust as well"),
  journal: folder("--journal <dir>", "keep the journal in this folder"),
  noJournal: flag("--no-journal", "keep no journal of this call"),
  allowLive: flag("--allow-live", "allow sending to hosts of a live environment"),
};

type GlobalKey = keyof typeof globalOptions;

/** Where the flag may also be given; null for what only a command line may say. */
function variableOf(key: GlobalKey): string | null {
  if (key === "allowLive") return null;
  const name = flagName(globalOptions[key].flags).slice("--".length);
  return `PLAYCAMP_GW_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** The global flags with their variables, for those who list them. */
export function globalFlagList(): readonly {
  readonly spec: OptionSpec<unknown>;
  readonly variable: string | null;
}[] {
  return globalKeys().map((key) => ({ spec: globalOptions[key], variable: variableOf(key) }));
}

/**
 * What the command line does not say, the environment may.
 *
 * @throws {UserError} `flag_invalid`
 */
export function readGlobalFlags(
  given: CommandCall["given"],
  { env, terminal }: Pick<CliWorld, "env" | "terminal">,
): GlobalFlags {
  const usesOf = (key: GlobalKey): Uses => {
    const uses = given[key] ?? [];
    return uses.length > 0 ? uses : usesInEnvironment(key, env);
  };
  const uses = Object.fromEntries(globalKeys().map((key) => [key, usesOf(key)]));
  const options = readOptions(globalOptions, uses);
  const isJournalNamed = (given["journal"] ?? []).length > 0;
  const mayAsk = !options.noInput && !isSet(env["CI"]);
  return {
    profile: options.profile ?? null,
    environment: options.env ?? null,
    overrides: options.set,
    timeoutMs: options.timeout ?? null,
    // Which flags fill a profile is the command's to say.
    line: null,
    cacert: options.cacert ?? null,
    journal: options.noJournal && !isJournalNamed ? false : (options.journal ?? null),
    json: options.json,
    quiet: options.quiet,
    verbose: options.verbose,
    color: !options.noColor && wantsColor(env, terminal.outIsTerminal),
    // Few ask, and to look at stdin opens it.
    get input() {
      return mayAsk && terminal.inIsTerminal;
    },
    allowLive: options.allowLive,
    givenBy: (key) => {
      if ((given[key] ?? []).length > 0) return flagName(globalOptions[key].flags);
      return usesInEnvironment(key, env).length > 0 ? variableOf(key) : null;
    },
  };
}

function globalKeys(): readonly GlobalKey[] {
  const keys: GlobalKey[] = [];
  for (const key in globalOptions) if (isGlobalKey(key)) keys.push(key);
  return keys;
}

function isGlobalKey(key: string): key is GlobalKey {
  return Object.hasOwn(globalOptions, key);
}

/** A variable holds one value, or a line for each of a list's. */
function usesInEnvironment(key: GlobalKey, env: CliWorld["env"]): Uses {
  const name = variableOf(key);
  const found = name === null ? "" : (env[name] ?? "");
  if (name === null || found === "") return [];
  if (globalOptions[key].values === null) return isTrue(name, found) ? [true] : [];
  return key === "set" ? found.split("\n").filter((line) => line.trim() !== "") : [found];
}

function isTrue(name: string, given: string): boolean {
  switch (given) {
    case "0":
    case "false":
      return false;
    case "1":
    case "true":
      return true;
    default:
      throw new UserError(
        "flag_invalid",
        `${name}=${given} is no boolean`,
        "Use 1, true, 0 or false.",
      );
  }
}

function parseTimeout(given: string): number {
  const ms = parseDurationMs(given);
  if (ms !== null && ms > 0) return ms;
  throw new UserError(
    "flag_invalid",
    `--timeout ${given} is no duration`,
    "Write it as 500ms, 5s or 2m.",
  );
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

function wantsColor(env: CliWorld["env"], isTerminal: boolean): boolean {
  if (isSet(env["NO_COLOR"])) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}
