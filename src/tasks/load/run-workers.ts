/** One part of a load on several threads: dealt as parts are dealt to machines, and joined as exactly. */
import type { Shard } from "../../core/shards.js";
import { UserError } from "../../core/errors.js";
import type { RunThread } from "../../core/threads.js";
import { planDeliveries } from "./plan-deliveries.js";
import type { LoadResult } from "./load-result.js";
import { joinResults } from "./merge-results.js";
import { assertDealable } from "./parse-plan.js";
import type { LoadProgress } from "./run-webhook-plan.js";
import type { WorkerOrder } from "./worker-order.js";

/** @throws {UserError} `plan_unsplittable`, `workers_unavailable`, and what the first delivery throws */
export async function runInWorkers(
  order: WorkerOrder,
  workers: number,
  onAnswer: (soFar: LoadProgress) => void,
  { runThread, signal }: { readonly runThread: RunThread; readonly signal: AbortSignal },
): Promise<LoadResult> {
  const { plan, shard } = order;
  assertDealable(plan, (shard?.count ?? 1) * workers, `with ${workers} workers`);
  // What is wrong with the first delivery is told by whoever can be asked.
  const first = planDeliveries(plan, order.runId, order.settings, order.message)(0, 0, 0);
  first.headersAt(0);
  const soFar = Array.from({ length: workers }, (): LoadProgress => NOTHING);
  const broken = new AbortController();
  const runOne = async (at: number): Promise<LoadResult> => {
    const result = await runThread({
      data: { ...order, shard: workerShard(shard, at, workers) },
      signal: AbortSignal.any([signal, broken.signal]),
      onProgress: (progress) => {
        if (!isProgress(progress)) return;
        soFar[at] = progress;
        onAnswer(soFar.reduce(sumOf, NOTHING));
      },
    });
    if (isResult(result)) return result;
    throw new UserError(
      "workers_unavailable",
      "this build of playcamp-gw cannot start workers",
      "Leave --workers out, or use the installed package.",
    );
  };
  const runs = soFar.map(async (_, at) => {
    try {
      return await runOne(at);
    } catch (error) {
      // The first reason is kept; the others are to send nothing more.
      broken.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(runs);
  broken.signal.throwIfAborted();
  return { ...joinResults(await Promise.all(runs)), shard };
}

/** The i-th of n parts, dealt once more: every worker has numbers that no other part has. */
function workerShard(shard: Shard | null, at: number, workers: number): Shard {
  const { index, count } = shard ?? { index: 1, count: 1 };
  return { index: index + count * at, count: count * workers };
}

const NOTHING: LoadProgress = { sent: 0, answered: 0, accepted: 0 };

function sumOf(one: LoadProgress, other: LoadProgress): LoadProgress {
  return {
    sent: one.sent + other.sent,
    answered: one.answered + other.answered,
    accepted: one.accepted + other.accepted,
  };
}

function isProgress(value: unknown): value is LoadProgress {
  return typeof value === "object" && value !== null && "sent" in value;
}

/** Both sides are this program. */
function isResult(value: unknown): value is LoadResult {
  return typeof value === "object" && value !== null && "stages" in value;
}
