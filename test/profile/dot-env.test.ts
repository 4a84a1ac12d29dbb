import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDotEnvBytes, withVariable } from "../../src/profile/dot-env.js";

describe("a variable in a .env file", () => {
  it.each([
    ["", "A", "x", "A=x\n"],
    ["B=1", "A", "x", "B=1\nA=x\n"],
    ["# of mine\nA=old\nB=1\n", "A", "new", "# of mine\nA=new\nB=1\n"],
    ["export A=old\n", "A", "new", "A=new\n"],
    ["", "A", "a b#c", "A='a b#c'\n"],
    ["", "A", "it's", "A=it's\n"],
    ["", "A", "a\t", "A='a\t'\n"],
  ])("%j with %s=%s", (before, name, value, after) => {
    expect(withVariable(before, name, value)).toBe(after);
  });

  it("is read again as it was given, or refused", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (value) => {
        const text = withVariable("OTHER='kept'\n", "A", value);
        if (text === null) return;
        expect(readDotEnvBytes(Buffer.from(text)).values).toEqual({ OTHER: "kept", A: value });
      }),
    );
    expect(withVariable("", "A", "two\nlines")).toBeNull();
  });
});
