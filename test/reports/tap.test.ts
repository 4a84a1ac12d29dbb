import { describe, expect, it } from "vitest";
import { tap } from "../../src/reports/formats/tap.js";
import { checkOf, nastyCheck, reportOf } from "./sample-report.js";

const lines = (...args: Parameters<typeof reportOf>) =>
  tap.render(reportOf(...args), { color: false, columns: 80 }).split("\n");

describe("each status becomes", () => {
  it.each([
    ["pass", false, "ok 1 - a.b: T"],
    ["fail", false, "not ok 1 - a.b: T"],
    ["warn", false, "not ok 1 - a.b: T # TODO m \\# 1"],
    ["warn", true, "not ok 1 - a.b: T"],
    ["error", false, "not ok 1 - a.b: T"],
    ["blocked", false, "not ok 1 - a.b: T"],
    ["na", false, "ok 1 - a.b: T # SKIP m \\# 1"],
    ["known", false, "not ok 1 - a.b: T # TODO m \\# 1"],
    ["stale", false, "not ok 1 - a.b: T"],
  ] as const)("%s, strict %s: %s", (status, strict, expected) => {
    const check = checkOf({ id: "a.b", title: "T", status, message: "m # 1" });
    expect(lines([check], { strict })[2]).toBe(expected);
  });
});

it("plans as many points as there are checks", () => {
  expect(lines([checkOf(), checkOf({ id: "wallet.z" })]).slice(0, 2)).toEqual([
    "TAP version 14",
    "1..2",
  ]);
  expect(lines([])[1]).toBe("1..0 # SKIP nothing was executed");
});

it("keeps hostile text inside its diagnostic block", () => {
  const [version, plan, point, open, ...rest] = lines([nastyCheck()]);
  const close = rest.indexOf("  ...");
  expect([version, plan, open]).toEqual(["TAP version 14", "1..1", "  ---"]);
  expect(point).toMatch(/^not ok 1 - wallet\.nasty\.text: /);
  expect(point).not.toMatch(/[^\\]#/);
  const block = rest.slice(0, close);
  expect(block.every((line) => /^ {2}(?: {2}|[a-zA-Z]+: )/.test(line))).toBe(true);
  expect(rest.slice(close + 1)).toEqual([expect.stringMatching(/^# NONCONFORMANT/), ""]);
});
