import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePath, valuesAt } from "../../../src/protocols/payments/path.js";
import { placeValues } from "../../../src/sandbox/roles/payment-source/place-value.js";

function place(document: Parameters<typeof placeValues>[0], path: string, ...values: string[]) {
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
