import { validate } from "ctrf";
import { expect, it } from "vitest";
import { ctrf } from "../../src/reports/formats/ctrf.js";
import { checkOfEachStatus, nastyCheck, reportOf } from "./sample-report.js";

const documentOf = (report: ReturnType<typeof reportOf>) =>
  JSON.parse(ctrf.render(report, { color: false, columns: 80 })) as {
    results: {
      tests: {
        name: string;
        status: string;
        rawStatus: string;
        trace?: string;
      }[];
    };
  };

it.each([
  ["every status", reportOf(checkOfEachStatus())],
  ["every status, strict", reportOf(checkOfEachStatus(), { strict: true })],
  ["hostile text", reportOf([nastyCheck()])],
  ["nothing", reportOf([])],
])("is valid by the format's own schema: %s", (_, report) => {
  expect(validate(documentOf(report))).toMatchObject({ valid: true });
});

it("never shows as passed what could not run", () => {
  const { tests } = documentOf(reportOf(checkOfEachStatus())).results;
  const statusOf = Object.fromEntries(tests.map((test) => [test.rawStatus, test.status]));
  expect(statusOf).toEqual({
    pass: "passed",
    fail: "failed",
    warn: "passed",
    error: "failed",
    blocked: "failed",
    na: "skipped",
    known: "pending",
    stale: "failed",
  });
});
