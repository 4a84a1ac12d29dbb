/** Counts what became of the deliveries or rounds of each stage, and sums the stages up. */
import { joinLatencies, type Latencies } from "../webhooks/load-latency.js";
import type { LoadCounts } from "../webhooks/load-tally.js";
import type { LoadResult, StageResult } from "./load-result.js";

export const NO_COUNTS: LoadCounts = {
  sent: 0,
  accepted: 0,
  answered: 0,
  unreachable: 0,
  interrupted: 0,
  byStatus: {},
  byFailure: {},
};

export function addCounts(one: LoadCounts, other: LoadCounts): LoadCounts {
  return {
    sent: one.sent + other.sent,
    accepted: one.accepted + other.accepted,
    answered: one.answered + other.answered,
    unreachable: one.unreachable + other.unreachable,
    interrupted: one.interrupted + other.interrupted,
    byStatus: addEach(one.byStatus, other.byStatus),
    byFailure: addEach(one.byFailure, other.byFailure),
  };
}

function addEach(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = new Map(Object.entries(one));
  for (const [key, count] of Object.entries(other)) sum.set(key, (sum.get(key) ?? 0) + count);
  return Object.fromEntries([...sum].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One stage of one part, or of several joined. */
export function stageResult(
  stage: Pick<StageResult, "name" | "planned" | "plannedInAll" | "overdue">,
  counts: LoadCounts,
  latencies: Latencies,
): StageResult {
  const { name, planned, plannedInAll, overdue } = stage;
  return {
    ...{ name, planned, plannedInAll },
    ...counts,
    overdue,
    latencyMs: latencies.summary(),
    latencyCounts: latencies.counts(),
  };
}

/** The whole of it: its percentiles come from all stages' histograms. */
export function totalOf(stages: readonly StageResult[]): LoadResult["total"] {
  const latencies = joinLatencies(stages.map(({ latencyCounts }) => latencyCounts));
  return {
    planned: sumOrNull(stages.map(({ planned }) => planned)),
    ...stages.reduce<LoadCounts>(addCounts, NO_COUNTS),
    overdue: stages.reduce((sum, { overdue }) => sum + overdue, 0),
    latencyMs: latencies.summary(),
  };
}

/** Null as soon as one is not known. */
export function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (sum, value) => (sum === null || value === null ? null : sum + value),
    0,
  );
}
