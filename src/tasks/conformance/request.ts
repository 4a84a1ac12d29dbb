/** What a conformance run is asked for, what it works with, and whom it tells. */
import type { Baseline } from "../../conformance/baseline.js";
import type { Shard } from "../../core/shards.js";
import type { KeptNotes } from "../../conformance/suite.js";
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
  /** Where suites note what must outlive this process; absent: nowhere. */
  readonly notes?: KeptNotes;
}

export interface ConformanceHooks {
  /** @param lastWords what must be said when the process ends at once; null: nothing */
  readonly onOpened?: (lastWords: () => string | null) => void;
  /** Something that the user must know and no check says. */
  readonly say?: (line: string) => void;
  /** Before the first request. */
  readonly onStart?: (start: {
    readonly checks: number;
    readonly requests: number;
    readonly stakeMillis: number;
    readonly remoteHosts: readonly string[];
  }) => void;
  readonly onResult?: (result: CheckResult) => void;
}
