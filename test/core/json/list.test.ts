import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeJsonList } from "../../../src/core/json/list.js";
import type { TextOut } from "../../../src/core/text-out.js";

const write = (item: string, out: TextOut) => {
  out.addQuoted(item);
};

function encoded(items: readonly string[]): string {
  const bytes = encodeJsonList('{"items":[', items, write, "]}");
  return Buffer.from(bytes).toString("utf8");
}

describe("encodeJsonList", () => {
  it("writes what JSON.stringify would", () => {
    const texts = fc.array(fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(texts, (items) => {
        expect(encoded(items)).toBe(JSON.stringify({ items }));
      }),
    );
  });

  it("writes lists of any length, and items longer than its pieces", () => {
    const items = [
      ...Array.from({ length: 20_000 }, (_, at) => `보석 ${at}`),
      "😀".repeat(100_000),
    ];
    expect(encoded(items)).toBe(JSON.stringify({ items }));
  });

  it("gives bytes that the next document leaves alone", () => {
    const first = encodeJsonList("[", ["a"], write, "]");
    encodeJsonList("[", ["b"], write, "]");
    expect(Buffer.from(first).toString("utf8")).toBe('["a"]');
  });
});
