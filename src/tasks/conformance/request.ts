/** What a conformance run is asked for, what it works with, and whom it tells. */
import type { Baseline } from "../../conformance/baseline.js";
import type { Shard } from "../../conformance/plan.js";
import type { Http, RaceHttp } from "../../core/http.js";
import type { Clock, Random } from "../../core/ports.js";
import type { CheckResult, Level } from "../../core/report.js";

export interface ConformanceRequest {
  readonly suites: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly level: Level | null;
  readonly shard: Shard | null;
  readonly strict: boolean;
  readonly seed: number;
  /** Null makes one. */
  readonly runId: string | null;
  readonly concurrency: number;
  readonly bail: boolean;
  readonly requestsPerSecond: number | null;
  readonly allowLive: boolean;
  readonly sandbox: boolean;
  /** Null judges by the profile's set, else by the newest. */
  readonly requirementSet: string | null;
  /** Failures that are known; null excuses none. */
  readonly baseline: Baseline | null;
}

export interface ConformancePorts {
  readonly http: Http;
  readonly race: RaceHttp;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly version: string;
}

export interface ConformanceHooks {
  /** Before the first request. */
  readonly onStart?: (start: {
    readonly checks: number;
    readonly requests: number;
    readonly stakeMillis: number;
    readonly remoteHosts: readonly string[];
  }) => void;
  readonly onResult?: (result: CheckResult) => void;
}
