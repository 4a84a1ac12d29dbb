import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonError } from "../../../src/core/json/fault.js";

describe("findJsonError", () => {
  it.each([
    ["", 1, 1, "the text ends too early"],
    ['{"a":', 1, 6, "the text ends too early"],
    ['{"a": hush}', 1, 7, '"h" is not expected here'],
    ['{\n  "a": 1,\n}', 3, 1, '"}" is not expected here'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, /^a quoted text/],
    ['{"a": "hush', 1, 7, /not closed/],
    ['{"a": "x\ny"}', 1, 7, /not closed/],
    ['{"a": "\\q"}', 1, 7, /not escaped correctly/],
    ["[1, 2", 1, 6, "the text ends too early"],
    ["[1 2]", 1, 4, '"2" is not expected here'],
    ["// note\n{}", 1, 1, '"/" is not expected here'],
    ["{} {}", 1, 4, '"{" is not expected here'],
    ["{'a': 1}", 1, 2, '"\'" is not expected here'],
    ["01", 1, 1, '"0" is not expected here'],
    [Buffer.from('\ufeff{"a": 1}', "utf16le").toString(), 1, 1, /^it is UTF-16, as PowerShell/],
    [Buffer.from('\ufeff{"a": 1}', "utf16le").swap16().toString(), 1, 1, /^it is UTF-16/],
    ["\ufffd\ufffd", 1, 1, '"\ufffd" is not expected here'],
    ["😀", 1, 1, '"😀" is not expected here'],
    ['{\n"a": 1, "b": {"a": 2},\n "a": 3}', 3, 2, 'the key "a" stands twice'],
    ['[{"a": 1}, {"b": {}, "\\u0062": 1}]', 1, 22, 'the key "b" stands twice'],
    ['{"hu sh": 1, "hu sh": 2}', 1, 14, "a key stands twice in one object"],
  ])("%j: line %d, column %d", (text, line, column, found) => {
    const place = findJsonError(text);
    expect([place?.line, place?.column]).toEqual([line, column]);
    expect(place?.found).toMatch(found);
  });

  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  it("finds nothing in JSON, however it is written", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2, "\t"), (text, indent) => {
        expect(findJsonError(text)).toBeNull();
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(findJsonError(` ${spaced}\r\n`)).toBeNull();
      }),
    );
  });

  it("agrees with JSON.parse on damaged texts", () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom("", '"', ",", "}", "]", ":", "0", "e", "-", "\\", "x"),
        (text, seed, damage) => {
          const at = seed % (text.length + 1);
          const damaged = text.slice(0, at) + damage + text.slice(at + 1);
          const error = findJsonError(damaged);
          expect(error === null || error.kind === "twice").toBe(parses(damaged));
        },
      ),
      { numRuns: 500 },
    );
  });
});
