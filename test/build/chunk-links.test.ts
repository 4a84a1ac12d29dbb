import { describe, expect, it } from "vitest";
import { hashOf, linksOf, relinked } from "../../src/build/chunk-links.js";

const part = (inputs: readonly string[], exports: string[], entryPoint?: string) => ({
  bytes: 1,
  imports: [],
  inputs: Object.fromEntries(inputs.map((input) => [input, { bytesInOutput: 1 }])),
  exports,
  ...(entryPoint === undefined ? {} : { entryPoint }),
});

const LINKS = linksOf(
  {
    outputs: {
      "dist/cli.cjs": part([], ["main"], "src/main.ts"),
      "dist/chunks/chunk-HOT.cjs": part(["src/main.ts"], ["main", "zeal", "able"]),
      "dist/chunks/chunk-B.cjs": part(["src/z.ts"], ["two"]),
      "dist/chunks/chunk-A.cjs": part(["src/a.ts"], ["one"]),
      "dist/chunks/tamper-C.cjs": part(["src/x/tamper.ts"], ["tamper"], "src/x/tamper.ts"),
      "dist/chunks/tamper-D.cjs": part(["src/y/tamper.ts"], ["tamper"], "src/y/tamper.ts"),
    },
  },
  "src/main.ts",
  { file: "dist/chunks/chunk-HOT.cjs", name: "main-1.cjs" },
);

describe("linksOf", () => {
  it("numbers parts in the order of their sources, and calls by name what is loaded by name", () => {
    expect([...LINKS].map(([file, { name }]) => [file, name])).toEqual([
      ["chunk-HOT.cjs", "main-1.cjs"],
      ["chunk-B.cjs", "002.cjs"],
      ["chunk-A.cjs", "000.cjs"],
      ["tamper-C.cjs", "tamper.cjs"],
      ["tamper-D.cjs", "tamper-2.cjs"],
    ]);
  });

  it("shortens what parts have from each other, not what the program or an import calls", () => {
    expect(LINKS.get("chunk-HOT.cjs")?.exports).toEqual(
      new Map([
        ["main", "main"],
        ["able", "a"],
        ["zeal", "b"],
      ]),
    );
    expect(LINKS.get("tamper-C.cjs")?.exports).toEqual(new Map());
  });

  it("gives no name twice, however many there are", () => {
    const many = Array.from({ length: 3_000 }, (_, at) => `name${at}`);
    const links = linksOf({ outputs: { "chunk.cjs": part([], many) } }, "", { file: "", name: "" });
    const names = [...(links.get("chunk.cjs")?.exports.values() ?? [])];
    expect(new Set(names).size).toBe(3_000);
    expect(names.every((name) => /^[a-z]{1,3}$/i.test(name))).toBe(true);
  });
});

describe("relinked", () => {
  const never = () => false;

  it("renames both sides of a link, and leaves all else", () => {
    const text =
      'import{one}from"./chunk-A.cjs";import{two as two2}from"./chunk-B.cjs";import"./chunk-HOT.cjs";' +
      'import fs from"node:fs";var words=`import x from "express"; export {one};`;' +
      'var load=()=>import("./tamper-C.cjs");export{zeal2 as zeal,main};\n';
    expect(relinked(text, "chunk-HOT.cjs", LINKS, never)).toBe(
      'import{a as one}from"./000.cjs";import{a as two2}from"./002.cjs";' +
        'import fs from"node:fs";var words=`import x from "express"; export {one};`;' +
        'var load=()=>import("./tamper.cjs");export{zeal2 as b,main as main};\n',
    );
  });

  it("keeps an import of nothing where the part does something by being run", () => {
    const text = 'import"./chunk-A.cjs";import"./chunk-B.cjs";export{tamper};\n';
    expect(relinked(text, "tamper-C.cjs", LINKS, (file) => file === "chunk-B.cjs")).toBe(
      'import"./002.cjs";export{tamper as tamper};\n',
    );
  });

  it.each([
    ['import{x}from"./chunk-Z.cjs";export{x};', "imports chunk-Z.cjs, which is no part"],
    ['var a=1;import*as b from"./chunk-A.cjs";export{b};', "still names chunk-A.cjs"],
  ])("refuses what it does not read: %s", (text, message) => {
    expect(() => relinked(text, "tamper-C.cjs", LINKS, never)).toThrow(message);
  });
});

it("tells builds apart", () => {
  const file = (text: string) => [{ path: "/x/a.cjs", text, contents: new Uint8Array(), hash: "" }];
  expect(hashOf(file("1"))).toMatch(/^[\da-f]{8}$/);
  expect(hashOf(file("1"))).not.toBe(hashOf(file("2")));
});
