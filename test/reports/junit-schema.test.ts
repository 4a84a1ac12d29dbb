/** JUnit reports by the rules of Jenkins' junit-10.xsd: elements, attributes, what is required, how times are written. */
import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { junit } from "../../src/reports/formats/junit.js";
import { checkOf, checkOfEachStatus, nastyCheck, reportOf } from "./sample-report.js";

interface ElementRule {
  readonly children: readonly string[];
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly hasText: boolean;
}

const TEXT: ElementRule = { children: [], required: [], optional: [], hasText: true };
const OUTCOME: ElementRule = { ...TEXT, optional: ["type", "message"] };

const RULES: Readonly<Record<string, ElementRule>> = {
  testsuites: {
    children: ["testsuite"],
    required: [],
    optional: ["name", "time", "tests", "failures", "disabled", "errors"],
    hasText: false,
  },
  testsuite: {
    children: ["testsuite", "properties", "testcase", "system-out", "system-err"],
    required: ["name", "tests", "failures", "errors"],
    optional: [
      ...["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log"],
      ...["url", "version"],
    ],
    hasText: false,
  },
  properties: { children: ["property"], required: [], optional: [], hasText: false },
  property: { children: [], required: ["name", "value"], optional: [], hasText: false },
  testcase: {
    children: ["skipped", "error", "failure", "system-out", "system-err"],
    required: ["name"],
    optional: ["classname", "time", "group"],
    hasText: false,
  },
  skipped: OUTCOME,
  error: OUTCOME,
  failure: OUTCOME,
  "system-out": TEXT,
  "system-err": TEXT,
};

/** The type of every `time`. */
const TIME = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?$/;

type Node = Readonly<Record<string, unknown>>;

function problemsIn(node: Node, parent: string | null): readonly string[] {
  const [name = ""] = Object.keys(node).filter((key) => key !== ":@");
  if (name.startsWith("?")) return [];
  const rule = RULES[name];
  if (name === "#text") {
    const isBlank = String(node[name]).trim() === "";
    return isBlank || RULES[parent ?? ""]?.hasText === true ? [] : [`text in ${parent}`];
  }
  if (rule === undefined) return [`no element ${name}`];
  const given = Object.keys((node[":@"] ?? {}) as Node).map((key) => key.replace("@_", ""));
  const attributes = (node[":@"] ?? {}) as Readonly<Record<string, string>>;
  const time = attributes["@_time"];
  return [
    ...(parent === null || RULES[parent]?.children.includes(name) === true
      ? []
      : [`${name} in ${parent}`]),
    ...(parent === null && name !== "testsuites" ? [`root ${name}`] : []),
    ...rule.required.filter((each) => !given.includes(each)).map((each) => `${name} lacks ${each}`),
    ...given
      .filter((each) => ![...rule.required, ...rule.optional].includes(each))
      .map((each) => `${name} has ${each}`),
    ...(time === undefined || TIME.test(time) ? [] : [`time ${time}`]),
    ...(node[name] as readonly Node[]).flatMap((child) => problemsIn(child, name)),
  ];
}

function problemsOf(xml: string): readonly string[] {
  const parser = new XMLParser({
    ...{ preserveOrder: true, ignoreAttributes: false, trimValues: false },
    ...{ parseTagValue: false, parseAttributeValue: false },
  });
  return (parser.parse(xml) as readonly Node[])
    .filter((node) => !Object.hasOwn(node, "#text"))
    .flatMap((node) => problemsIn(node, null));
}

const MONEY = {
  player: "u-1",
  currency: "USD",
  millis: 100,
  transactions: ["t"],
  giveBack: "playcamp-gw fire-callback",
};

describe("a report keeps to the rules", () => {
  it.each([
    ["of every status", reportOf(checkOfEachStatus())],
    ["under --strict", reportOf(checkOfEachStatus(), { strict: true })],
    ["of what a hostile target said", reportOf([nastyCheck()])],
    ["of nothing", reportOf([])],
    ["with money out", reportOf([checkOf()], { moneyOut: [MONEY] })],
    ["that took long", reportOf([checkOf({ durationMs: 12_345_678.9 })])],
    ["of another environment", reportOf([checkOf()], { environment: "staging" })],
  ])("%s", (_, report) => {
    expect(problemsOf(junit.render(report, { color: false, columns: 80 }))).toEqual([]);
  });
});

it.each([
  ['<testsuites skipped="1"/>', "testsuites has skipped"],
  ["<testsuite/>", "root testsuite"],
  [
    "<testsuites><testsuite name='a' tests='1' failures='0'/></testsuites>",
    "testsuite lacks errors",
  ],
  ["<testsuites time='1.2345'/>", "time 1.2345"],
  ["<testsuites><testcase name='a'/></testsuites>", "testcase in testsuites"],
  ["<testsuites>text</testsuites>", "text in testsuites"],
])("%s does not", (xml, problem) => {
  expect(problemsOf(xml)).toContain(problem);
});
