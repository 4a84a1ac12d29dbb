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

/** What a partner installs, and nothing else: no sources, tests, profiles or secrets. */
const CONTENTS =
  /^(?:CHANGELOG\.md|LICENSE|README\.md|package\.json|bin\/(?:playcamp-gw\.js|compiled\.js|package\.json)|dist\/(?:cli\.cjs|index\.js|help\.txt|hot-path\.txt|playcamp-gw\.schema\.json|THIRD-PARTY-LICENSES\.txt|chunks\/[\w.-]+\.cjs|types\/[\w./-]+\.d\.ts))$/;

it("holds what is meant to be in it", async () => {
  const folder = await emptyFolder();
  const { out } = await run(
    "npm",
    ["pack", ROOT, "--dry-run", "--json", "--ignore-scripts"],
    folder,
  );
  const [packed] = JSON.parse(out) as [{ readonly files: readonly { readonly path: string }[] }];
  const paths = packed.files.map(({ path }) => path);
  expect(paths.filter((path) => !CONTENTS.test(path))).toEqual([]);
  expect(paths).toEqual(
    expect.arrayContaining(["LICENSE", "bin/playcamp-gw.js", "dist/cli.cjs", "dist/index.js"]),
  );
});

it("passes on the whole licence of everything that is built in", async () => {
  const text = await readFile(join(ROOT, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
  const licences = text.split(`\n${"-".repeat(72)}\n`);
  const short = licences.filter(
    (each) => each.length < 600 || !/copyright/i.test(each) || !/warrant/i.test(each),
  );
  expect(short).toEqual([]);
  const built = JSON.parse(await readFile(join(ROOT, "dist/meta.json"), "utf8")) as Record<
    string,
    readonly string[]
  >;
  const names = Object.values(built)
    .flat()
    .flatMap(
      (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1] ?? [],
    );
  const told = new Set(licences.map((each) => each.split(" ")[0]));
  expect([...new Set(names)].filter((name) => !told.has(name))).toEqual([]);
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
  expect(await readFile(join(installed, "dist/THIRD-PARTY-LICENSES.txt"), "utf8")).toContain(
    "commander",
  );
  expect(await readFile(join(installed, "dist/types/index.d.ts"), "utf8")).toContain("signEntry");

  const schema = await readFile(join(installed, "dist/playcamp-gw.schema.json"), "utf8");
  const printed = await run("npx", ["--offline", "playcamp-gw", "profile", "schema"], folder);
  expect(JSON.parse(schema)).toEqual(JSON.parse(printed.out));

  const signed = await run(
    "npx",
    ["--offline", "playcamp-gw", "sign-entry", "--usn", "1", "--sandbox"],
    folder,
  );
  expect(signed.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/gateway\/\S+\n$/);

  await writeFile(join(folder, "try.js"), SCRIPT);
  const imported = await run(process.execPath, ["try.js"], folder);
  expect(JSON.parse(imported.out)).toEqual({ entry: true, webhook: true });
}, 180_000);
