/** Money that could not be given back is the first thing that every report says. */
import { describe, expect, it } from "vitest";
import {
  loadReportFormat,
  REPORT_FORMAT_IDS,
  type ReportFormatId,
} from "../../src/reports/formats/index.js";
import { passingChecks, reportOf } from "./sample-report.js";

const GIVE_BACK = "playcamp-gw fire-callback deposit --action WIN --amount 5440 --tx t --round r";
const report = reportOf(passingChecks(3), {
  moneyOut: [
    {
      player: "user1",
      currency: "USD",
      millis: 5440,
      transactions: ["a", "b", "c", "d", "e", "f", "g"],
      giveBack: GIVE_BACK,
    },
  ],
});

const render = async (id: ReportFormatId, of = report) =>
  (await loadReportFormat(id)).render(of, { color: false, columns: 200 });

describe("money that is out", () => {
  it("makes a run nonconformant in which every check passed", async () => {
    expect(report.summary.verdict).toBe("nonconformant");
    expect(await render("table")).toContain("NONCONFORMANT: money of 1 player not given back");
  });

  it.each(REPORT_FORMAT_IDS)(
    "stands in the %s report, with the command that gives it back",
    async (id) => {
      const text = await render(id);
      expect(text).toContain("user1");
      expect(text).toContain("5440");
      expect(text).toContain(GIVE_BACK);
      expect(await render(id, reportOf(passingChecks(3)))).not.toContain("user1");
    },
  );

  it.each(["table", "markdown", "junit", "tap", "html", "github"] as const)(
    "comes before every check in the %s report",
    async (id) => {
      const text = await render(id);
      const first = text.indexOf("wallet.auth.property-000");
      expect(text.indexOf("user1")).toBeGreaterThan(-1);
      if (first !== -1) expect(text.indexOf("user1")).toBeLessThan(first);
    },
  );

  it("names the last transactions, and how many there are", async () => {
    expect(await render("table")).toContain(
      "player user1 lacks 5440 millis USD (2 earlier transactions, c, d, e, f, g)",
    );
  });
});
