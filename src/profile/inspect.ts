/** Checks a profile as it is without an environment and in each, and tells everything that is wrong. */
import { mergeDeep } from "./environments.js";
import { createProfileGuide, type ProfileGuide } from "./guide.js";
import { isPlainObject } from "./overrides.js";
import { type ProfileProblem, problemsOf, renderProblem } from "./problems.js";
import { renderPath } from "../core/json/path.js";
import { effectiveProfileSchema, type Profile, profileFileSchema, sectionsOf } from "./schema.js";
import { sectionProblems } from "./section-checks.js";

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
  const base = checkShape(file, profileFileSchema, guide);
  const bare = isPlainObject(file) ? withoutEnvironments(file) : {};
  const checked = Object.entries(environmentsOf(file)).map(([name, override]) => ({
    name,
    ...checkShape(mergeDeep(bare, override), effectiveProfileSchema, guide),
  }));
  return {
    base: base.profile === null ? null : withoutEnvironments(base.profile),
    environments: new Map(
      checked.flatMap(({ name, profile }) => (profile === null ? [] : [[name, profile]])),
    ),
    problems: [
      ...base.problems,
      ...checked.flatMap(({ name, problems }) => untold(base.problems, name, problems)),
    ],
  };
}

/**
 * What is found in the base, and in each environment besides.
 *
 * @param judge finds the same in a profile every time
 */
export function acrossEnvironments(
  { base, environments }: ProfileInspection,
  judge: (profile: Profile) => readonly ProfileProblem[],
): readonly ProfileProblem[] {
  const inBase = base === null ? [] : judge(base);
  return [
    ...inBase,
    ...[...environments].flatMap(([name, profile]) => untold(inBase, name, judge(profile))),
  ];
}

/** What an environment takes over from the base is told once. */
function untold(
  inBase: readonly ProfileProblem[],
  name: string,
  problems: readonly ProfileProblem[],
): readonly ProfileProblem[] {
  const told = new Set(inBase.map((each) => renderProblem(each)));
  return problems.flatMap((problem) => {
    const placed = inEnvironment(name, problem);
    const isTold = [problem, placed].some((each) => told.has(renderProblem(each)));
    return isTold ? [] : [placed];
  });
}

/** The same problem, its path as it stands in the file. */
export function inEnvironment(name: string, problem: ProfileProblem): ProfileProblem {
  const { path } = problem;
  const prefix = renderPath(["environments", name]);
  return { ...problem, path: path === "" ? prefix : `${prefix}.${path}` };
}

export function environmentsOf(file: unknown): Record<string, unknown> {
  if (!isPlainObject(file) || !isPlainObject(file["environments"])) return {};
  return file["environments"];
}

function withoutEnvironments<File extends object>(file: File): Omit<File, "environments"> {
  const { environments: _, ...rest } = file as File & {
    environments?: unknown;
  };
  return rest;
}

/** Making the JSON Schema costs milliseconds and only messages and --set need it. */
function createLazyGuide(): () => ProfileGuide {
  let guide: ProfileGuide | undefined;
  return () => (guide ??= createProfileGuide());
}

/** A value and what is wrong with it; null when its shape is wrong. */
export function checkShape(
  value: unknown,
  schemaOf: typeof effectiveProfileSchema | typeof profileFileSchema,
  guide: () => ProfileGuide,
): {
  readonly profile: Profile | null;
  readonly problems: readonly ProfileProblem[];
} {
  const result = schemaOf(sectionsOf(value)).safeParse(value);
  if (result.success) return { profile: result.data, problems: sectionProblems(result.data) };
  const problems = problemsOf(
    result.error,
    value,
    (path) => guide().keysAt(path),
    (path) => guide().isSecret(path),
  );
  return { profile: null, problems };
}
