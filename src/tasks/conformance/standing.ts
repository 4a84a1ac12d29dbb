/** Where the checks stand after several runs, of all of them or of a part: a report by which the whole is concluded. */
import { type ConformanceReport, summarise } from "../../core/report.js";

/**
 * @param before null before the first run
 * @param isWhole false for a run of some checks, which leaves the others as they were
 */
export function standingAfter(
  before: ConformanceReport | null,
  report: ConformanceReport,
  isWhole: boolean,
): ConformanceReport {
  if (before === null) return report;
  // A run that was broken off has judged nothing, and may have moved money.
  const base = report.interrupted ? before : report;
  const checks = isWhole || report.interrupted ? base.checks : replaced(before, report);
  const { strict, interrupted } = base;
  // Money that no run has given back is out still.
  const moneyOut = [...before.moneyOut, ...report.moneyOut];
  const statuses = checks.map(({ status }) => status);
  const summary = summarise(statuses, { strict, interrupted, moneyOut });
  return { ...base, checks, moneyOut, summary };
}

function replaced(
  { checks }: ConformanceReport,
  part: ConformanceReport,
): ConformanceReport["checks"] {
  const now = new Map(part.checks.map((check) => [check.id, check]));
  return checks.map((check) => now.get(check.id) ?? check);
}
