/** One stage after the other, each number at its time; what a number is, others say. */
import type { Shard } from "../../core/shards.js";
import type { Clock } from "../../core/ports.js";
import { createLatencies, type Latencies } from "../webhooks/load-latency.js";
import type { LoadCounts } from "../webhooks/load-tally.js";
import { runLanes } from "../webhooks/lanes.js";
import { LOAD_RESULT_FORMAT, type LoadResult, type StageResult } from "./load-result.js";
import { type LoadPlan, loadPlanHash } from "./plan.js";
import { type Deal, shareOf, stageCount } from "./schedule.js";
import { stageResult, totalOf } from "./stage-book.js";
import { groupMs, groupStages, groupTotal, placeIn, type StageGroup } from "./stage-groups.js";

export interface StagesOrder {
  readonly plan: LoadPlan;
  readonly shard: Shard | null;
  readonly runId: string;
  readonly url: string;
  readonly tool: LoadResult["tool"];
  readonly dealOf: (stageAt: number) => Deal;
  /** Nothing more is worth sending. @param lanes how many are sent at a time */
  readonly isHopeless: (lanes: number) => boolean;
  /** @returns how long it took by itself; null where that says nothing of the target */
  readonly send: (
    stageAt: number,
    nth: number,
    isPaced: boolean,
  ) => Promise<number | null | "not sent">;
  readonly countsOf: (stageAt: number) => LoadCounts;
}

interface StageRecord {
  readonly latencies: Latencies;
  overdue: number;
}

/** @returns all of a result but what was sent and what it shows */
export async function runStages(
  order: StagesOrder,
  ports: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Omit<LoadResult, "kind" | "examples" | "books">> {
  const { plan, shard, runId, url, tool, dealOf } = order;
  const { clock, signal } = ports;
  const records: readonly StageRecord[] = plan.stages.map(() => ({
    latencies: createLatencies(),
    overdue: 0,
  }));
  const startedAtMs = clock.nowMs();
  const startMs = clock.monotonicMs();
  const groups = groupStages(plan.stages, dealOf);
  let gaveUp = false;
  for (const [at, group] of groups.entries()) {
    const groupStartMs = clock.monotonicMs();
    gaveUp = await runGroup(group, records, order, ports);
    if (gaveUp || signal.aborted) break;
    const restMs = groupStartMs + groupMs(group) - clock.monotonicMs();
    // After its last one a stage goes on to its end, if something follows.
    if (at < groups.length - 1 && restMs > 0) await clock.sleep(restMs, signal);
  }
  const stages = plan.stages.map((stage, at): StageResult => {
    const { overdue, latencies } = recordAt(records, at);
    const total = stageCount(stage);
    const planned = total === null ? null : dealOf(at).countOf(total);
    const about = { name: stage.name, planned, plannedInAll: total, overdue };
    return stageResult(about, order.countsOf(at), latencies);
  });
  return {
    format: LOAD_RESULT_FORMAT,
    tool,
    name: plan.name,
    plan: loadPlanHash(plan),
    seed: plan.seed,
    ...{ runId, shard, url },
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: Math.round(clock.monotonicMs() - startMs),
    interrupted: signal.aborted,
    gaveUp,
    total: totalOf(stages),
    stages,
  };
}

/** @returns whether it was given up */
async function runGroup(
  group: StageGroup,
  records: readonly StageRecord[],
  { plan, shard, isHopeless, send }: StagesOrder,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<boolean> {
  const lanes = lanesOf(group, plan, shard);
  const total = groupTotal(group);
  const startMs = clock.monotonicMs();
  const endMs = startMs + (total === null ? groupMs(group) : Number.POSITIVE_INFINITY);
  const dueAtMs = (ownNth: number) => startMs + (placeIn(group, ownNth).dueAfterMs ?? 0);
  // What a rate leaves behind when a run is stopped has waited as well.
  const leaveBehind = (stageAt: number, dueMs: number) => {
    const record = recordAt(records, stageAt);
    record.overdue += 1;
    record.latencies.add(clock.monotonicMs() - dueMs);
  };
  const work = async (ownNth: number, dueMs: number | null): Promise<void> => {
    const { stageAt, nth } = placeIn(group, ownNth);
    const tookMs = await send(stageAt, nth, dueMs !== null);
    if (tookMs === null) return;
    if (tookMs === "not sent") {
      if (dueMs !== null) leaveBehind(stageAt, dueMs);
      return;
    }
    // Timers may fire a part of a millisecond before their time.
    const sinceDueMs = dueMs === null ? tookMs : clock.monotonicMs() - dueMs;
    recordAt(records, stageAt).latencies.add(Math.max(tookMs, sinceDueMs));
  };
  const begun = await runLanes(
    {
      ...{ lanes, total, work },
      dueAtMs: group.isPaced ? dueAtMs : null,
      isOver: () => isHopeless(lanes) || clock.monotonicMs() >= endMs,
    },
    { clock, signal },
  );
  const nowMs = clock.monotonicMs();
  const isLate = (ownNth: number) => group.isPaced && dueAtMs(ownNth) <= nowMs;
  for (let nth = begun; signal.aborted && nth < (total ?? 0) && isLate(nth); nth += 1)
    leaveBehind(placeIn(group, nth).stageAt, dueAtMs(nth));
  return isHopeless(lanes);
}

function recordAt(records: readonly StageRecord[], stageAt: number): StageRecord {
  const record = records[stageAt];
  if (record === undefined) throw new Error(`there is no stage ${stageAt}`);
  return record;
}

/** A cap on what is under way may be rounded up; a number of senders is dealt exactly. */
function lanesOf({ stages }: StageGroup, plan: LoadPlan, shard: Shard | null): number {
  const stage = stages[0]?.stage;
  return stage?.kind === "closed"
    ? shareOf(stage.concurrency, shard)
    : Math.max(1, shareOf(plan.maxInFlight, shard));
}
