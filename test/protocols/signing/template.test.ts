import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  placeholdersOf,
  renderTemplate,
  templateParts,
} from "../../../src/protocols/signing/template.js";

describe("placeholdersOf", () => {
  it.each([
    ["{usn}|{timestamp}|{key}", ["usn", "timestamp", "key"]],
    ["{usn}{usn}", ["usn", "usn"]],
    ["none", []],
    ['{"a":1} { usn } {} {1}', []],
    ["{server-id}{a.b}{_x}", ["server-id", "a.b", "_x"]],
  ])("of %s", (template, names) => {
    expect(placeholdersOf(template)).toEqual(names);
  });
});

describe("renderTemplate", () => {
  it("leaves unknown placeholders as written", () => {
    const values: Readonly<Record<string, string>> = { a: "1" };
    expect(renderTemplate("{a}-{b}", (name) => values[name])).toBe("1-{b}");
  });

  it("fills in an empty value", () => {
    expect(renderTemplate("<{a}>", () => "")).toBe("<>");
  });

  it("never expands what it inserted, nor reads `$` in it as a pattern", () => {
    expect(renderTemplate("{a}{b}", (name) => (name === "a" ? "{b}$&$1" : "x"))).toBe("{b}$&$1x");
  });
});

describe("templateParts", () => {
  it("starts and ends with a literal", () => {
    expect(templateParts("{a}|{b}")).toEqual({
      literals: ["", "|", ""],
      names: ["a", "b"],
    });
    expect(templateParts("v1")).toEqual({ literals: ["v1"], names: [] });
  });

  it("joins to the template again", () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom("{a}", "{", "}", "{b_1}"));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const template = pieces.join("");
        const { literals, names } = templateParts(template);
        expect(literals).toHaveLength(names.length + 1);
        const joined = literals.map((literal, index) =>
          index === 0 ? literal : `{${names[index - 1] ?? ""}}${literal}`,
        );
        expect(joined.join("")).toBe(template);
      }),
    );
  });
});
