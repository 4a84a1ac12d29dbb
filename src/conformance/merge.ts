/** Joins the reports of shards into the report that one run without shards would have given. */
import { UserError } from "../core/errors.js";
import { type ConformanceReport, type Diagnosis, summarise } from "../core/report.js";
import {
  assertEveryShardOnce,
  assertOneRun,
  comparableTarget,
  type CommonFacts,
  type ShardHints,
} from "../core/shards.js";
import { planHash } from "./plan.js";

export interface ShardReport {
  /** Where it was read from, for messages. */
  readonly file: string;
  readonly report: ConformanceReport;
}

const COMMON: CommonFacts<ConformanceReport> = [
  { what: "tool", of: ({ tool }) => `${tool.name} ${tool.version}` },
  { what: "plan", of: ({ plan }) => plan },
  { what: "requirement set", of: ({ requirementSet }) => requirementSet ?? "none" },
  { what: "seed", of: ({ seed }) => String(seed) },
  {
    what: "environment",
    of: ({ environment }) => environment ?? "none",
  },
  {
    what: "strictness",
    of: ({ strict }) => (strict ? "--strict" : "not --strict"),
  },
  {
    what: "number of shards",
    of: ({ shard }) => (shard === null ? "not a shard" : String(shard.count)),
  },
];

/**
 * @param shards in any order; a single report of a whole run is taken as it is
 * @throws {UserError} `merge_mismatch`, `merge_shard_missing`, `merge_shard_doubled`, `merge_checks_differ`
 */
export function mergeReports(shards: readonly ShardReport[]): ConformanceReport {
  const [first] = shards;
  if (first === undefined) throw new UserError("usage", "no report is named");
  assertOneRun(
    shards.map(({ file, report }) => ({ file, result: report })),
    COMMON,
    "Only shards of one run can be joined: the same version, flags, seed, profile and environment.",
  );
  assertEveryShardOnce(shards.map(placeOf), first.report.shard?.count ?? 1, HINTS);
  const target = joinTargets(shards);
  const checks = shards.flatMap(({ report }) => report.checks);
  assertWholePlan(shards);
  const interrupted = shards.some(({ report }) => report.interrupted);
  const { strict } = first.report;
  const moneyOut = shards.flatMap(({ report }) => report.moneyOut);
  const { diagnosis: _own, furtherDiagnoses: _others, ...rest } = first.report;
  return {
    ...rest,
    ...diagnosesOf(shards),
    ...spanOf(shards.map(({ report }) => report)),
    runId: [...new Set(shards.map(({ report }) => report.runId))].join("+"),
    shard: null,
    target,
    interrupted,
    summary: summarise(
      checks.map(({ status }) => status),
      { strict, interrupted, moneyOut },
    ),
    moneyOut,
    checks,
  };
}

/** Each shard's, in their order: a cause that two of them name is one. */
function diagnosesOf(
  shards: readonly ShardReport[],
): Pick<ConformanceReport, "diagnosis" | "furtherDiagnoses"> {
  const byText = new Map<string, Diagnosis>();
  for (const { report } of shards) {
    const { diagnosis, furtherDiagnoses = [] } = report;
    for (const each of [...(diagnosis === undefined ? [] : [diagnosis]), ...furtherDiagnoses]) {
      const known = byText.get(each.text);
      const checks = [...new Set([...(known?.checks ?? []), ...each.checks])];
      byText.set(each.text, { ...each, checks });
    }
  }
  const [diagnosis, ...furtherDiagnoses] = byText.values();
  return {
    ...(diagnosis === undefined ? {} : { diagnosis }),
    ...(furtherDiagnoses.length === 0 ? {} : { furtherDiagnoses }),
  };
}

const HINTS: ShardHints = {
  doubled: "Give each shard's report once.",
  missing:
    "Give the reports of all shards; one that was lost has to run again with the same --shard, --seed and filters.",
};

function placeOf({ file, report: { shard } }: ShardReport) {
  if (shard === null) return { file, index: 1 };
  const { index, count } = shard;
  if (index <= count) return { file, index };
  throw new UserError(
    "report_invalid",
    `${file} is no conformance report: shard: ${index} of ${count}`,
  );
}

/** Each shard opens only the suites that it has checks of. */
function joinTargets(shards: readonly ShardReport[]): Record<string, string> {
  const joined = new Map<string, { readonly url: string; readonly file: string }>();
  for (const { file, report } of shards) {
    for (const [suite, url] of Object.entries(report.target)) {
      const known = joined.get(suite);
      if (known === undefined) joined.set(suite, { url, file });
      else if (comparableTarget(known.url) !== comparableTarget(url)) {
        throw new UserError(
          "merge_mismatch",
          `${file} judged another ${suite} target than ${known.file}: ${url}, not ${known.url}`,
          "Only shards that ran against the same target can be joined.",
        );
      }
    }
  }
  return Object.fromEntries([...joined].map(([suite, { url }]) => [suite, url]));
}

/** The plan's hash covers ids and levels, so a report that lost or gained a check shows. */
function assertWholePlan(shards: readonly ShardReport[]): void {
  const owners = new Map<string, string>();
  for (const { file, report } of shards) {
    for (const { id } of report.checks) {
      const owner = owners.get(id);
      if (owner !== undefined) {
        throw new UserError(
          "merge_checks_differ",
          `the check ${id} stands twice: in ${owner} and in ${file}`,
          "Each check belongs to one shard; give the reports as they were written.",
        );
      }
      owners.set(id, file);
    }
  }
  const checks = shards.flatMap(({ report }) => report.checks);
  const plan = shards[0]?.report.plan ?? "";
  if (planHash(checks) === plan) return;
  throw new UserError(
    "merge_checks_differ",
    `the ${checks.length} checks in ${shards.map(({ file }) => file).join(", ")} are not those of their plan ${plan}`,
    "A report was changed or cut after it was written; run that shard again.",
  );
}

/** From the first start to the last end, whichever machine that was. */
function spanOf(
  reports: readonly ConformanceReport[],
): Pick<ConformanceReport, "startedAt" | "durationMs"> {
  const starts = reports.map(({ startedAt }) => Date.parse(startedAt));
  const ends = reports.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs);
  const startedAtMs = Math.min(...starts);
  return {
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: Math.max(...ends) - startedAtMs,
  };
}
