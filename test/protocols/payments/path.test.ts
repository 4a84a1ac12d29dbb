import { describe, expect, it } from "vitest";
import { parseJson, renderJson } from "../../../src/protocols/payments/lossless-json.js";
import { valuesAt } from "../../../src/protocols/payments/path.js";

const VALUE = `{"a":{"b":[{"c":1},{"c":2.50},{}]},"x.y":"dot","$id":12345678901234567890,"__proto__":{"c":"own"},"e":[[1],[2]]}`;

function at(path: string): string[] {
  const parsed = parseJson(VALUE);
  if (!parsed.ok) throw new Error(parsed.problem);
  return valuesAt(parsed.value, path).map(renderJson);
}

describe("valuesAt", () => {
  it.each([
    ["a.b[].c", ["1", "2.50"]],
    ["$.a.b[1].c", ["2.50"]],
    ["a.b.0.c", ["1"]],
    ['["x.y"]', ['"dot"']],
    ["$id", ["12345678901234567890"]],
    ["e[][]", ["1", "2"]],
    ["a.missing.c", []],
    ["constructor", []],
    ["__proto__.c", ['"own"']],
    ["", [VALUE]],
    ["$", [VALUE]],
  ])("%s", (path, expected) => {
    expect(at(path)).toEqual(expected);
  });

  it.each(["a..b", "a[", "a.", "a[x]"])("refuses %s", (path) => {
    expect(() => at(path)).toThrow(/is not a path/);
  });
});

describe("parseJson", () => {
  it.each([
    ["{", /reached end/],
    ['{"a":1,"a":2}', /Duplicate key 'a'/],
    ["[".repeat(200_000), /too deeply/],
    ["NaN", /./],
  ])("says why %.20s is none", (text, problem) => {
    const parsed = parseJson(text);
    expect(parsed.ok ? "" : parsed.problem).toMatch(problem);
  });
});
