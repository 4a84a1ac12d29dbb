import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import { type JsonValue, renderJson } from "../../../src/core/json/value.js";
import {
  ANY,
  DEEP,
  EACH,
  parsePath,
  parsePattern,
  parsePlainPath,
  parseReadPath,
  renderPath,
  valueAt,
  valueBelow,
  valuesAt,
} from "../../../src/core/json/path.js";

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

describe("steps", () => {
  it("are read as they were rendered", () => {
    const step = fc.oneof(fc.string({ minLength: 1, maxLength: 6 }), fc.nat({ max: 99 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
        fc.pre(steps[0] !== "$");
        expect(parsePlainPath(renderPath(steps))).toEqual(steps);
      }),
    );
  });

  it.each([
    ["body.events[*].data.userId", ["body", "events", ANY, "data", "userId"]],
    ["body.**.id", ["body", DEEP, "id"]],
    ["body.*", ["body", ANY]],
    ["items[].a", ["items", EACH, "a"]],
    ["a.*b", ["a", "*b"]],
  ])("of the pattern %s", (text, steps) => {
    expect(parsePattern(text)).toEqual(steps);
  });

  it.each(["a.*", "a[*]", "a.**.b"])("of %s are more than a path has", (text) => {
    expect(() => parsePath(text)).toThrow(/is not a path/);
    expect(parsePlainPath(text)).toBeNull();
  });
});

describe("valueBelow", () => {
  it.each([
    ["reward.items.0.id", 7],
    ["reward.items[0].id", 7],
    ["", { reward: { items: [{ id: 7 }] } }],
    ["reward.items.first", undefined],
    ["reward..items", undefined],
    ["reward.items[]", undefined],
    ["constructor.name", undefined],
  ])("%s", (path, value) => {
    expect(valueBelow({ reward: { items: [{ id: 7 }] } }, path)).toEqual(value);
  });
});

describe("paths that only read", () => {
  const ROOT: JsonValue = {
    list: [{ id: "a" }, { id: "b" }],
    facts: [
      { name: "color", value: "red" },
      { name: "order no", value: { id: "O-1" } },
    ],
    text: '{"inner":{"id":"I-1"},"list":[1]}',
    "a=b": 1,
  };

  it.each<[string, JsonValue | undefined]>([
    ["list[-1].id", "b"],
    ["list[-2].id", "a"],
    ["list[-3].id", undefined],
    ["facts[name=color].value", "red"],
    ['facts[name="order no"].value.id', "O-1"],
    ["facts[name=size].value", undefined],
    ["text.inner.id", "I-1"],
    ["text.nothing", undefined],
    ['["a=b"]', 1],
    ["[-1]", undefined],
  ])("%s", (path, expected) => {
    expect(valueAt(ROOT, path)).toEqual(expected);
    expect(valuesAt(ROOT, path)).toEqual(expected === undefined ? [] : [expected]);
  });

  it.each(["list[-1", "list[a=]", "list[--1]"])("%s is none", (path) => {
    expect(() => parseReadPath(path)).toThrow(
      expect.objectContaining({ code: "path_malformed" }) as Error,
    );
  });
});

describe("a path without end", () => {
  it.each([
    ["of many steps", Array.from({ length: 257 }, () => "a").join(".")],
    ["of an index that would fill the memory", "a[1000000]"],
  ])("%s is refused", (_, path) => {
    expect(() => parsePath(path)).toThrow(/is not a path/);
    expect([parsePlainPath(path), parsePattern(path)]).toEqual([null, null]);
    expect(() => parseReadPath(path)).toThrow(/is not a path/);
  });
});
