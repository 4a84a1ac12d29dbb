/** From a file's text to a profile that holds: parsed, overridden, checked in every environment. */
import { UserError } from "../core/errors.js";
import { isLoopbackHost } from "../core/http.js";
import { suggestionHint } from "../core/suggest.js";
import { hostsIn } from "./environments.js";
import { createProfileGuide } from "./guide.js";
import { checkShape, environmentsOf, inspectProfile } from "./inspect.js";
import { findJsonError } from "../core/json/fault.js";
import { applyOverrides, type Override } from "./overrides.js";
import { type ProfileProblem, renderProblems } from "./problems.js";
import { effectiveProfileSchema, type Profile } from "./schema.js";

export interface LoadedProfile {
  readonly profile: Profile;
  /** The name chosen with --env, or null for the base. */
  readonly environment: string | null;
  readonly environments: readonly string[];
  /** The profile as it is in the other environments, by name, such as `staging` or `the base`. */
  readonly alternatives: ReadonlyMap<string, Profile>;
  /** Hosts to which nothing is sent without --allow-live, lower-case. */
  readonly liveHosts: ReadonlySet<string>;
}

export interface LoadOptions {
  /** Where the text came from, for messages. */
  readonly origin: string;
  readonly environment: string | null;
  readonly overrides: readonly Override[];
}

/** @throws {UserError} `profile_not_json`, `profile_invalid`, `environment_unknown`, `set_*` */
export function loadProfile(text: string, options: LoadOptions): LoadedProfile {
  const file = parseProfileJson(text, options.origin);
  const overrides = environmentsOf(file);
  const chosen = chooseEnvironment(overrides, options);
  const { base, environments, problems } = inspectProfile(file);
  if (base === null || problems.length > 0) throw profileError(options.origin, problems);
  const before = chosen === null ? base : environments.get(chosen);
  return {
    profile: withOverrides(before, options),
    environment: chosen,
    environments: [...environments.keys()],
    alternatives: alternativesOf(base, environments, chosen),
    liveHosts: liveHostsOf(overrides, environments, chosen),
  };
}

function withOverrides(profile: Profile | undefined, { overrides, origin }: LoadOptions): Profile {
  if (overrides.length === 0) return profile as Profile;
  const guide = createProfileGuide();
  const overridden = applyOverrides(profile, overrides, guide);
  const checked = checkShape(overridden, effectiveProfileSchema, () => guide);
  if (checked.profile !== null && checked.problems.length === 0) return checked.profile;
  throw profileError(`${origin} with --set`, checked.problems);
}

function alternativesOf(
  base: Profile,
  effective: ReadonlyMap<string, Profile>,
  chosen: string | null,
): ReadonlyMap<string, Profile> {
  const all = new Map(effective);
  if (chosen === null) return all;
  all.delete(chosen);
  return all.set("the base", base);
}

/**
 * A byte order mark is forgiven; anything else that is no JSON is named by line and column.
 *
 * @throws {UserError} `profile_not_json`
 */
export function parseProfileJson(text: string, origin: string): unknown {
  const plain = text.replace(/^\uFEFF/, "");
  const error = findJsonError(plain);
  if (error === null) return JSON.parse(plain) as unknown;
  const place = `${origin}:${error.line}:${error.column}`;
  throw new UserError(
    "profile_not_json",
    error.kind === "twice" ? `${place}: ${error.found}` : `${place} is not JSON: ${error.found}`,
    HINTS[error.kind],
  );
}

const HINTS = {
  twice: "Only one of them can hold; put what they say together.",
  encoding: "Editors offer it under Save as, PowerShell by Out-File -Encoding utf8.",
  syntax:
    "Look for a missing comma or quote at or just before that place; comments are not allowed.",
};

function chooseEnvironment(
  environments: Record<string, unknown>,
  { environment, origin }: LoadOptions,
): string | null {
  if (environment === null || Object.hasOwn(environments, environment)) return environment;
  const names = Object.keys(environments);
  throw new UserError(
    "environment_unknown",
    `${origin} has no environment "${environment}"`,
    names.length === 0
      ? 'It has no "environments" at all; leave --env out.'
      : suggestionHint(environment, names),
  );
}

/** @param origin the file, for the message */
export function profileError(origin: string, problems: readonly ProfileProblem[]): UserError {
  return new UserError(
    "profile_invalid",
    renderProblems(origin, problems),
    "Correct the profile; `playcamp-gw profile schema` prints what is allowed.",
  );
}

/**
 * A live environment guards the hosts that it names itself and, while it is
 * the active one, every host that it uses. This machine is never live.
 */
function liveHostsOf(
  environments: Record<string, unknown>,
  effective: ReadonlyMap<string, Profile>,
  chosen: string | null,
): ReadonlySet<string> {
  const hosts = [...effective]
    .filter(([, profile]) => profile.live === true)
    .flatMap(([name, profile]) =>
      hostsIn(name === chosen ? profile : environments[name], profile.partner),
    );
  return new Set(hosts.filter((host) => !isLoopbackHost(host)));
}
