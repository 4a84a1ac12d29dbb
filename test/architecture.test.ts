/** The walls of the house stand: imports go along the arrows, and only the edges touch the world. */
import { readdir, readFile } from "node:fs/promises";
import { join, posix, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { assertions, type Source, violations } from "./architecture-rules.js";

/** Where a guard could say it as well, it should: this number only goes down. */
const MOST_ASSERTIONS = 149;

const ROOT = fileURLToPath(new URL("..", import.meta.url));

async function sourcesUnder(folder: string): Promise<readonly Source[]> {
  const names = await readdir(join(ROOT, folder), { recursive: true });
  return Promise.all(
    names
      .filter((name) => /\.(ts|js)$/.test(name))
      .map(async (name) => ({
        path: posix.join(folder, name.split(sep).join("/")),
        text: await readFile(join(ROOT, folder, name), "utf8"),
      })),
  );
}

describe("the house", () => {
  it("has no forbidden import, cycle, package or touch of the world", async () => {
    const sources = await sourcesUnder("src");
    expect(sources.length).toBeGreaterThan(100);
    expect(violations(sources)).toEqual([]);
  });

  it("asserts types nowhere in cli, and elsewhere not more often than it did", async () => {
    const found = (await sourcesUnder("src")).flatMap(assertions);
    expect(found.filter((place) => place.startsWith("src/cli/"))).toEqual([]);
    expect(found.length).toBeLessThanOrEqual(MOST_ASSERTIONS);
  });
});

describe("the rules", () => {
  const at = (path: string, text: string): Source => ({ path, text });
  const FORBIDDEN: readonly (readonly [what: string, source: Source])[] = [
    ["core importing anything", at("src/core/a.ts", 'import "../protocols/p.js";')],
    ["a type import", at("src/protocols/a.ts", 'import type { A } from "../profile/p.js";')],
    ["a re-export", at("src/reports/a.ts", 'export * from "../conformance/p.js";')],
    ["a dynamic import", at("src/sandbox/a.ts", 'void import("../tasks/p.js");')],
    ["an import type", at("src/journal/a.ts", 'type A = import("../transport/p.js").A;')],
    ["the public face reaching inside", at("src/index.ts", 'export { a } from "./tasks/p.js";')],
    ["adapters knowing more than core", at("src/adapters/a.ts", 'import "../profile/p.js";')],
    ["the build inside the house", at("src/cli/a.ts", 'import "../build/p.js";')],
    ["a way out of src", at("src/core/a.ts", 'import "../../test/p.js";')],
    ["a folder of no known name", at("src/utils/a.ts", "export {};")],
    ["a variable of a module", at("src/core/a.ts", "let made = 0;")],
    ["a map of a module", at("src/protocols/a.ts", "const known = new Map<string, string>();")],
    ["a list of a module", at("src/tasks/a.ts", "export const found: string[] = [];")],
    ["Date.now", at("src/core/a.ts", "const t = Date.now();")],
    ["Date.now passed along", at("src/core/a.ts", "const clock = { nowMs: Date.now };")],
    ["new Date()", at("src/core/a.ts", "const t = new Date();")],
    ["new Date without brackets", at("src/core/a.ts", "const t = new Date;")],
    ["Date()", at("src/core/a.ts", "const t = Date();")],
    ["Math.random", at("src/protocols/a.ts", "const r = Math.random();")],
    ["randomUUID", at("src/protocols/a.ts", 'import { randomUUID } from "node:crypto";')],
    ["crypto.randomUUID", at("src/protocols/a.ts", "const id = crypto.randomUUID();")],
    ["randomBytes", at("src/tasks/a.ts", 'import { randomBytes as r } from "node:crypto";')],
    ["process", at("src/tasks/a.ts", "const e = process.env;")],
    ["globalThis", at("src/tasks/a.ts", "const e = globalThis.process;")],
    ["console", at("src/cli/commands/a.ts", 'console.log("");')],
    ["fetch", at("src/transport/a.ts", 'await fetch("");')],
    ["setTimeout", at("src/conformance/a.ts", "setTimeout(() => undefined, 1);")],
    ["performance", at("src/conformance/a.ts", "performance.now();")],
    ["node:fs", at("src/tasks/a.ts", 'import "node:fs/promises";')],
    ["fs by its old name", at("src/tasks/a.ts", 'import "fs";')],
    ["node:net", at("src/conformance/a.ts", 'import "node:net";')],
    ["node:http", at("src/sandbox/a.ts", 'import "node:http";')],
    ["node:timers", at("src/tasks/a.ts", 'import "node:timers/promises";')],
    ["words of a command line", at("src/tasks/a.ts", 'const w = ["playcamp-gw", "replay"];')],
    ["a flag to be passed", at("src/conformance/a.ts", 'const w = ["--only", "x"];')],
    [
      "a command reaching past the world",
      at("src/cli/commands/a.ts", 'import "../../adapters/p.js";'),
    ],
    [
      "a session reaching past it",
      at("src/cli/session/a.ts", 'void import("../../adapters/p.js");'),
    ],
    ["a package in a pure folder", at("src/reports/a.ts", 'import "zod";')],
    ["an allowed package elsewhere", at("src/protocols/entry/a.ts", 'import "zod/mini";')],
  ];

  it.each(FORBIDDEN)("forbid %s", (_, source) => {
    const target = (path: string) => at(path, "export type A = 1; export const a = 1;");
    const others = [
      "src/protocols/p.ts",
      "src/profile/p.ts",
      "src/conformance/p.ts",
      "src/transport/p.ts",
      "src/tasks/p.ts",
      "src/build/p.ts",
      "src/adapters/p.ts",
    ].map(target);
    expect(violations([source, ...others])).toEqual([expect.stringContaining(`${source.path}: `)]);
  });

  const ALLOWED: readonly (readonly [what: string, source: Source])[] = [
    ["a date of something", at("src/core/a.ts", "const t = new Date(0);")],
    [
      "a clock that is passed in",
      at("src/core/a.ts", "const f = (clock: { now(): number }) => clock.now();"),
    ],
    ["a parameter called fetch", at("src/core/a.ts", "const f = (fetch: () => void) => fetch();")],
    [
      "a member called process",
      at("src/core/a.ts", "const f = (a: { process: number }) => a.process;"),
    ],
    ["an empty list that stays", at("src/core/a.ts", "const NONE: readonly number[] = [];")],
    ["state in a function", at("src/core/a.ts", "export const f = () => { let n = 0; n += 1; };")],
    ["hashing", at("src/protocols/a.ts", 'import { createHmac } from "node:crypto";')],
    ["zod in profile", at("src/profile/sections/a.ts", 'import * as z from "zod/mini";')],
    ["the clock in adapters", at("src/adapters/a.ts", 'import "node:fs"; Date.now();')],
    ["the process in main", at("src/cli/main.ts", "process.exitCode = 1;")],
    ["the word in a text", at("src/core/a.ts", '// Date.now()\nconst t = "process.env";')],
  ];

  it.each(ALLOWED)("allow %s", (_, source) => {
    expect(violations([source])).toEqual([]);
  });

  it("forbid a cycle, and one of types too", () => {
    expect(
      violations([
        at("src/core/a.ts", 'import "./b.js";'),
        at("src/core/b.ts", 'import type { C } from "./c.js";'),
        at("src/core/c.ts", 'import "./a.js";'),
      ]),
    ).toEqual(["cycle: src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts"]);
  });

  it("allow a command's work to take the options of the declaration that loads it", () => {
    const work = at("src/cli/a.run.ts", 'import type { Options } from "./a.js";');
    expect(violations([at("src/cli/a.ts", 'void import("./a.run.js");'), work])).toEqual([]);
    expect(violations([at("src/cli/a.ts", 'import "./a.run.js";'), work])).toHaveLength(1);
  });

  it("count assertions, and neither constants nor renamed imports", () => {
    const text =
      'import { a as b } from "./a.js";\nconst c = b as string;\nconst d = [1] as const;';
    expect(assertions(at("src/core/a.ts", text))).toEqual(["src/core/a.ts:2"]);
  });

  it("forbid an import of what is not there", () => {
    expect(violations([at("src/core/a.ts", 'import "./gone.js";')])).toEqual([
      "src/core/a.ts: imports src/core/gone.ts, which does not exist",
    ]);
  });
});
