/** Where the checks stand after several runs, of all of them or of a part: a report by which the whole is concluded. */
import { type ConformanceReport, summarise } from "../../core/report.js";
import type { ConformanceRun } from "./run-conformance.js";

export type StandingRun = Pick<ConformanceRun, "report" | "answeredFor">;

/**
 * @param before null before the first run
 * @param isWhole false for a run of some checks, which leaves the others as they were
 */
export function standingAfter(
  before: ConformanceReport | null,
  { report, answeredFor }: StandingRun,
  isWhole: boolean,
): ConformanceReport {
  if (before === null) return report;
  // A run that was broken off has judged nothing, and may have moved money.
  const base = report.interrupted ? before : report;
  const checks = isWhole || report.interrupted ? base.checks : replaced(before, report);
  const { strict, interrupted } = base;
  // Money is out until a run that knew of it has given it back, or lists it itself.
  const stillOut = before.moneyOut.filter(({ player }) => !answeredFor.includes(player));
  const moneyOut = [...stillOut, ...report.moneyOut];
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
