import { describe, expect, it } from "vitest";
import { keepingResults } from "../../../src/core/redaction/kept-results.js";

describe("what was found in a text", () => {
  it("is found once, long texts excepted, and never forgotten for good", () => {
    const asked: string[] = [];
    const find = keepingResults((text) => {
      asked.push(text);
      return text.length;
    });
    const long = "x".repeat(301);
    expect([find("a"), find("a"), find(long), find(long)]).toEqual([1, 1, 301, 301]);
    expect(asked).toEqual(["a", long, long]);
    for (let nth = 0; nth < 600; nth += 1) expect(find(`text ${nth}`)).toBe(`text ${nth}`.length);
    expect(find("a")).toBe(1);
    expect(asked.filter((text) => text === "a")).toHaveLength(2);
  });
});
