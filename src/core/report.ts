/** A conformance run as recorded; every report is a rendering of this. Part of the public interface. */
import type { Exchange } from "./http-exchange.js";

export const REPORT_FORMAT = "playcamp-gw/conformance@1";

export const LEVELS = ["MUST", "SHOULD", "MAY"] as const;
export type Level = (typeof LEVELS)[number];

export const STATUSES = [
  "pass",
  "fail",
  "warn",
  "error",
  "blocked",
  "na",
  "known",
  "stale",
] as const;
export type Status = (typeof STATUSES)[number];

export type Verdict = "conformant" | "nonconformant" | "incomplete";

export interface CheckResult {
  readonly id: string;
  readonly suite: string;
  readonly scenario: string;
  readonly title: string;
  readonly level: Level;
  readonly clause: string;
  readonly why: string;
  readonly fix: string;
  readonly status: Status;
  readonly durationMs: number;
  /** One line; for `na` and `blocked` the reason. */
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly hint?: string;
  /** A shell line that runs exactly this check again. */
  readonly reproduce?: string;
  /** A shell line that sends its requests again from the journal, where one was kept. */
  readonly replay?: string;
  /** Shell lines that repeat the requests, secrets named as `$ENV_NAME`. */
  readonly curl?: readonly string[];
  /** Ids of the requirements that it judges. Absent in reports of older versions. */
  readonly requirements?: readonly string[];
  readonly evidence: readonly Exchange[];
}

/** Money of a player that a run moved and could not put back: the first thing a report says. */
export interface MoneyOut {
  /** The user id by which the target knows the player. */
  readonly player: string;
  readonly currency: string;
  /** What the player lacks; below zero: what the player has too much. */
  readonly millis: number;
  /** Ids of the callbacks by which it was moved. */
  readonly transactions: readonly string[];
  /** A shell line that puts it back, once however often it is run. */
  readonly giveBack: string;
}

/** What several checks have in common, said once and before them. */
export interface Diagnosis {
  /** The cause as one sentence. */
  readonly text: string;
  /** `proved`: it was seen in a reply. `likely`: it explains what failed, as other things may. */
  readonly certainty: "proved" | "likely";
  /** Ids of the checks that it explains. */
  readonly checks: readonly string[];
  /** What to do now. */
  readonly next: string;
}

export type Summary = Readonly<Record<Status, number>> & {
  readonly total: number;
  readonly verdict: Verdict;
};

export interface ConformanceReport {
  readonly format: typeof REPORT_FORMAT;
  readonly tool: { readonly name: string; readonly version: string };
  readonly seed: number;
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** The requirements that were judged by, such as `2026-12`. Absent in reports of older versions. */
  readonly requirementSet?: string;
  /** Hash of what would run without shards: equal plans can be merged. */
  readonly plan: string;
  readonly shard: { readonly index: number; readonly count: number } | null;
  readonly filters: {
    readonly suites: readonly string[];
    readonly only: readonly string[];
    readonly skip: readonly string[];
    readonly level: Level | null;
  };
  /** Suite → URL that was judged. */
  readonly target: Readonly<Record<string, string>>;
  readonly environment: string | null;
  readonly strict: boolean;
  readonly interrupted: boolean;
  readonly summary: Summary;
  readonly moneyOut: readonly MoneyOut[];
  /** The first thing to look into. Absent where nothing failed, or nothing is known. */
  readonly diagnosis?: Diagnosis;
  /** Of other suites, in their order. */
  readonly furtherDiagnoses?: readonly Diagnosis[];
  readonly checks: readonly CheckResult[];
}

/** Counts statuses and draws the verdict: never green when nothing ran or something could not. */
export function summarise(
  statuses: readonly Status[],
  options: {
    readonly strict: boolean;
    readonly interrupted: boolean;
    readonly moneyOut?: readonly MoneyOut[];
  },
): Summary {
  const counts = Object.fromEntries(
    STATUSES.map((status) => [status, statuses.filter((each) => each === status).length]),
  ) as Record<Status, number>;
  return {
    total: statuses.length,
    ...counts,
    verdict: verdictOf(counts, options),
  };
}

function verdictOf(
  counts: Record<Status, number>,
  options: Parameters<typeof summarise>[1],
): Verdict {
  if (counts.error > 0) return "incomplete";
  if ((options.moneyOut ?? []).length > 0) return "nonconformant";
  if (counts.fail > 0 || counts.stale > 0 || (options.strict && counts.warn > 0)) {
    return "nonconformant";
  }
  const executed = counts.pass + counts.warn + counts.known;
  if (counts.blocked > 0 || executed === 0 || options.interrupted) return "incomplete";
  return "conformant";
}
