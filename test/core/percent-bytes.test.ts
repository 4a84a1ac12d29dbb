import { expect, it } from "vitest";
import { percentBytes } from "../../src/core/percent-bytes.js";

it.each([
  ["%EA%b0%80", "+", "가"],
  ["a+b%2Bc", "+", "a+b+c"],
  ["a+b%2Bc", " ", "a b+c"],
  ["100%", "+", "100%"],
  ["%4", "+", "%4"],
  ["%zz%41", "+", "%zzA"],
  ["", "+", ""],
] as const)("%j with %j for a plus is %j", (text, plus, expected) => {
  expect(percentBytes(text, plus).toString("utf8")).toBe(expected);
});

it("takes millions of escapes", () => {
  expect(percentBytes("%25".repeat(2_000_000))).toHaveLength(2_000_000);
});
