/** What several checks have in common is said before them, in every report. */
import { describe, expect, it } from "vitest";
import {
  loadReportFormat,
  REPORT_FORMAT_IDS,
  type ReportFormatId,
} from "../../src/reports/formats/index.js";
import { SHORT_TABLE_LINES } from "../../src/reports/formats/format.js";
import { checkOf, checkOfEachStatus, passingChecks, reportOf } from "./sample-report.js";

const diagnosis = {
  text: "nothing is served at that path",
  certainty: "likely",
  checks: ["wallet.auth.property-000"],
  next: "Compare the path with the profile",
} as const;
const report = reportOf([...checkOfEachStatus(), ...passingChecks(3)], { diagnosis });

const render = async (id: ReportFormatId, of = report) =>
  (await loadReportFormat(id)).render(of, { color: false, columns: 200 });

describe("the diagnosis", () => {
  it.each(REPORT_FORMAT_IDS.filter((id) => id !== "ctrf"))(
    "stands in the %s report, with what to do next",
    async (id) => {
      const text = await render(id);
      expect(text).toContain(diagnosis.text);
      expect(text).toContain(diagnosis.next);
    },
  );

  it.each(["table", "markdown", "junit", "tap", "html", "github"] as const)(
    "comes before every check in the %s report",
    async (id) => {
      const text = await render(id);
      const first = text.indexOf("wallet.withdraw.duplicate-moves-money-once");
      expect(first).toBeGreaterThan(-1);
      expect(text.indexOf(diagnosis.text)).toBeLessThan(first);
    },
  );
});

describe("the short table of a failing run", () => {
  const failing = (suite: string, count: number) =>
    Array.from({ length: count }, (_, at) =>
      checkOf({
        id: `${suite}.topic-${at % 7}.property-${at}`,
        suite,
        status: (["fail", "warn", "blocked", "error"] as const)[at % 4] ?? "fail",
        message: `expected 401: it is wrong; got 200, ${"word ".repeat(at % 60)}`,
      }),
    );
  const many = reportOf(
    ["entry", "webhook", "wallet", "payments", "postback", "flow"].flatMap((suite) =>
      failing(suite, 40),
    ),
    { diagnosis },
  );

  it.each([80, 120, 200])("fits a screen of %i columns, whatever failed", async (columns) => {
    const { render: table } = await loadReportFormat("table");
    for (const each of [many, report, reportOf(failing("wallet", 3), { diagnosis })]) {
      const text = table(each, { color: false, columns, short: true });
      expect(text.split("\n").length).toBeLessThanOrEqual(SHORT_TABLE_LINES + 1);
      expect(text.indexOf("LIKELY CAUSE")).toBe(0);
    }
    expect(table(many, { color: false, columns, short: true })).toContain("--verbose");
  });

  it("is the whole one where nothing needs a look", async () => {
    const { render: table } = await loadReportFormat("table");
    const green = reportOf(passingChecks(30));
    expect(table(green, { color: false, columns: 80, short: true })).toBe(
      table(green, { color: false, columns: 80 }),
    );
  });
});
