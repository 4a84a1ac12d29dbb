/** Which checks of which scenarios a run holds: pure selection, hashed so that shards can be joined. */
import { createHash } from "node:crypto";
import { UserError } from "../core/errors.js";
import { memoize } from "../core/memoize.js";
import { type Level, LEVELS } from "../core/report.js";
import { suggestionHint } from "../core/suggest.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import type { CheckDefinition } from "./check.js";
import type { Shard } from "../core/shards.js";
import type { BoundScenario, Cost, Suite } from "./suite.js";

export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** The lowest level that runs; null runs all. */
  readonly level: Level | null;
  readonly shard: Shard | null;
}

export interface PlannedScenario {
  readonly scenario: BoundScenario;
  /** Those of its checks that are reported; the whole scenario runs all the same. */
  readonly checks: readonly CheckDefinition[];
}

export interface Plan {
  readonly scenarios: readonly PlannedScenario[];
  /** Of everything selected before sharding. */
  readonly hash: string;
}

/**
 * @throws {UserError} `nothing_selected` when the filters leave no check, `unknown_check` for a plain id that does not exist
 */
export function planRun(suites: readonly Suite[], selection: Selection): Plan {
  const known = suites.flatMap((suite) => suite.scenarios.flatMap((each) => each.checks));
  assertKnown([...selection.only, ...selection.skip], known);
  const selected = suites
    .flatMap((suite) => suite.scenarios)
    .map((scenario) => ({
      scenario,
      checks: scenario.checks.filter((check) => isSelected(check, selection)),
    }))
    .filter(({ checks }) => checks.length > 0);
  if (selected.length === 0) {
    throw new UserError(
      "nothing_selected",
      "the filters select no check",
      "Run with --list to see the ids; --only and --skip take globs such as 'webhook.signature.*'.",
    );
  }
  const { shard } = selection;
  return {
    hash: planHash(selected.flatMap(({ checks }) => checks)),
    scenarios: shard === null ? selected : partOf(selected, shard),
  };
}

/**
 * The most requests that a plan sends and the most money, in millis, that it moves.
 *
 * @param suites whose overhead is added
 */
export function costOf(
  plan: Plan,
  suites: readonly Suite[] = [],
  profile: ResolvedProfile | null = null,
): Cost {
  const scenarios = plan.scenarios.map(({ scenario }) => scenario);
  const overheads = suites.flatMap(({ id, overhead }) => {
    const own = scenarios.filter(({ suite }) => suite === id);
    return own.length === 0 || profile === null ? [] : (overhead?.(own, profile) ?? []);
  });
  const sum = (of: keyof Cost) =>
    [...scenarios, ...overheads].reduce((total, each) => total + each[of], 0);
  return { requests: sum("requests"), stakeMillis: sum("stakeMillis") };
}

/**
 * Holds a plan against the bounds that the profile sets, before anything is sent.
 *
 * @throws {UserError} `stake_above_limit`
 */
export function assertStakes(plan: Plan, suites: readonly Suite[], profile: ResolvedProfile): void {
  for (const { id, stakeLimit } of suites) {
    const limit = stakeLimit?.(profile) ?? null;
    const staking = plan.scenarios
      .map(({ scenario }) => scenario)
      .filter(({ suite }) => suite === id)
      .sort((a, b) => b.stakeMillis - a.stakeMillis);
    const total = staking.reduce((sum, each) => sum + each.stakeMillis, 0);
    if (limit === null || total <= limit.millis) continue;
    const [largest] = staking;
    const skips = (largest?.checks ?? []).map(({ id: check }) => `--skip ${check}`);
    throw new UserError(
      "stake_above_limit",
      `this run may move ${total} millis, and ${limit.setting} allows ${limit.millis}`,
      `Raise ${limit.setting}, or leave out what moves most: ${skips.join(" ")} saves ${largest?.stakeMillis ?? 0}.`,
    );
  }
}

/** `*` stands for any run of characters. */
export function matchesGlob(glob: string, text: string): boolean {
  return patternOf(glob).test(text);
}

const patternOf = memoize((glob) => {
  const pattern = glob
    .split("*")
    .map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`);
});

function isSelected(check: CheckDefinition, { only, skip, level }: Selection): boolean {
  if (level !== null && LEVELS.indexOf(check.level) > LEVELS.indexOf(level)) return false;
  if (only.length > 0 && !only.some((glob) => matchesGlob(glob, check.id))) return false;
  return !skip.some((glob) => matchesGlob(glob, check.id));
}

function assertKnown(globs: readonly string[], known: readonly CheckDefinition[]): void {
  const ids = known.map(({ id }) => id);
  for (const glob of globs) {
    if (ids.some((id) => matchesGlob(glob, id))) continue;
    throw new UserError(
      glob.includes("*") ? "nothing_selected" : "unknown_check",
      `no check matches "${glob}"`,
      glob.includes("*") ? "Run with --list to see the ids." : suggestionHint(glob, ids),
    );
  }
}

/**
 * The heaviest first, each to the shard that has least: every machine deals the
 * same plan alike, and a shard is empty only where there is nothing to deal.
 * Scenarios that share a resource stay together, so that two machines never
 * fight over it.
 */
function partOf(
  selected: readonly PlannedScenario[],
  { index, count }: Shard,
): readonly PlannedScenario[] {
  const joined = joinedResources(selected);
  const shardKey = ({ exclusive, id }: BoundScenario) =>
    exclusive === null ? id : (joined.get(exclusive) ?? exclusive);
  const weights = new Map<string, number>();
  for (const { scenario } of selected) {
    const key = shardKey(scenario);
    weights.set(key, (weights.get(key) ?? 0) + scenario.requests);
  }
  const heaviestFirst = [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const loads = Array.from({ length: count }, () => 0);
  const own = new Set<string>();
  for (const [key, weight] of heaviestFirst) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] = (loads[lightest] ?? 0) + Math.max(1, weight);
    if (lightest === index - 1) own.add(key);
  }
  return selected.filter(({ scenario }) => own.has(shardKey(scenario)));
}

/** Resources that one scenario holds together, by the name of the one that stands for both. */
function joinedResources(selected: readonly PlannedScenario[]): ReadonlyMap<string, string> {
  return new Map(
    selected.flatMap(({ scenario: { exclusive, alsoHolds } }) =>
      exclusive === null || alsoHolds === null || exclusive === alsoHolds
        ? []
        : [[alsoHolds, exclusive]],
    ),
  );
}

/** The same for the same checks at the same levels, in whatever order. */
export function planHash(checks: readonly Pick<CheckDefinition, "id" | "level">[]): string {
  const ids = checks.map(({ id, level }) => `${id} ${level}`);
  return createHash("sha256").update(ids.sort().join("\n")).digest("hex").slice(0, 16);
}
