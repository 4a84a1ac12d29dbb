import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePath, valuesAt } from "../../../src/core/json/path.js";
import { changeValue, placeValues } from "../../../src/core/json/place.js";
import type { JsonValue } from "../../../src/core/json/value.js";

function place(document: JsonValue, path: string, ...values: string[]) {
  return placeValues(document, parsePath(path), values);
}

describe("placeValues", () => {
  it.each([
    ["a.b", { a: { b: "1" } }],
    ["a[1].b", { a: [{}, { b: "1" }] }],
    ["items[].amount", { items: [{ amount: "1" }] }],
    ['["a.b"]', { "a.b": "1" }],
    ["", "1"],
  ])("writes %j", (path, wanted) => {
    expect(place({}, path, "1")).toEqual(wanted);
  });

  it("keeps what stands beside it", () => {
    const items = place({ items: [{ id: "a" }], other: "o" }, "items[].amount", "1", "2");
    expect(items).toEqual({
      items: [{ id: "a", amount: "1" }, { amount: "2" }],
      other: "o",
    });
  });

  it("writes where the path reads", () => {
    const step = fc.constantFrom("a", "b", "c[0]", "d[2]", "e[]");
    const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join("."));
    fc.assert(
      fc.property(path, fc.string(), (text, value) => {
        expect(valuesAt(place({ z: "kept" }, text, value), text)).toEqual([value]);
      }),
    );
  });
});

describe("changeValue", () => {
  const list = { events: [{ id: 1 }] };

  it("makes objects and the next item of a list on its way", () => {
    expect(changeValue(list, ["events", 1, "a", "b"], 2)).toEqual({
      ok: true,
      value: { events: [{ id: 1 }, { a: { b: 2 } }] },
    });
    expect(changeValue(undefined, ["new", 0], "x")).toEqual({ ok: true, value: { new: ["x"] } });
    expect(changeValue({ a: null, b: 1 }, ["a", 0], "x")).toEqual({
      ok: true,
      value: { a: ["x"], b: 1 },
    });
  });

  it.each<[readonly (string | number)[], string]>([
    [["events", 2], "the list has only 1 items"],
    [["new", 1], "the list has only 0 items"],
    [["events", "id"], '"id" is asked of a list'],
    [["events", 0, "id", 0], "there is no list for [0]"],
  ])("says why nothing goes to %j", (steps, problem) => {
    expect(changeValue(list, steps, "x")).toMatchObject({ ok: false, problem });
  });

  it("leaves prototypes alone", () => {
    const change = changeValue({}, ["__proto__", "polluted"], true);
    expect(change.ok && Object.keys(change.value as object)).toEqual(["__proto__"]);
    expect("polluted" in {}).toBe(false);
  });
});
