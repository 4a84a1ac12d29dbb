/** The report of a conformance run: its checks, and all that says which run it was. */
import { requirementsOf } from "../../conformance/requirements/coverage.js";
import type { Plan } from "../../conformance/plan.js";
import {
  type CheckResult,
  type ConformanceReport,
  REPORT_FORMAT,
  summarise,
} from "../../core/report.js";
import type { OpenedSuites } from "./open-suites.js";
import type { ConformanceRequest } from "./request.js";

/** What became of a run, besides its checks. */
interface Course {
  readonly version: string;
  readonly runId: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly plan: Plan;
  readonly requirementSet: string;
  readonly opened: OpenedSuites;
  readonly environment: ConformanceReport["environment"];
  readonly interrupted: boolean;
  readonly moneyOut: ConformanceReport["moneyOut"];
}

export function composeReport(
  checks: readonly CheckResult[],
  { seed, shard, suites, only, skip, level, strict }: ConformanceRequest,
  course: Course,
): ConformanceReport {
  const { version, runId, startedAtMs, durationMs, opened, interrupted, moneyOut } = course;
  return {
    format: REPORT_FORMAT,
    tool: { name: "playcamp-gw", version },
    seed,
    runId,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs,
    plan: course.plan.hash,
    requirementSet: course.requirementSet,
    shard,
    filters: { suites, only, skip, level },
    target: Object.fromEntries(
      [...opened.suites].map(([id, { suite }]) => [id, opened.redactor.text(suite.url)]),
    ),
    environment: course.environment,
    strict,
    interrupted,
    summary: summarise(
      checks.map(({ status }) => status),
      { strict, interrupted, moneyOut },
    ),
    moneyOut,
    checks: checks.map((check) => ({ ...check, requirements: requirementsOf(check.id) })),
  };
}
