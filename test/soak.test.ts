import { expect, it } from "vitest";
import { repetitions, soakPart } from "./soak.js";

it.each([
  [0, 5],
  [0.2, 20],
  [0.01, 5],
  [1, 100],
])("at the part %d repeats %d times", (part, times) => {
  expect(repetitions({ quick: 5, full: 100 }, part)).toBe(times);
});

it.each([
  [undefined, 0],
  ["0", 0],
  ["0.25", 0.25],
  ["1", 1],
])("reads SOAK=%s as %d", (text, part) => {
  expect(soakPart(text)).toBe(part);
});

it.each(["", " ", "all", "-1", "1.5", "NaN"])("refuses SOAK=%j", (text) => {
  expect(() => soakPart(text)).toThrow("is no number from 0 to 1");
});
