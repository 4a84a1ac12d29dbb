/** The package as a partner gets it: packed, installed without a network, run and imported. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { emptyFolder, type Ended, ROOT, startProcess } from "./run-program.js";

async function run(command: string, argv: readonly string[], cwd: string): Promise<Ended> {
  const ended = await startProcess(command, argv, cwd).ended;
  if (ended.code !== 0)
    throw new Error(`${command} ${argv.join(" ")} ended with ${String(ended.code)}:\n${ended.err}`);
  return ended;
}

const SCRIPT = `
import { signEntry, verifyEntry, DEFAULT_ENTRY_RECIPE, signWebhook, verifyWebhook } from "playcamp-gw";
const recipe = { ...DEFAULT_ENTRY_RECIPE, url: "https://gw.example/{partner}", partner: "acme" };
const { url } = signEntry(recipe, { usn: "1" }, "key", 1_700_000_000_000);
const body = Buffer.from("{}");
console.log(JSON.stringify({
  entry: verifyEntry(recipe, url, ["key"], 1_700_000_000_000).accepted,
  webhook: verifyWebhook({ payload: body, signature: signWebhook(body, "s"), secret: "s" }).valid,
}));
`;

interface Sbom {
  readonly components: readonly {
    readonly group?: string;
    readonly name: string;
    readonly version: string;
  }[];
}

const TYPED = `
import { signEntry, verifyWebhook } from "playcamp-gw";
const verified = verifyWebhook({ payload: "", signature: undefined, secret: "s" });
if (verified.valid) for (const { event } of verified.payload.events) event satisfies string | undefined;
export const names: string[] = [signEntry.name];
`;
const STRICT = { noEmit: true, strict: true, skipLibCheck: false, types: [] };

/** What a partner installs, and nothing else: no sources, tests, profiles or secrets. */
const CONTENTS =
  /^(?:LICENSE|README\.md|package\.json|bin\/(?:playcamp-gw\.js|package\.json)|dist\/(?:index\.d\.ts|(?:cjs\/)?(?:index|part-\d+)\.js|help\.txt|hot-path\.txt|(?:playcamp-gw|report|outputs|load-plan)\.schema\.json|THIRD-PARTY-LICENSES\.txt|sbom\.cdx\.json|(?:load-worker|command-thread)\.cjs|chunks-[\da-f]{8}\/(?:[\w.-]+\.cjs|llhttp\.wasm)|cjs\/package\.json|cjs\/types\/[\w./-]+\.d\.ts))$/;

/** A whole installation, all that it depends on included, is less than a megabyte to fetch. */
const MOST_PACKED_BYTES = 1_000_000;

it("holds what is meant to be in it, and little else", async () => {
  const folder = await emptyFolder();
  const { out } = await run(
    "npm",
    ["pack", ROOT, "--dry-run", "--json", "--ignore-scripts"],
    folder,
  );
  const [packed] = JSON.parse(out) as [
    { readonly size: number; readonly files: readonly { readonly path: string }[] },
  ];
  const paths = packed.files.map(({ path }) => path);
  expect(paths.filter((path) => !CONTENTS.test(path))).toEqual([]);
  expect(packed.size).toBeLessThan(MOST_PACKED_BYTES);
  expect(paths).toEqual(
    expect.arrayContaining(["LICENSE", "bin/playcamp-gw.js", "dist/hot-path.txt", "dist/index.js"]),
  );
});

it("installs offline, runs and is imported", async () => {
  const folder = await emptyFolder();
  await run(
    "npm",
    ["pack", ROOT, "--ignore-scripts", "--silent", "--pack-destination", folder],
    folder,
  );
  const [tarball = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  await writeFile(join(folder, "package.json"), '{"private":true,"type":"module"}');
  await run(
    "npm",
    ["install", "--offline", "--no-audit", "--no-fund", "--silent", `./${tarball}`],
    folder,
  );

  const installed = join(folder, "node_modules/playcamp-gw");
  expect(await readdir(join(folder, "node_modules"))).toEqual(
    expect.not.arrayContaining(["undici", "zod", "commander"]),
  );
  const top = await readdir(installed);
  expect(top).toEqual(
    expect.arrayContaining(["LICENSE", "README.md", "bin", "dist", "package.json"]),
  );
  expect(top).not.toContain("src");
  const licences = await readFile(join(installed, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
  const sbom = JSON.parse(await readFile(join(installed, "dist/sbom.cdx.json"), "utf8")) as Sbom;
  expect(sbom.components.map(({ name }) => name)).toContain("commander");
  // Each package that is bundled comes with the whole text of its licence.
  const texts = licences.split(`\n${"-".repeat(72)}\n`);
  expect(texts).toHaveLength(sbom.components.length);
  for (const [at, { group, name, version }] of sbom.components.entries()) {
    expect(texts[at]).toContain(`${group === undefined ? "" : `${group}/`}${name} ${version} (`);
    expect(texts[at]?.length).toBeGreaterThan(500);
  }
  expect(await readFile(join(installed, "dist/cjs/types/index.d.ts"), "utf8")).toContain(
    "signEntry",
  );

  const schema = await readFile(join(installed, "dist/playcamp-gw.schema.json"), "utf8");
  const printed = await run("npx", ["--offline", "playcamp-gw", "profile", "schema"], folder);
  expect(JSON.parse(schema)).toEqual(JSON.parse(printed.out));

  const signed = await run(
    "npx",
    ["--offline", "playcamp-gw", "sign-entry", "--usn", "1", "--sandbox"],
    folder,
  );
  expect(signed.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/gateway\/\S+\n$/);

  for (const [file, script] of [
    ["try.js", SCRIPT],
    [
      "try.cjs",
      SCRIPT.replace("import {", "const {").replace(
        '} from "playcamp-gw"',
        '} = require("playcamp-gw")',
      ),
    ],
  ] as const) {
    await writeFile(join(folder, file), script);
    const imported = await run(process.execPath, [file], folder);
    expect([file, JSON.parse(imported.out)]).toEqual([file, { entry: true, webhook: true }]);
  }

  // Declarations stand alone: no types of Node's, nothing skipped.
  for (const file of ["types.mts", "types.cts"]) await writeFile(join(folder, file), TYPED);
  const compilerOptions = { ...STRICT, module: "nodenext", lib: ["es2022"] };
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["types.mts", "types.cts"] }),
  );
  await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "."], folder);

  // Whoever has only the tarball has nothing to build.
  await run("npm", ["run", "prepare"], installed);
}, 180_000);
