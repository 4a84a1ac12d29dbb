import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLeaves } from "../../src/core/json/leaves.js";
import { diffLines, renderDiff } from "../../src/journal/line-diff.js";
import { prettyJson } from "../../src/core/json/layout.js";

describe("line diff", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 12 })
    .map((lines) => lines.join("\n"))
    .filter((joined) => joined !== "");

  it("holds both texts whole", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const without = (kind: string) =>
          lines
            .filter((line) => line.kind !== kind)
            .map((line) => line.text)
            .join("\n");
        expect(without("added")).toBe(before);
        expect(without("removed")).toBe(after);
        const changed = lines.some(({ kind }) => kind !== "same");
        expect(changed).toBe(before !== after);
      }),
    );
  });

  it("shows what changed with a little around it", () => {
    const before = "1\n2\n3\n4\n5\n6\n7";
    const lines = diffLines(before, before.replace("5", "five"));
    expect(renderDiff(lines, 1)).toBe("  4\n- 5\n+ five\n  6\n  …");
  });
});

describe("indented JSON", () => {
  it("has the same tokens", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const pretty = prettyJson(json);
        expect(JSON.parse(pretty ?? "")).toEqual(JSON.parse(json));
        expect(prettyJson(pretty ?? "")).toBe(pretty);
      }),
    );
  });

  it("keeps every digit, and empty things short", () => {
    expect(prettyJson('{"a":12345678901234567890.10,"b":[],"c":{}}')).toBe(
      '{\n  "a": 12345678901234567890.10,\n  "b": [],\n  "c": {}\n}',
    );
  });

  it.each(["", "{", '{"a":1}x', "[1,]", "nul", '"a'])("leaves %j", (text) => {
    expect(prettyJson(text)).toBeNull();
  });
});

describe("JSON leaves", () => {
  it("stand where their text is", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const text = Buffer.from(json, "utf8").toString("latin1");
        const { leaves, whole } = jsonLeaves(text);
        expect(whole).toBe(true);
        for (const { path, start, end, quoted } of leaves) {
          const literal = quoted ? text.slice(start - 1, end + 1) : text.slice(start, end);
          const value = path.reduce<unknown>(
            (inner, step) => (inner as Record<string | number, unknown>)[step],
            JSON.parse(json),
          );
          // A key that stands twice names the later value.
          fc.pre(new Set(leaves.map((leaf) => leaf.path.join("\0"))).size === leaves.length);
          expect(JSON.parse(Buffer.from(literal, "latin1").toString("utf8"))).toEqual(value);
        }
      }),
    );
  });
});
