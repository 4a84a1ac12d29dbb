/** Known failures: what is excused, what turns red, and what a new baseline keeps. */
import { describe, expect, it } from "vitest";
import {
  type Baseline,
  type BaselineEntry,
  judgeAgainst,
  parseBaseline,
  renderBaseline,
  reportAgainst,
  stablePrefix,
  updateBaseline,
  whyNoBaseline,
} from "../../src/conformance/baseline.js";
import { UserError } from "../../src/core/errors.js";
import { type CheckResult, type ConformanceReport, STATUSES } from "../../src/core/report.js";
import { checkOf, reportOf } from "../reports/sample-report.js";

const IDS = ["entry.a.b", "webhook.signature.stale-refused", "webhook.x.y"];
const NOON = Date.parse("2030-06-15T12:00:00Z");

function problemOf(text: string): UserError {
  try {
    parseBaseline(text, "known.json", IDS);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("was accepted");
}

const entries = (...list: object[]) => JSON.stringify({ entries: list });

describe("parseBaseline", () => {
  it("reads what renderBaseline writes", () => {
    const baseline: Baseline = {
      entries: [
        {
          id: "entry.a.b",
          message: "expected 302",
          reason: "new gateway in Q3",
          issue: "https://tracker.example/1",
          expires: "2030-12-31",
        },
        { id: "webhook.x.y" },
      ],
    };
    const text = renderBaseline(baseline);
    expect(parseBaseline(`\uFEFF${text}`, "known.json", IDS)).toEqual(baseline);
    expect(text.endsWith("}\n")).toBe(true);
  });

  it.for<[string, string, string, string]>([
    ["no JSON", "{", "baseline_invalid", "known.json is not JSON"],
    ["no object", "[]", "baseline_invalid", "the baseline"],
    [
      "a mistyped key",
      entries({ id: "entry.a.b", expire: "2030-01-01" }),
      "baseline_invalid",
      'entries[0].expire: unknown key "expire". Did you mean "expires"?',
    ],
    [
      "a mistyped key at the top",
      '{"entrys":[]}',
      "baseline_invalid",
      'entrys: unknown key "entrys". Did you mean "entries"?',
    ],
    ["no id", entries({}), "baseline_invalid", "entries[0].id: is missing"],
    [
      "a day that does not exist",
      entries({ id: "entry.a.b", expires: "2030-02-30" }),
      "baseline_invalid",
      'entries[0].expires: found "2030-02-30", allowed: a date such as',
    ],
    [
      "an issue that is no link",
      entries({ id: "entry.a.b", issue: "ABC-1" }),
      "baseline_invalid",
      "entries[0].issue",
    ],
    [
      "another format",
      '{"format":"playcamp-gw/baseline@2","entries":[]}',
      "baseline_invalid",
      'format: found "playcamp-gw/baseline@2"',
    ],
    [
      "an unknown check",
      entries({ id: "webhook.signature.stale-refuse" }),
      "unknown_check",
      'entries[0].id: there is no check "webhook.signature.stale-refuse"',
    ],
    [
      "a check twice",
      entries({ id: "entry.a.b" }, { id: "entry.a.b" }),
      "baseline_invalid",
      'entries[1].id: "entry.a.b" has an entry already',
    ],
  ])("refuses %s", ([, text, code, message]) => {
    const problem = problemOf(text);
    expect(problem.code).toBe(code);
    expect(problem.message).toContain("known.json");
    expect(problem.message).toContain(message);
  });

  it("suggests the check that was meant", () => {
    const text = entries({ id: "webhook.signature.stale-refuse" });
    expect(problemOf(text).hint).toContain("webhook.signature.stale-refused");
  });
});

const FAILED = checkOf({
  id: "entry.a.b",
  status: "fail",
  message: "expected 401: expired; got 302, empty body",
  expected: "401: expired",
  actual: "302, empty body",
});

function judged(
  check: Partial<CheckResult>,
  entry: Partial<BaselineEntry>,
  nowMs = NOON,
): CheckResult {
  const baseline = { entries: [{ id: "entry.a.b", ...entry }] };
  return judgeAgainst({ ...FAILED, ...check }, baseline, nowMs);
}

describe("judgeAgainst", () => {
  it("excuses a failure that is known, and says why", () => {
    const result = judged(
      {},
      {
        message: "expected 401: expired",
        reason: "new gateway\nin Q3",
        issue: "https://tracker.example/1",
        expires: "2030-12-31",
      },
    );
    expect(result.status).toBe("known");
    expect(result.message).toBe(
      `${FAILED.message} (known: new gateway in Q3, https://tracker.example/1, until 2030-12-31)`,
    );
    expect(result.actual).toBe(FAILED.actual);
  });

  it("excuses a recommendation that is not met as well", () => {
    expect(judged({ status: "warn" }, {}).status).toBe("known");
  });

  it("does not excuse another failure of the same check", () => {
    const result = judged({}, { message: "expected 401: expired; got 200" });
    expect(result.status).toBe("fail");
    expect(result.message).toContain(
      'not excused: the baseline knows another failure, "expected 401: expired; got 200"',
    );
  });

  it.for<[string, CheckResult["status"]]>([
    ["2030-06-16T00:00:00Z", "fail"],
    ["2030-06-15T23:59:59.999Z", "known"],
  ])("keeps to the last day of an entry: at %s it is %s", ([at, status]) => {
    const result = judged({}, { expires: "2030-06-15" }, Date.parse(at));
    expect(result.status).toBe(status);
    expect(result.message.includes("expired on 2030-06-15")).toBe(status === "fail");
  });

  it("turns a check that passes red: the entry is stale", () => {
    const result = judged({ status: "pass", message: "" }, { reason: "old gateway" });
    expect(result.status).toBe("stale");
    expect(result.message).toContain("(old gateway): remove the entry");
  });

  it.for(STATUSES.filter((status) => !["pass", "fail", "warn"].includes(status)))(
    "never touches %s",
    (status) => {
      expect(judged({ status }, {})).toEqual({ ...FAILED, status });
    },
  );

  it("leaves checks without an entry alone", () => {
    const other = checkOf({ id: "webhook.x.y", status: "fail" });
    expect(judgeAgainst(other, { entries: [{ id: "entry.a.b" }] }, NOON)).toBe(other);
  });
});

describe("reportAgainst", () => {
  it("draws the verdict anew", () => {
    const passed = checkOf({ id: "webhook.x.y" });
    const report = reportOf([FAILED, passed]);
    expect(report.summary.verdict).toBe("nonconformant");
    const excused = reportAgainst(report, { entries: [{ id: FAILED.id }] }, NOON);
    expect(excused.summary).toMatchObject({ known: 1, fail: 0 });
    expect(excused.summary.verdict).toBe("conformant");
    const stale = reportAgainst(excused, { entries: [{ id: passed.id }] }, NOON);
    expect(stale.summary).toMatchObject({ known: 1, stale: 1 });
    expect(stale.summary.verdict).toBe("nonconformant");
  });
});

describe("updateBaseline", () => {
  const passed = checkOf({ id: "webhook.x.y", status: "pass" });
  const warned = checkOf({ id: "webhook.w", status: "warn", message: "slow" });

  it("adds what failed and drops what passes", () => {
    const update = updateBaseline(
      { entries: [{ id: passed.id, reason: "was broken" }] },
      reportOf([FAILED, passed, warned]),
    );
    expect(update).toEqual({
      baseline: {
        entries: [{ id: "entry.a.b", message: "expected 401: expired; got 302" }],
      },
      added: ["entry.a.b"],
      dropped: ["webhook.x.y"],
    });
  });

  it("takes recommendations only where they are red", () => {
    const strict = reportOf([warned], { strict: true });
    expect(updateBaseline({ entries: [] }, strict).added).toEqual([warned.id]);
    const lax = reportOf([warned]);
    expect(updateBaseline({ entries: [] }, lax).added).toEqual([]);
    const kept = { entries: [{ id: warned.id }] };
    expect(updateBaseline(kept, lax).baseline).toEqual(kept);
  });

  it("keeps what people wrote on an entry that survives", () => {
    const written = {
      id: FAILED.id,
      message: "expected 401",
      reason: "r",
      issue: "https://tracker.example/1",
      expires: "2020-01-01",
    };
    const same = updateBaseline({ entries: [written] }, reportOf([FAILED]));
    expect(same.baseline.entries).toEqual([written]);
    const changed = updateBaseline(
      { entries: [{ ...written, message: "expected 403" }] },
      reportOf([FAILED]),
    );
    expect(changed.baseline.entries).toEqual([
      { ...written, message: "expected 401: expired; got 302" },
    ]);
  });

  it("keeps entries of checks that this run could not judge", () => {
    const previous = { entries: [{ id: "flow.z" }, { id: "webhook.na" }] };
    const report = reportOf([FAILED, checkOf({ id: "webhook.na", status: "na" })]);
    const { baseline, dropped } = updateBaseline(previous, report);
    expect(baseline.entries.map(({ id }) => id)).toEqual(["entry.a.b", "flow.z", "webhook.na"]);
    expect(dropped).toEqual([]);
  });

  it("excuses the run that it was drawn from", () => {
    const report = reportOf([FAILED, passed, warned], { strict: true });
    const { baseline } = updateBaseline({ entries: [] }, report);
    const { summary } = reportAgainst(report, baseline, NOON);
    expect(summary.verdict).toBe("conformant");
    expect(summary).toMatchObject({ known: 2, stale: 0 });
  });
});

describe("stablePrefix", () => {
  it.for([
    ['expected 401: too short; got 200, {"id":1}', "expected 401: too short; got 200"],
    ["duplicate: no reply within 300 ms", "duplicate: no reply within"],
    ["expected the balance falls by 281 millis", "expected the balance falls by"],
    ["expected 200 or 402: enough; got 500", "expected 200 or 402: enough; got 500"],
    ["expected 4xx: no level; got 200, OK", "expected 4xx: no level; got 200"],
    ['expected the first reply again: {"a":1}', "expected the first reply again:"],
    ["step 7 was wrong", "step"],
    ["THE KEY IS IN THE REPLY", "THE KEY IS IN THE REPLY"],
    ["Location http://127.0.0.1:4141/x", "Location"],
  ])("of %j is %j", ([message, prefix]) => {
    expect(stablePrefix(message ?? "")).toBe(prefix);
    expect(message?.startsWith(prefix ?? "")).toBe(true);
  });
});

describe("whyNoBaseline", () => {
  it.for<[Partial<ConformanceReport>, CheckResult["status"], RegExp | null]>([
    [{ interrupted: true }, "pass", /interrupted/],
    [{}, "blocked", /1 of 1 checks could not run/],
    [{}, "error", /fault of this tool/],
    [{}, "na", /nothing was executed/],
    [{}, "fail", null],
    [{}, "pass", null],
  ])("%j with a check that is %s", ([changes, status, reason]) => {
    const found = whyNoBaseline(reportOf([checkOf({ status })], changes));
    if (reason === null) expect(found).toBeNull();
    else expect(found).toMatch(reason);
  });
});
