/** Joins the results of a plan's parts into the one that a single run would have given. */
import { UserError } from "../../core/errors.js";
import {
  assertEveryShardOnce,
  assertOneRun,
  comparableTarget,
  type CommonFacts,
  type ShardHints,
} from "../../core/shards.js";
import { joinLatencies } from "../webhooks/load-latency.js";
import type { LoadCounts } from "../webhooks/load-tally.js";
import type { LoadResult, StageResult } from "./load-result.js";
import { MOST_EXAMPLES } from "./run-webhook-plan.js";
import { addCounts, NO_COUNTS, stageResult, sumOrNull, totalOf } from "./stage-book.js";
import { joinBooks } from "./wallet-books.js";

export interface PartResult {
  /** Where it was read from, for messages. */
  readonly file: string;
  readonly result: LoadResult;
}

const COMMON: CommonFacts<LoadResult> = [
  { what: "tool", of: ({ tool }) => `${tool.name} ${tool.version}` },
  { what: "plan", of: ({ plan }) => plan },
  { what: "kind", of: ({ kind }) => kind },
  { what: "seed", of: ({ seed }) => String(seed) },
  { what: "target", of: ({ url }) => comparableTarget(url) },
  {
    what: "number of shards",
    of: ({ shard }) => (shard === null ? "not a shard" : String(shard.count)),
  },
];

/**
 * @param parts in any order; a single result of a whole plan is taken as it is
 * @throws {UserError} `merge_mismatch`, `merge_shard_missing`, `merge_shard_doubled`, `merge_results_differ`
 */
export function mergeResults(parts: readonly PartResult[]): LoadResult {
  const [first] = parts;
  if (first === undefined) throw new UserError("usage", "no result is named");
  assertOneRun(
    parts,
    COMMON,
    "Only parts of one plan, run by the same version against the same target, can be joined.",
  );
  assertEveryShardOnce(parts.map(placeOf), first.result.shard?.count ?? 1, HINTS);
  assertOwnAccounts(parts);
  parts.forEach(({ file, result }) => {
    if (result.stages.length !== first.result.stages.length)
      throw differ(file, "it has another number of stages");
  });
  const joined = joinResults(parts.map(({ result }) => result));
  assertWhole(joined, parts);
  return joined;
}

/** Of parts of one run: counts and histograms added up. */
export function joinResults(results: readonly LoadResult[]): LoadResult {
  const [first] = results;
  if (first === undefined) throw new Error("there are results to join");
  const stages = first.stages.map((stage, at) =>
    joinStage(
      stage,
      results.flatMap((result) => result.stages[at] ?? []),
    ),
  );
  const books = results.flatMap((result) => result.books ?? []);
  return {
    ...first,
    ...spanOf(results),
    name: [...new Set(results.map(({ name }) => name))].join("+"),
    runId: [...new Set(results.map(({ runId }) => runId))].join("+"),
    shard: null,
    interrupted: results.some(({ interrupted }) => interrupted),
    gaveUp: results.some(({ gaveUp }) => gaveUp),
    ...(books.length === 0 ? {} : { books: joinBooks(books) }),
    total: totalOf(stages),
    stages,
    examples: results.flatMap(({ examples }) => examples).slice(0, MOST_EXAMPLES),
  };
}

const HINTS: ShardHints = {
  doubled: "Give each part's result once.",
  missing:
    "Give the results of all parts: without one, neither the percentiles nor the money are those of the plan.",
};

function placeOf({ file, result: { shard } }: PartResult) {
  if (shard === null) return { file, index: 1 };
  const { index, count } = shard;
  if (index <= count) return { file, index };
  throw new UserError(
    "load_result_invalid",
    `${file} is no result of a load plan: shard: ${index} of ${count}`,
  );
}

/** Two parts on one account would each have seen the other's money. */
function assertOwnAccounts(parts: readonly PartResult[]): void {
  const owners = new Map<string, string>();
  for (const { file, result } of parts)
    for (const { account } of result.books?.accounts ?? []) {
      const owner = owners.get(account);
      if (owner !== undefined)
        throw new UserError(
          "merge_results_differ",
          `${account} stands twice: in ${owner} and in ${file}`,
          "Each account belongs to one part; give the results as they were written.",
        );
      owners.set(account, file);
    }
}

function joinStage(
  { name, plannedInAll }: StageResult,
  parts: readonly StageResult[],
): StageResult {
  const latencies = joinLatencies(parts.map(({ latencyCounts }) => latencyCounts));
  const counts = parts.reduce<LoadCounts>(addCounts, NO_COUNTS);
  const planned = sumOrNull(parts.map((part) => part.planned));
  const overdue = parts.reduce((sum, part) => sum + part.overdue, 0);
  return stageResult({ name, planned, plannedInAll, overdue }, counts, latencies);
}

/** The plan's hash says what all parts together were to send. */
function assertWhole({ stages }: LoadResult, parts: readonly PartResult[]): void {
  for (const [at, { name, planned, plannedInAll }] of stages.entries()) {
    const isAgreed = parts.every(({ result }) => result.stages[at]?.plannedInAll === plannedInAll);
    if (isAgreed && planned === plannedInAll) continue;
    throw differ(
      parts.map(({ file }) => file).join(", "),
      `stage ${JSON.stringify(name)} does not add up to what the plan sends`,
    );
  }
}

function differ(where: string, problem: string): UserError {
  return new UserError(
    "merge_results_differ",
    `${where}: ${problem}`,
    "A result was changed or cut after it was written; run that part again.",
  );
}

/** From the first start to the last end, whichever machine that was. */
function spanOf(results: readonly LoadResult[]): Pick<LoadResult, "startedAt" | "durationMs"> {
  const starts = results.map(({ startedAt }) => Date.parse(startedAt));
  const ends = results.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs);
  const startedAtMs = Math.min(...starts);
  return {
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: Math.max(...ends) - startedAtMs,
  };
}
