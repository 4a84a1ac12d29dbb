import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { junit } from "../../src/reports/formats/junit.js";
import { checkOf, checkOfEachStatus, NASTY_TEXT, nastyCheck, reportOf } from "./sample-report.js";

const OPTIONS = { color: false, columns: 80 };

interface Case {
  "@_name": string;
  "@_classname": string;
  "@_time": string;
  failure?: { "#text": string; "@_message": string; "@_type": string };
  error?: { "#text": string; "@_message": string };
  skipped?: { "@_message": string };
  "system-out"?: string;
}

function casesOf(report: ReturnType<typeof reportOf>): Case[] {
  const xml = junit.render(report, OPTIONS);
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    isArray: (name) => name === "testcase" || name === "testsuite",
  });
  const { testsuites } = parser.parse(xml) as {
    testsuites: { testsuite: { testcase: Case[] }[] };
  };
  return testsuites.testsuite.flatMap((suite) => suite.testcase);
}

const caseOf = (report: ReturnType<typeof reportOf>, id: string) =>
  casesOf(report).find((each) => each["@_name"] === id)!;

describe("each status becomes", () => {
  it.each([
    ["pass", []],
    ["fail", ["failure"]],
    ["warn", ["system-out"]],
    ["error", ["error"]],
    ["blocked", ["error"]],
    ["na", ["skipped"]],
    ["known", ["skipped"]],
    ["stale", ["failure"]],
  ] as const)("%s → %j", (status, elements) => {
    const [found] = casesOf(reportOf([checkOf({ status, message: "the reason" })]));
    const names = ["failure", "error", "skipped", "system-out"] as const;
    expect(names.filter((name) => found?.[name] !== undefined)).toEqual(elements);
  });

  it("warn → failure when strict", () => {
    const [found] = casesOf(reportOf([checkOf({ status: "warn" })], { strict: true }));
    expect(found?.failure?.["@_type"]).toBe("MUST.warn");
  });
});

it("tells the message, then expected, actual, transcript and how to reproduce", () => {
  const report = reportOf(checkOfEachStatus());
  const { failure } = caseOf(report, "wallet.withdraw.duplicate-moves-money-once");
  const text = failure?.["#text"] ?? "";
  expect(text.split("\n")[0]).toBe(failure?.["@_message"]);
  const places = ["Expected:", "Actual:", "Transcript:", "Reproduce:"].map((label) =>
    text.indexOf(label),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

it("gives the reason of what was skipped", () => {
  const report = reportOf(checkOfEachStatus());
  expect(caseOf(report, "wallet.close-round.is-idempotent").skipped?.["@_message"]).toContain(
    "serverDriven",
  );
  expect(caseOf(report, "postback.level.bad-level-is-refused").skipped?.["@_message"]).toContain(
    "level 0 answered 200",
  );
});

it("gives every testcase a name of its own, and seconds", () => {
  const cases = casesOf(reportOf([checkOf(), checkOf(), checkOf({ durationMs: 1234.5 })]));
  expect(new Set(cases.map((each) => each["@_classname"] + each["@_name"])).size).toBe(3);
  expect(cases.map((each) => each["@_time"])).toContain("1.234");
});

it("is XML 1.0 whatever a target wrote", () => {
  const xml = junit.render(reportOf([nastyCheck()]), OPTIONS);
  const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
  expect(allowed.test(xml)).toBe(true);
  expect(xml).not.toContain("]]>");
  const { failure } = caseOf(reportOf([nastyCheck()]), "wallet.nasty.text");
  expect(NASTY_TEXT).toContain("<b>bold</b>");
  expect(failure?.["#text"]).toContain("<b>bold</b>");
  expect(failure?.["#text"]).toContain("\\u001b[31m");
});
