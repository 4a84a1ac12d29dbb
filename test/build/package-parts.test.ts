import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { leaner, root } from "../../src/build/bundle-options.js";
import { standInFor } from "../../src/build/package-parts.js";

/** What a bundle of the text exports, with what is in it. */
async function bundled(contents: string) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    metafile: true,
    plugins: leaner,
  });
  const module = { exports: {} as Record<string, unknown> };
  const load = (name: string) => process.getBuiltinModule(name);
  compileFunction(outputFiles[0]?.text ?? "", ["module", "require"])(module, load);
  return { exports: module.exports, inputs: Object.keys(metafile.inputs) };
}

it.each([
  ["undici/lib/dispatcher/client-h2.js", "call(part)", "HTTP/2 was left out"],
  ["undici/lib/web/fetch/body.js", "call(part.extractBody)", "a form as a body was left out"],
  ["strnum", "call(part)", "numbers in XML was left out"],
])("says so where %s is reached after all", async (path, call, message) => {
  const { exports } = await bundled(
    `import part from "${path}"; const call = (it) => it(); export const run = () => ${call};`,
  );
  expect(exports["run"]).toThrow(message);
});

it("knows what is there no more", () => {
  expect(standInFor(String.raw`C:\a\node_modules\strnum\strnum.js`)).toContain("left out");
  expect(standInFor("node_modules/undici/lib/dispatcher/client.js")).toBeUndefined();
});

it("still blocks entities that would be markup", async () => {
  const { exports } = await bundled(
    `import { isUnsafe, HTML, XML } from "is-unsafe";
     export const found = ["<script>alert(1)</script>", "plain"].map((text) => isUnsafe(text, [HTML, XML]));`,
  );
  expect(exports["found"]).toEqual([true, false]);
});

it("has one release of what measures and wraps text, whoever asks", async () => {
  const { exports, inputs } = await bundled(
    `import Table from "cli-table3";
     import { createPrompt } from "@inquirer/core";
     const table = new Table({ head: ["가나", "b"], style: { head: [], border: [] } });
     table.push(["x", "y"]);
     export const text = table.toString();
     export { createPrompt };`,
  );
  expect(inputs.filter((input) => /emoji-regex|color-convert/.test(input))).toEqual([]);
  expect(inputs).toContain("node_modules/string-width/index.js");
  const lines = String(exports["text"]).split("\n");
  expect(lines.find((line) => line.includes("x"))).toBe("│ x    │ y │");
});

it("has one parser of HTTP", async () => {
  const { inputs } = await bundled('import { Client } from "undici"; export { Client };');
  expect(inputs.filter((input) => /llhttp.*wasm/.test(input))).toEqual([
    "node_modules/undici/lib/llhttp/llhttp-wasm.js",
  ]);
});

it("keeps of the parser's names the codes that its connection reads, and little else", () => {
  const kept = standInFor("node_modules/undici/lib/llhttp/constants.js") ?? "";
  const connection = readFileSync(
    join(root, "node_modules/undici/lib/dispatcher/client-h1.js"),
    "utf8",
  );
  const read = [...connection.matchAll(/\bconstants\.(\w+)\.(\w+)/g)];
  expect(read.length).toBeGreaterThan(3);
  expect(connection.match(/\bconstants\.(?!ERROR\b|TYPE\b|js\b)\w+/g)).toBeNull();
  const codes = JSON.parse(/\{.*\}/.exec(kept)?.[0] ?? "") as Record<string, object>;
  for (const [, kind = "", name = ""] of read) expect(codes[kind]).toHaveProperty(name);
  expect(kept.length).toBeLessThan(1_200);
});
