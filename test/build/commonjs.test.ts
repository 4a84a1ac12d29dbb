import { compileFunction } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  asCommonJs,
  isAssignedAgain,
  shorter,
  withFixedExports,
  withHelpers,
} from "../../src/build/commonjs.js";

describe("isAssignedAgain", () => {
  it.each(["a=2", "a += 2", "a++", "a ++", "++a", "--a", "a??=2", "a ||= 2", "a>>>=1", "a**=2"])(
    "sees %s",
    (again) => {
      expect(isAssignedAgain("a", `var a = 1; f(() => ${again});`)).toBe(true);
    },
  );

  it.each([
    "a==2",
    "a===2",
    "a<=2",
    "a>=2",
    "a!=2",
    "a=>2",
    "b.a=2",
    "ba=2",
    "++ab",
    "a+b",
    "$a=2",
  ])("takes %s for something else", (other) => {
    expect(isAssignedAgain("a", `var a = 1; f(() => ${other});`)).toBe(false);
  });
});

/** Runs a CommonJS file whose `require` knows the given ones. */
function run(code: string, others: Readonly<Record<string, unknown>> = {}) {
  const module = { exports: {} as Record<string, unknown> };
  const load = (name: string) => others[name];
  compileFunction(code, ["module", "exports", "require"])(module, module.exports, load);
  return module.exports;
}

const PART = `
import { outer } from "./other.cjs";
let times = 0;
function unused() { return "never called"; }
export function count() { return outer(++times); }
export class Named {}
export { times };
`;

async function short(text: string): Promise<string> {
  return shorter(await asCommonJs(text, "part.cjs", "node20"));
}

describe("a part", () => {
  it("passes on what is assigned later, and calls classes by their names", async () => {
    const part = run(await short(PART), { "./other.cjs": { outer: (value: number) => value } });
    const { count, Named } = part as { count: () => number; Named: new () => object };
    expect([part["times"], count(), part["times"]]).toEqual([0, 1, 1]);
    expect(Named.name).toBe("Named");
  });

  it("holds nothing that cannot be reached", async () => {
    expect(await short(PART)).not.toMatch(/never called|defineProperty|__toCommonJS/);
  });

  it("that every start reads exports values, but for those that change", async () => {
    const fixed = withFixedExports(await asCommonJs(PART, "part.cjs", "node20"));
    const part = run(fixed, { "./other.cjs": { outer: (value: number) => value } });
    const kinds = Object.entries(Object.getOwnPropertyDescriptors(part)).map(
      ([name, property]) => [name, "get" in property] as const,
    );
    expect(new Map(kinds)).toEqual(
      new Map([
        ["Named", false],
        ["count", false],
        ["times", true],
      ]),
    );
  });

  it("takes the bundler's helpers in", () => {
    const helpers = 'module.exports={help:()=>"helped"}';
    const whole = withHelpers('module.exports=require("./h.cjs").help();', "h.cjs", helpers);
    expect(run(whole)).toBe("helped");
    expect(() => withHelpers("f()", "h.cjs", helpers)).toThrow("needs no helpers");
  });
});
