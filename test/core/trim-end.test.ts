import { expect, it } from "vitest";
import { trimEndOf } from "../../src/core/trim-end.js";

it.each([
  ["", "0", ""],
  ["000", "0", ""],
  ["0120", "0", "012"],
  ["a,;b;,", ",;", "a,;b"],
  ["a", "", "a"],
  ["a==\n", "=", "a==\n"],
])("%j without %j at its end is %j", (text, characters, trimmed) => {
  expect(trimEndOf(text, characters)).toBe(trimmed);
});
