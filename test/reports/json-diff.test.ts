import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffJson } from "../../src/reports/json-diff.js";
import { prettyJson } from "../../src/core/json/layout.js";

describe("prettyJson", () => {
  it("lays out what JSON.stringify would, for any document", () => {
    const container = fc.oneof(
      fc.array(fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
    );
    fc.assert(
      fc.property(container, (value) => {
        const text = JSON.stringify(value);
        expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }),
    );
  });

  it("changes no token: big numbers, repeated keys, escapes", () => {
    expect(prettyJson('{"a":1.0,"a":12345678901234567890,"b":"\\u00e9{[,:]}"}')).toBe(
      '{\n  "a": 1.0,\n  "a": 12345678901234567890,\n  "b": "\\u00e9{[,:]}"\n}',
    );
  });

  it.each(["", "{", "<html>", '{"a":1} x', "[".repeat(500) + "]".repeat(500)])(
    "is null for %j",
    (text) => {
      expect(prettyJson(text)).toBeNull();
    },
  );
});

describe("diffJson", () => {
  it("names what is missing, unexpected and changed", () => {
    const expected = '{"a":1,"b":{"c":[1,2]},"d":true,"same":"x"}';
    const actual = '{"same":"x","b":{"c":[1,"2",{"n":null}]},"d":false,"odd key":1.50}';
    expect(diffJson(expected, actual)).toEqual([
      { kind: "missing", path: "$.a", expected: "1" },
      { kind: "changed", path: "$.b.c[1]", expected: "2", actual: '"2"' },
      { kind: "unexpected", path: "$.b.c[2]", actual: '{"n": null}' },
      { kind: "changed", path: "$.d", expected: "true", actual: "false" },
      { kind: "unexpected", path: '$["odd key"]', actual: "1.50" },
    ]);
  });

  it.each([
    [
      "numbers that a double cannot tell apart",
      "[12345678901234567890]",
      "[12345678901234567891]",
      1,
    ],
    ["one number in two encodings", "[100]", "[100.0]", 1],
    ["a number and the same as a string", "[1]", '["1"]', 1],
    ["an array and an object", "[]", "{}", 1],
    ["a key named like a prototype", '{"__proto__":1}', '{"__proto__":2}', 1],
    ["another order and other spaces", '{"a":1,"b":[2]}', '{ "b": [ 2 ], "a": 1 }', 0],
  ])("sees %s", (_, expected, actual, count) => {
    expect(diffJson(expected, actual)).toHaveLength(count);
  });

  it("is null unless both are documents", () => {
    expect(diffJson("401", '{"a":1}')).toBeNull();
    expect(diffJson('{"a":1}', "<html>")).toBeNull();
  });

  it("finds no difference between a document and itself", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        expect(diffJson(text, JSON.stringify(JSON.parse(text), null, 3))).toEqual([]);
      }),
    );
  });
});
