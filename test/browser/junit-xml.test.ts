/** The JUnit report under a strict XML parser, which a browser brings along. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { junit } from "../../src/reports/formats/junit.js";
import { checkOfEachStatus, nastyCheck, reportOf } from "../reports/sample-report.js";
import { launchBrowser } from "./launch-browser.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => browser.close());

/** The number of test cases, or what the parser complains of. */
async function parse(xml: string): Promise<unknown> {
  const page = await browser.newPage();
  return page.evaluate(`(() => {
    const parsed = new DOMParser().parseFromString(${JSON.stringify(xml)}, "application/xml");
    const complaint = parsed.querySelector("parsererror");
    return complaint ? complaint.textContent : parsed.querySelectorAll("testcase").length;
  })()`);
}

it("is well-formed whatever a target wrote", async () => {
  const report = reportOf([...checkOfEachStatus(), nastyCheck()]);
  expect(await parse(junit.render(report, { color: false, columns: 80 }))).toBe(9);
  expect(await parse("<a>\u0001</a>")).toContain("error");
});
