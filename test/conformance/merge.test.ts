/** Shards joined are the run without shards; whatever does not belong together is refused by name. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeReports, type ShardReport } from "../../src/conformance/merge.js";
import { parseReport } from "../../src/conformance/parse-report.js";
import { planHash } from "../../src/conformance/plan.js";
import { UserError } from "../../src/core/errors.js";
import { type CheckResult, type ConformanceReport, STATUSES } from "../../src/core/report.js";
import { json } from "../../src/reports/formats/json.js";
import { checkOf, checkOfEachStatus, reportOf } from "../reports/sample-report.js";

const RENDER = { color: false, columns: 80 };

function shardsOf(
  parts: readonly (readonly CheckResult[])[],
  overrides: Partial<ConformanceReport> = {},
): ShardReport[] {
  const plan = planHash(parts.flat());
  return parts.map((checks, at) => ({
    file: `shard-${at + 1}.json`,
    report: reportOf(checks, {
      plan,
      shard: { index: at + 1, count: parts.length },
      ...overrides,
    }),
  }));
}

function refusalOf(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("was accepted");
}

function renderedChecks(report: ConformanceReport): readonly CheckResult[] {
  return (JSON.parse(json.render(report, RENDER)) as ConformanceReport).checks;
}

describe("mergeReports", () => {
  it("gives what one run would have given, whatever the order", () => {
    const status = fc.constantFrom(...STATUSES);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(status, fc.nat(3)), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        (drawn, strict, order) => {
          const checks = drawn.map(([each], at) =>
            checkOf({ id: `wallet.check.n${at}`, status: each }),
          );
          const parts = [0, 1, 2, 3].map((shard) =>
            checks.filter((_, at) => drawn[at]?.[1] === shard),
          );
          const shuffled = shardsOf(parts, { strict })
            .map((shard) => ({ shard, rank: order.next().value as number }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ shard }) => shard);
          const whole = reportOf(checks, { strict, plan: planHash(checks) });
          const merged = mergeReports(shuffled);
          expect(merged.summary).toEqual(whole.summary);
          expect(merged.shard).toBeNull();
          expect(renderedChecks(merged)).toEqual(renderedChecks(whole));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("spans from the first start to the last end and keeps every run id", () => {
    const [one, two] = shardsOf([[checkOf({ id: "a" })], [checkOf({ id: "b" })]]);
    const merged = mergeReports([
      {
        file: "1",
        report: {
          ...one!.report,
          runId: "x",
          startedAt: "2030-01-01T00:00:10.000Z",
          durationMs: 5_000,
        },
      },
      {
        file: "2",
        report: {
          ...two!.report,
          runId: "y",
          startedAt: "2030-01-01T00:00:00.000Z",
          durationMs: 3_000,
        },
      },
    ]);
    expect(merged).toMatchObject({
      runId: "x+y",
      startedAt: "2030-01-01T00:00:00.000Z",
      durationMs: 15_000,
    });
  });

  it("is interrupted, and incomplete, when a shard was", () => {
    const [one, two] = shardsOf([[checkOf({ id: "a" })], [checkOf({ id: "b" })]]);
    const merged = mergeReports([one!, { ...two!, report: { ...two!.report, interrupted: true } }]);
    expect(merged.interrupted).toBe(true);
    expect(merged.summary.verdict).toBe("incomplete");
  });

  it("takes the report of a whole run as it is", () => {
    const checks = checkOfEachStatus();
    const report = reportOf(checks, { plan: planHash(checks) });
    expect(mergeReports([{ file: "r.json", report }]).checks).toEqual(checks);
  });

  it("lets every machine have its own port for its sandbox", () => {
    const [one, two] = shardsOf([[checkOf({ id: "a" })], [checkOf({ id: "b" })]]);
    const at = (shard: ShardReport, url: string) => ({
      ...shard,
      report: { ...shard.report, target: { wallet: url } },
    });
    const merged = mergeReports([
      at(one!, "http://127.0.0.1:4001/gp"),
      at(two!, "http://127.0.0.1:4002/gp"),
    ]);
    expect(merged.target).toEqual({ wallet: "http://127.0.0.1:4001/gp" });
    const refusal = refusalOf(() =>
      mergeReports([
        at(one!, "https://staging.example/gp"),
        at(two!, "https://staging.example:8443/gp"),
      ]),
    );
    expect(refusal.code).toBe("merge_mismatch");
    expect(refusal.message).toContain("shard-2.json");
    expect(refusal.message).toContain("wallet target");
  });

  const three = () =>
    shardsOf([[checkOf({ id: "a" })], [checkOf({ id: "b" })], [checkOf({ id: "c" })]]);
  const changed = (changes: Partial<ConformanceReport>) => {
    const [one, two, last] = three();
    return [one!, two!, { ...last!, report: { ...last!.report, ...changes } }];
  };

  it.for<[string, () => readonly ShardReport[], string, string]>([
    ["a missing shard", () => three().slice(0, 2), "merge_shard_missing", "shard 3/3 is missing"],
    [
      "two missing shards",
      () => three().slice(1, 2),
      "merge_shard_missing",
      "shards 1/3, 3/3 are missing",
    ],
    [
      "a doubled shard",
      () => [...three(), { ...three()[1]!, file: "again.json" }],
      "merge_shard_doubled",
      "shard 2/3 is there twice: shard-2.json and again.json",
    ],
    [
      "another plan",
      () => changed({ plan: "feedfacefeedface" }),
      "merge_mismatch",
      "shard-3.json has another plan than shard-1.json",
    ],
    [
      "another version of the tool",
      () => changed({ tool: { name: "playcamp-gw", version: "9.9.9" } }),
      "merge_mismatch",
      "shard-3.json has another tool than shard-1.json: playcamp-gw 9.9.9",
    ],
    [
      "another seed",
      () => changed({ seed: 99 }),
      "merge_mismatch",
      "another seed than shard-1.json: 99",
    ],
    [
      "another environment",
      () => changed({ environment: "live" }),
      "merge_mismatch",
      "another environment",
    ],
    ["another strictness", () => changed({ strict: true }), "merge_mismatch", "another strictness"],
    [
      "another number of shards",
      () => changed({ shard: { index: 3, count: 4 } }),
      "merge_mismatch",
      "another number of shards than shard-1.json: 4, not 3",
    ],
    ["a whole run among shards", () => changed({ shard: null }), "merge_mismatch", "not a shard"],
    [
      "a check in two shards",
      () => changed({ checks: [checkOf({ id: "a" })] }),
      "merge_checks_differ",
      "the check a stands twice: in shard-1.json and in shard-3.json",
    ],
    [
      "a check that was taken out",
      () => changed({ checks: [] }),
      "merge_checks_differ",
      "the 2 checks in shard-1.json, shard-2.json, shard-3.json",
    ],
    [
      "a level that was changed",
      () => changed({ checks: [checkOf({ id: "c", level: "MAY" })] }),
      "merge_checks_differ",
      "are not those of their plan",
    ],
  ])("refuses %s", ([, shards, code, message]) => {
    const refusal = refusalOf(() => mergeReports(shards()));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(message);
  });
});

describe("parseReport", () => {
  const right = json.render(reportOf(checkOfEachStatus()), RENDER);

  it("reads what the json reporter writes", () => {
    const report = parseReport(`\uFEFF${right}`, "r.json");
    expect(json.render(report, RENDER)).toBe(right);
  });

  const without = (change: (report: Record<string, unknown>) => void) => {
    const report = JSON.parse(right) as Record<string, unknown>;
    change(report);
    return JSON.stringify(report);
  };

  it.for<[string, string, string]>([
    ["half a file", right.slice(0, 400), "it is not JSON"],
    ["an empty file", "", "it is not JSON"],
    ["null", "null", 'it has no "format"'],
    ["some other JSON", '{"a":1}', 'it has no "format"'],
    [
      "another format",
      '{"format":"playcamp-gw/conformance@2"}',
      'its format is "playcamp-gw/conformance@2"',
    ],
    ["a report without a plan", without((report) => delete report["plan"]), "plan:"],
    ["an unknown status", right.replace('"status": "fail"', '"status": "green"'), ".status:"],
    [
      "a check that is no check",
      without((report) => (report["checks"] = [{ id: "a" }])),
      "checks[0].suite:",
    ],
    [
      "evidence that no reporter could show",
      without((report) => {
        (report["checks"] as { evidence: unknown }[])[0]!.evidence = [{}];
      }),
      "evidence[0].step:",
    ],
  ])("refuses %s", ([, text, problem]) => {
    const refusal = refusalOf(() => parseReport(text, "r.json"));
    expect(refusal.code).toBe("report_invalid");
    expect(refusal.message).toContain("r.json is no conformance report: ");
    expect(refusal.message).toContain(problem);
  });
});
