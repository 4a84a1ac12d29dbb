/** The order in which every report lists checks, however the run was scheduled, sharded or merged. */
import type { CheckResult, ConformanceReport } from "../core/report.js";

const SUITE_ORDER = ["entry", "webhook", "wallet", "payments", "postback", "flow"];

export interface SuiteChecks {
  readonly suite: string;
  /** The URL that was judged, or null when the run named none. */
  readonly target: string | null;
  readonly checks: readonly CheckResult[];
}

/** By suite in the order of an integration, then by id. */
export function orderedChecks(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.toSorted(
    (a, b) =>
      suiteRank(a.suite) - suiteRank(b.suite) ||
      compareText(a.suite, b.suite) ||
      compareText(a.id, b.id),
  );
}

/** The ordered checks by suite; a suite without checks is left out. */
export function checksBySuite(report: ConformanceReport): readonly SuiteChecks[] {
  const ordered = orderedChecks(report.checks);
  return [...new Set(ordered.map((check) => check.suite))].map((suite) => ({
    suite,
    target: report.target[suite] ?? null,
    checks: ordered.filter((check) => check.suite === suite),
  }));
}

function suiteRank(suite: string): number {
  const rank = SUITE_ORDER.indexOf(suite);
  return rank === -1 ? SUITE_ORDER.length : rank;
}

/** By code unit: the same on every machine, whatever its locale. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
