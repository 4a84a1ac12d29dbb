/** From a file's text to a profile that holds: parsed, overridden, checked in every environment. */
import { UserError } from "../core/errors.js";
import { isLoopbackHost } from "../core/http.js";
import { suggestionHint } from "../core/suggest.js";
import { hostsIn, mergeDeep } from "./environments.js";
import { createProfileGuide, type ProfileGuide } from "./guide.js";
import { findJsonError } from "./json-place.js";
import { applyOverrides, isPlainObject, type Override } from "./overrides.js";
import { problemsOf, type ProfileProblem } from "./problems.js";
import {
  effectiveProfileSchema,
  type Profile,
  profileFileSchema,
} from "./schema.js";
import { sectionProblems } from "./section-checks.js";

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
  const environments = environmentsOf(file);
  const chosen = chooseEnvironment(environments, options);
  const guide = createLazyGuide();
  const base = check(file, file, profileFileSchema, options.origin, guide, "");
  const bare = withoutEnvironments(base);
  const effective = new Map(
    Object.entries(environments).map(([name, override]) => [
      name,
      checkEffective(mergeDeep(bare, override), options.origin, guide, name),
    ]),
  );
  const before = chosen === null ? bare : effective.get(chosen);
  const after =
    options.overrides.length === 0
      ? before
      : checkEffective(
          applyOverrides(before, options.overrides, guide()),
          `${options.origin} with --set`,
          guide,
          null,
        );
  return {
    profile: after as Profile,
    environment: chosen,
    environments: Object.keys(environments),
    alternatives: alternativesOf(bare, effective, chosen),
    liveHosts: liveHostsOf(environments, effective, chosen),
  };
}

function alternativesOf(
  base: unknown,
  effective: ReadonlyMap<string, unknown>,
  chosen: string | null,
): ReadonlyMap<string, Profile> {
  const all = new Map([...effective] as [string, Profile][]);
  if (chosen === null) return all;
  all.delete(chosen);
  return all.set("the base", base as Profile);
}

/** A byte order mark is forgiven; anything else that is no JSON is named by line and column. */
function parseProfileJson(text: string, origin: string): unknown {
  const plain = text.replace(/^\uFEFF/, "");
  const error = findJsonError(plain);
  if (error === null) return JSON.parse(plain) as unknown;
  throw new UserError(
    "profile_not_json",
    `${origin}:${error.line}:${error.column} is not JSON: ${error.found}`,
    "Look for a missing comma or quote at or just before that place; comments are not allowed.",
  );
}

function environmentsOf(file: unknown): Record<string, unknown> {
  if (!isPlainObject(file) || !isPlainObject(file["environments"])) return {};
  return file["environments"];
}

function chooseEnvironment(
  environments: Record<string, unknown>,
  { environment, origin }: LoadOptions,
): string | null {
  if (environment === null || Object.hasOwn(environments, environment))
    return environment;
  const names = Object.keys(environments);
  throw new UserError(
    "environment_unknown",
    `${origin} has no environment "${environment}"`,
    names.length === 0
      ? 'It has no "environments" at all; leave --env out.'
      : suggestionHint(environment, names),
  );
}

/** Making the JSON Schema costs milliseconds and only messages and --set need it. */
function createLazyGuide(): () => ProfileGuide {
  let guide: ProfileGuide | undefined;
  return () => (guide ??= createProfileGuide());
}

function checkEffective(
  value: unknown,
  origin: string,
  guide: () => ProfileGuide,
  environment: string | null,
): unknown {
  const prefix = environment === null ? "" : `environments.${environment}.`;
  return check(value, value, effectiveProfileSchema, origin, guide, prefix);
}

function check(
  value: unknown,
  input: unknown,
  schema: typeof effectiveProfileSchema | typeof profileFileSchema,
  origin: string,
  guide: () => ProfileGuide,
  prefix: string,
): unknown {
  const result = schema.safeParse(value);
  const problems = result.success
    ? sectionProblems(result.data)
    : problemsOf(
        result.error,
        input,
        (path) => guide().keysAt(path),
        (path) => guide().isSecret(path),
      );
  if (result.success && problems.length === 0) return result.data;
  throw profileError(
    origin,
    problems.map((problem) => ({
      ...problem,
      path: `${prefix}${problem.path}`,
    })),
  );
}

function profileError(
  origin: string,
  problems: readonly ProfileProblem[],
): UserError {
  const lines = problems.map(
    ({ path, message, hint }) =>
      `${path === "" ? "the profile" : path}: ${message}${hint === null ? "" : `. ${hint}`}`,
  );
  const [first = "", ...more] = lines;
  return new UserError(
    "profile_invalid",
    more.length === 0
      ? `${origin}: ${first}`
      : `${origin}:\n  ${lines.join("\n  ")}`,
    "Correct the profile; `playcamp-gw profile schema` prints what is allowed.",
  );
}

function withoutEnvironments(file: unknown): Record<string, unknown> {
  const { environments: _, ...rest } = file as Record<string, unknown>;
  return rest;
}

/**
 * A live environment guards the hosts that it names itself and, while it is
 * the active one, every host that it uses. This machine is never live.
 */
function liveHostsOf(
  environments: Record<string, unknown>,
  effective: ReadonlyMap<string, unknown>,
  chosen: string | null,
): ReadonlySet<string> {
  const hosts = [...effective]
    .filter(([, profile]) => (profile as Profile).live === true)
    .flatMap(([name, profile]) =>
      hostsIn(name === chosen ? profile : environments[name]),
    );
  return new Set(hosts.filter((host) => !isLoopbackHost(host)));
}
