/** What a status means to a reader and to a CI system: the one place that says which are red. */
import type { CheckResult, ConformanceReport, Status } from "../core/report.js";
import { STATUSES } from "../core/report.js";
import { renderDuration } from "../core/duration.js";

/**
 * A status in the terms that test report formats share.
 *
 * `broken` is a check that could not judge (this tool's fault, or a prerequisite
 * that failed) and must never look green; `known` failed as the baseline said.
 */
export type Outcome = "passed" | "warned" | "failed" | "broken" | "skipped" | "known";

export function outcomeOf(status: Status, strict: boolean): Outcome {
  switch (status) {
    case "pass":
      return "passed";
    case "warn":
      return strict ? "failed" : "warned";
    case "fail":
    case "stale":
      return "failed";
    case "error":
    case "blocked":
      return "broken";
    case "na":
      return "skipped";
    case "known":
      return "known";
  }
}

/** True when somebody has to look into the check: it gets its details shown. */
export function needsDetail(status: Status): boolean {
  return status !== "pass" && status !== "na" && status !== "known";
}

/** Such as `2 fail, 1 blocked, 40 pass`: what is wrong comes first. */
export function countsLine(counts: Readonly<Record<Status, number>>): string {
  return BY_URGENCY.filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${status}`)
    .join(", ");
}

export const BY_URGENCY = [
  "error",
  "fail",
  "stale",
  "blocked",
  "warn",
  "known",
  "na",
  "pass",
] as const satisfies readonly Status[];

export function countStatuses(checks: readonly CheckResult[]): Record<Status, number> {
  return Object.fromEntries(
    STATUSES.map((status) => [status, checks.filter((check) => check.status === status).length]),
  ) as Record<Status, number>;
}

/** The verdict, why it is so, and the counts, on one line. */
export function verdictLine(report: ConformanceReport): string {
  const counts = countsLine(report.summary);
  return (
    `${report.summary.verdict.toUpperCase()}: ${verdictReason(report)} ` +
    `(${counted(report.summary.total, "check")}${counts === "" ? "" : `: ${counts}`}; ${renderDuration(report.durationMs)})`
  );
}

/** Why the verdict is what it is, in a few words. */
export function verdictReason(report: ConformanceReport): string {
  const { summary, strict, interrupted, moneyOut } = report;
  switch (summary.verdict) {
    case "conformant":
      return summary.known > 0
        ? "nothing failed that the baseline does not know"
        : "every requirement that was checked is met";
    case "nonconformant":
      return nonconformities(summary, strict, moneyOut.length);
    case "incomplete":
      return incompleteReason(summary, interrupted);
  }
}

function nonconformities(
  counts: Readonly<Record<Status, number>>,
  strict: boolean,
  playersOut: number,
): string {
  const reasons = [
    playersOut > 0 ? `money of ${counted(playersOut, "player")} not given back` : null,
    counts.fail > 0 ? `${counted(counts.fail, "requirement")} not met` : null,
    strict && counts.warn > 0 ? `${counted(counts.warn, "recommendation")} not met (strict)` : null,
    counts.stale > 0 ? `${counted(counts.stale, "check")} in the baseline, yet passed` : null,
  ];
  return reasons.filter((reason) => reason !== null).join(", ");
}

function incompleteReason(counts: Readonly<Record<Status, number>>, interrupted: boolean): string {
  if (counts.error > 0) return `${counted(counts.error, "check")} ended in a fault of this tool`;
  if (interrupted) return "the run was interrupted";
  if (counts.blocked > 0) return `${counted(counts.blocked, "check")} could not run`;
  return "nothing was executed";
}

/** Such as `1 check`, `2 checks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
