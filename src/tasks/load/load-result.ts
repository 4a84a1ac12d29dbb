/** What a run of a plan, or of a part of it, comes to: counts and histograms that can be joined exactly. */
import type { Shard } from "../../core/shards.js";
import type { Exchange } from "../../core/http-exchange.js";
import type { LatencyCount, LatencySummary } from "../webhooks/load-latency.js";
import type { LoadCounts } from "../webhooks/load-tally.js";
import type { WalletBooks } from "./wallet-books.js";

export const LOAD_RESULT_FORMAT = "playcamp-gw/load-result@1";

export interface StageResult extends LoadCounts {
  readonly name: string;
  /** Of this part; null where the time ends the stage. */
  readonly planned: number | null;
  /** Of the whole plan. */
  readonly plannedInAll: number | null;
  /** Due by the end, and not sent. */
  readonly overdue: number;
  readonly latencyMs: LatencySummary | null;
  /** In microseconds; summed up, the stages' percentiles are those of the whole. */
  readonly latencyCounts: readonly LatencyCount[];
}

export interface LoadResult {
  readonly format: typeof LOAD_RESULT_FORMAT;
  readonly tool: { readonly name: string; readonly version: string };
  readonly kind: "webhook" | "wallet";
  readonly name: string;
  /** Hash of the whole plan. */
  readonly plan: string;
  readonly seed: number;
  /** Sets the identifiers of this run apart; of joined parts, those of each. */
  readonly runId: string;
  readonly shard: Shard | null;
  readonly url: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly interrupted: boolean;
  /** Nobody takes a connection there. */
  readonly gaveUp: boolean;
  /** Of wallets: what moved, and whether the target agrees. */
  readonly books?: WalletBooks;
  readonly total: LoadCounts & {
    readonly planned: number | null;
    readonly overdue: number;
    readonly latencyMs: LatencySummary | null;
  };
  readonly stages: readonly StageResult[];
  /** A few of those that went wrong. */
  readonly examples: readonly Exchange[];
}
