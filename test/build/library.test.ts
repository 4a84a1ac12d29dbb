import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, it } from "vitest";
import { buildLibrary } from "../../src/build/library.js";

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

const LONG = `/* ${"x".repeat(20_000)} */`;

/** A package of the given files, and what is built of it. */
async function built(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), "library-"));
  folders.push(folder);
  const all = { "package.json": '{"type":"module","sideEffects":false}', ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
  const options = { absWorkingDir: folder, bundle: true, format: "esm", outdir: "dist" } as const;
  const library = await buildLibrary({ ...options, platform: "node" }, "index.ts");
  for (const [name, text] of [...library.files, ["cjs/package.json", "{}"] as const]) {
    await mkdir(dirname(join(folder, "dist", name)), { recursive: true });
    await writeFile(join(folder, "dist", name), text);
  }
  return { folder, library };
}

/** Long by what is kept: a bundler leaves comments inside functions alone. */
const long = (name: string, rest: string) =>
  `export function ${name}() { ${LONG}; return "${"y".repeat(20_000)}".length + ${rest}; }\n`;

it("cuts both forms at the same places, and they do the same", async () => {
  const { folder, library } = await built({
    "index.ts": `export { one } from "./one.js";\nexport { two as second } from "./two.js";\n`,
    "one.ts": `import { two } from "./two.js";\n${long("one", "two()")}`,
    "two.ts": `import { hash as digest } from "node:crypto";\nimport * as zlib from "node:zlib";\n${long("two", 'digest("md5", "").length + zlib.gzipSync("").length')}`,
  });
  const names = [...library.files.keys()].sort();
  expect(names).toEqual(
    ["part-1.js", "part-2.js", "index.js"].flatMap((name) => [name, `cjs/${name}`]).sort(),
  );
  const modules = (await import(pathToFileURL(join(folder, "dist/index.js")).href)) as Api;
  const required = createRequire(import.meta.url)(join(folder, "dist/cjs/index.js")) as Api;
  expect(modules.one()).toBe(required.one());
  expect(required.one()).toBe(20_000 + required.second());
  expect(Object.keys(required).sort()).toEqual(Object.keys(modules).sort());
});

interface Api {
  readonly one: () => number;
  readonly second: () => number;
}

it("refuses to pass on what is assigned again", async () => {
  const files = {
    "index.ts": `import { add } from "./state.js";\n${long("one", "add()")}`,
    "state.ts": `export let count = 0;\n${long("add", "++count")}export function read() { return count; }\n`,
    "third.ts": `import { count } from "./state.js";\n${long("third", "count")}`,
  };
  const index = `${files["index.ts"]}export { third } from "./third.js";\n`;
  await expect(built({ ...files, "index.ts": index })).rejects.toThrow("passes on count");
});
