import { parseEnv } from "node:util";
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

describe("values in quotes over several lines", () => {
  it.each([
    ["A='{\n\t\"a\": 1,\n\tq=2 # keep\n}'\nB=1", { A: '{\n\t"a": 1,\n\tq=2 # keep\n}', B: "1" }],
    ['A="x\n\tk=v#w"\nB=1', { A: "x\n\tk=v#w", B: "1" }],
    ["A=`x\n\tk=v`\t\nB=\t1\t", { A: "x\n\tk=v", B: "1" }],
    ["A='x\nB=\t1 # y", { A: "'x", B: "1" }],
  ])("are kept as they stand: %j", (text, values) => {
    expect(readDotEnvBytes(Buffer.from(text)).values).toEqual(values);
  });

  it("are read as Node reads them, where there is no other white space than blanks", () => {
    const line = fc.stringMatching(/^[ A=x'"`#]{0,9}$/);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const text = lines.join("\n");
        expect(readDotEnvBytes(Buffer.from(text)).values).toEqual(parseEnv(text));
      }),
    );
  });
});
