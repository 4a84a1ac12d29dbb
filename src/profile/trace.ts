/** Where every value of a profile comes from, and what it outranks: the layers of `--set`, environment, file and defaults. */
import { inheritedValues, profileDefaults } from "./defaults.js";
import { mergeDeep } from "./environments.js";
import { leavesOf } from "./leaves.js";
import { isPlainObject, type Override } from "./overrides.js";
import { type PlainStep, valueBelow } from "../core/json/path.js";
import type { Profile } from "./schema.js";

export const THE_DEFAULT = "the default";

export interface TracedLayer {
  /** For people: `--set`, `environment staging`, `the profile`, `sdkApi`, `the default`. */
  readonly source: string;
  readonly value: unknown;
}

export interface TracedValue {
  readonly path: readonly PlainStep[];
  /** The one that counts first, then those that it outranks. */
  readonly layers: readonly [TracedLayer, ...TracedLayer[]];
}

export interface TraceInput {
  /** The file as parsed. */
  readonly file: unknown;
  /** What holds: the file with environment and overrides. */
  readonly profile: Profile;
  readonly environment: string | null;
  readonly overrides: readonly Override[];
  /** How the overrides were given: `--set`, or its variable. */
  readonly overridesBy: string;
  /** A bound that outranks every section's own, such as `5s`, and how it was given. */
  readonly timeout: { readonly value: string; readonly by: string } | null;
}

/** In the order of the profile's sections; `$schema` and `environments` are no values. */
export function traceProfile(input: TraceInput): readonly TracedValue[] {
  const { profile, timeout } = input;
  const told = mergeDeep(profileDefaults(profile), inheritedValues(profile));
  const whole = mergeDeep(told, profile);
  return leavesOf(inOrderOf(profile, whole)).flatMap(({ path, value }) => {
    if (path[0] === "$schema" || isAbsent(value)) return [];
    const [first, ...others] = layersAt(path, value, input);
    const bound =
      timeout !== null && path.at(-1) === "timeout"
        ? [{ source: timeout.by, value: timeout.value }]
        : [];
    const [top, ...rest] = [...bound, ...(first === undefined ? [] : [first])];
    return top === undefined ? [] : [{ path, layers: [top, ...rest, ...others] as const }];
  });
}

function isAbsent(value: unknown): boolean {
  return isPlainObject(value) && Object.keys(value).length === 0;
}

function layersAt(
  path: readonly PlainStep[],
  value: unknown,
  { file, profile, environment, overrides, overridesBy }: TraceInput,
): readonly TracedLayer[] {
  const environments = isPlainObject(file) ? file["environments"] : undefined;
  const layers: readonly TracedLayer[] = [
    {
      source: overridesBy,
      value: overrides.some((each) => touches(each.path, path)) ? value : undefined,
    },
    {
      source: `environment ${environment ?? ""}`,
      value: environment === null ? undefined : valueBelow(environments, [environment, ...path]),
    },
    { source: "the profile", value: valueBelow(file, path) },
    { source: "sdkApi", value: valueBelow(inheritedValues(profile), path) },
    { source: THE_DEFAULT, value: valueBelow(profileDefaults(profile), path) },
  ];
  return layers.filter((layer) => layer.value !== undefined);
}

/** Whether one path leads through the other. */
function touches(a: readonly PlainStep[], b: readonly PlainStep[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((step, at) => step === b[at]);
}

/** The profile's own order; what only the defaults have comes after it. */
function inOrderOf(order: unknown, value: unknown): unknown {
  if (!isPlainObject(order) || !isPlainObject(value)) return value;
  const keys = [...new Set([...Object.keys(order), ...Object.keys(value)])];
  return Object.fromEntries(keys.map((key) => [key, inOrderOf(order[key], value[key])]));
}
