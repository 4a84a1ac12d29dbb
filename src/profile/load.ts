/** From a file's text to a profile that holds: parsed, overridden, checked in every environment. */
import { UserError } from "../core/errors.js";
import { isLoopbackHost } from "../core/http.js";
import { suggestionHint } from "../core/suggest.js";
import { hostsIn, mergeDeep } from "./environments.js";
import { createProfileGuide, type ProfileGuide } from "./guide.js";
import { findJsonError } from "./json-place.js";
import { applyOverrides, isPlainObject, type Override } from "./overrides.js";
import {
  problemsOf,
  type ProfileProblem,
  renderPath,
  renderProblem,
} from "./problems.js";
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
  const overrides = environmentsOf(file);
  const chosen = chooseEnvironment(overrides, options);
  const { base, environments, problems } = inspectProfile(file);
  if (base === null || problems.length > 0)
    throw profileError(options.origin, problems);
  const before = chosen === null ? base : environments.get(chosen);
  return {
    profile: withOverrides(before, options),
    environment: chosen,
    environments: [...environments.keys()],
    alternatives: alternativesOf(base, environments, chosen),
    liveHosts: liveHostsOf(overrides, environments, chosen),
  };
}

/** A profile as it is without an environment and in each: what has the right shape, and what is wrong. */
export interface ProfileInspection {
  /** Null when its shape is wrong. */
  readonly base: Profile | null;
  /** Those with the right shape, by name. */
  readonly environments: ReadonlyMap<string, Profile>;
  readonly problems: readonly ProfileProblem[];
}

/** @param file parsed JSON */
export function inspectProfile(file: unknown): ProfileInspection {
  const guide = createLazyGuide();
  const base = check(file, profileFileSchema, guide);
  const bare = isPlainObject(file) ? withoutEnvironments(file) : {};
  const checked = Object.entries(environmentsOf(file)).map(
    ([name, override]) => ({
      name,
      ...check(mergeDeep(bare, override), effectiveProfileSchema, guide),
    }),
  );
  const told = new Set(base.problems.map(renderProblem));
  return {
    base: base.profile === null ? null : withoutEnvironments(base.profile),
    environments: new Map(
      checked.flatMap(({ name, profile }) =>
        profile === null ? [] : [[name, profile]],
      ),
    ),
    problems: [
      ...base.problems,
      ...checked.flatMap(({ name, problems }) =>
        // What an environment takes over from the base is told once.
        problems.flatMap((problem) => {
          const placed = inEnvironment(name, problem);
          const isTold = [problem, placed].some((each) =>
            told.has(renderProblem(each)),
          );
          return isTold ? [] : [placed];
        }),
      ),
    ],
  };
}

/** The same problem, its path as it stands in the file. */
export function inEnvironment(
  name: string,
  problem: ProfileProblem,
): ProfileProblem {
  const { path } = problem;
  const prefix = renderPath(["environments", name]);
  return { ...problem, path: path === "" ? prefix : `${prefix}.${path}` };
}

function withOverrides(
  profile: Profile | undefined,
  { overrides, origin }: LoadOptions,
): Profile {
  if (overrides.length === 0) return profile as Profile;
  const guide = createLazyGuide();
  const overridden = applyOverrides(profile, overrides, guide());
  const checked = check(overridden, effectiveProfileSchema, guide);
  if (checked.profile !== null && checked.problems.length === 0)
    return checked.profile;
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

function check(
  value: unknown,
  schema: typeof effectiveProfileSchema | typeof profileFileSchema,
  guide: () => ProfileGuide,
): {
  readonly profile: Profile | null;
  readonly problems: readonly ProfileProblem[];
} {
  const result = schema.safeParse(value);
  if (result.success)
    return { profile: result.data, problems: sectionProblems(result.data) };
  const problems = problemsOf(
    result.error,
    value,
    (path) => guide().keysAt(path),
    (path) => guide().isSecret(path),
  );
  return { profile: null, problems };
}

/** @param origin the file, for the message */
export function profileError(
  origin: string,
  problems: readonly ProfileProblem[],
): UserError {
  const lines = problems.map(renderProblem);
  const [first = "", ...more] = lines;
  return new UserError(
    "profile_invalid",
    more.length === 0
      ? `${origin}: ${first}`
      : `${origin}:\n  ${lines.join("\n  ")}`,
    "Correct the profile; `playcamp-gw profile schema` prints what is allowed.",
  );
}

function withoutEnvironments<File extends object>(
  file: File,
): Omit<File, "environments"> {
  const { environments: _, ...rest } = file as File & {
    environments?: unknown;
  };
  return rest;
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
      hostsIn(name === chosen ? profile : environments[name]),
    );
  return new Set(hosts.filter((host) => !isLoopbackHost(host)));
}
