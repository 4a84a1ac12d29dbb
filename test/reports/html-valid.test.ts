/** The HTML page: valid by a strict validator, and light where everything passed. */
import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import { html } from "../../src/reports/formats/html.js";
import {
  bodyOf,
  checkOf,
  checkOfEachStatus,
  exchangeOf,
  nastyCheck,
  reportOf,
} from "./sample-report.js";

const OPTIONS = { color: false, columns: 80 };
const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
});

async function problemsOf(page: string): Promise<readonly string[]> {
  const { results } = await validator.validateString(page);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
  );
}

/** As long as those of a real run, and each different. */
function passedChecks(count: number) {
  return Array.from({ length: count }, (_, nth) =>
    checkOf({
      id: `wallet.topic-${nth}.claim`,
      evidence: Array.from({ length: 7 }, (__, step) =>
        exchangeOf({
          step: `step ${step} of ${nth}`,
          response: {
            status: 200,
            headers: [["Content-Type", "application/json"]],
            body: bodyOf(JSON.stringify({ nth, step, filler: "x".repeat(20_000) })),
          },
        }),
      ),
    }),
  );
}

describe("is valid", () => {
  it.each([
    ["of every status", reportOf(checkOfEachStatus())],
    ["of what a hostile target said", reportOf([nastyCheck(), nastyCheck()])],
    ["of nothing", reportOf([])],
    ["where all passed", reportOf(passedChecks(20))],
  ])("%s", async (_, report) => {
    expect(await problemsOf(html.render(report, OPTIONS))).toEqual([]);
  });

  it("which the validator can tell", async () => {
    expect(await problemsOf("<!doctype html><p><div></p>")).not.toEqual([]);
  });
});

describe("of a run in which all passed", () => {
  it("is light, however much was recorded", () => {
    const page = html.render(reportOf(passedChecks(450)), OPTIONS);
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
    expect(page).toContain("step 6 of 449");
  });

  it("shows an exchange that several checks share once, and leads there", () => {
    const evidence = [exchangeOf({ step: "the shared one" })];
    const checks = ["first", "second"].map((name) => checkOf({ id: `wallet.${name}.x`, evidence }));
    const page = html.render(reportOf(checks), OPTIONS);
    expect(page.split('aria-label="Request"')).toHaveLength(2);
    expect(page).toContain('shown at <a href="#check-wallet.first.x">wallet.first.x</a>');
  });

  it("says what it leaves out", () => {
    const evidence = Array.from({ length: 30 }, () => exchangeOf());
    const page = html.render(reportOf([checkOf({ evidence })]), OPTIONS);
    expect(page).toContain("22 more, and all of them whole, in the json report");
  });
});
