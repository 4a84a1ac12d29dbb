import { expect, it } from "vitest";
import { STATUSES } from "../../src/core/report.js";
import { json } from "../../src/reports/formats/json.js";
import { checkOf, checkOfEachStatus, nastyCheck, reportOf } from "./sample-report.js";

const OPTIONS = { color: false, columns: 80 };
const parse = (report = reportOf([...checkOfEachStatus(), nastyCheck()])) =>
  JSON.parse(json.render(report, OPTIONS)) as {
    summary: object;
    checks: Record<string, unknown>[];
  };

it("has the agreed keys in a fixed order", () => {
  const document = parse();
  expect(Object.keys(document)).toEqual([
    "format",
    "tool",
    "seed",
    "runId",
    "startedAt",
    "durationMs",
    "plan",
    "shard",
    "filters",
    "target",
    "environment",
    "strict",
    "interrupted",
    "summary",
    "moneyOut",
    "checks",
  ]);
  expect(Object.keys(document.summary)).toEqual(["total", ...STATUSES, "verdict"]);
  const failed = document.checks.find((check) => check["status"] === "fail");
  expect(Object.keys(failed ?? {})).toEqual([
    "id",
    "suite",
    "scenario",
    "title",
    "level",
    "clause",
    "why",
    "fix",
    "status",
    "durationMs",
    "message",
    "expected",
    "actual",
    "hint",
    "reproduce",
    "curl",
    "evidence",
  ]);
});

it("lists the suites in the order of an integration, and checks by id", () => {
  const ids = ["wallet.b", "flow.a", "entry.z", "wallet.a", "made-up.a", "webhook.a"];
  const checks = ids.map((id) => checkOf({ id, suite: id.split(".")[0] ?? "" }));
  expect(parse(reportOf(checks)).checks.map((check) => check["id"])).toEqual([
    "entry.z",
    "webhook.a",
    "wallet.a",
    "wallet.b",
    "flow.a",
    "made-up.a",
  ]);
});

it("says what was expected only where a check did not pass", () => {
  const shortcoming = { expected: "a", actual: "b", hint: "c", reproduce: "d" };
  const [passed] = parse(reportOf([checkOf({ status: "pass", ...shortcoming })])).checks;
  const [failed] = parse(reportOf([checkOf({ status: "fail", ...shortcoming })])).checks;
  expect(passed).not.toHaveProperty("reproduce");
  expect(failed).toMatchObject(shortcoming);
});

it("keeps what a target wrote, exactly, without a control character in the text", () => {
  const message = "\u0000\u001b\u009b\u007f\u2028 end";
  const report = reportOf([checkOf({ status: "fail", message })]);
  expect(json.render(report, OPTIONS)).toMatch(/^[\n\x20-\x7e]*$/);
  expect(parse(report).checks[0]?.["message"]).toBe(message);
});
