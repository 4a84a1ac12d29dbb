/** What a command loads: V8 says which files were run, and the build says what is in them. */
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { emptyFolder, ROOT, startProgram } from "./run-program.js";

interface Loaded {
  /** Built files, relative to the package. */
  readonly files: readonly string[];
  /** The packages that are in them. */
  readonly packages: readonly string[];
}

async function loadedBy(argv: readonly string[]): Promise<Loaded> {
  const folder = await emptyFolder();
  const coverage = join(folder, "coverage");
  const { code } = await startProgram(argv, folder, {
    NODE_V8_COVERAGE: coverage,
  }).ended;
  expect(code).toBe(0);
  const [name = ""] = await readdir(coverage);
  const { result } = JSON.parse(await readFile(join(coverage, name), "utf8")) as {
    result: readonly { url: string }[];
  };
  const files = result
    .filter(({ url }) => url.startsWith("file:"))
    .map(({ url }) => relative(ROOT, fileURLToPath(url)))
    .filter((file) => file.startsWith("dist/"));
  const contents = await chunkModules();
  const inputs = files.flatMap((file) => {
    const inside = contents[file];
    if (inside === undefined) throw new Error(`dist/meta.json does not know ${file}`);
    return inside;
  });
  return {
    files,
    packages: [
      ...new Set(
        inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
      ),
    ],
  };
}

async function chunkModules(): Promise<Record<string, readonly string[]>> {
  return JSON.parse(await readFile(join(ROOT, "dist/meta.json"), "utf8")) as Record<
    string,
    readonly string[]
  >;
}

/** What a short command may need; anything else waits until it is used. */
const HOT_PACKAGES = ["@noble/hashes", "commander", "fastest-levenshtein", "zod"];

describe("loads", () => {
  it.each([[["--help"]], [["--version"]], [[]]])("nothing that was built for %j", async (argv) => {
    expect((await loadedBy(argv)).files).toEqual([]);
  });

  it.each([
    [["sign-entry", "--help"]],
    [["conformance", "--help"]],
    [["sign-entry", "--usn", "1", "--set", "partner=acme", "--sandbox"]],
    [["completion", "bash"]],
  ])("no client, table or prompt for %j", async (argv) => {
    const { packages } = await loadedBy(argv);
    expect(HOT_PACKAGES).toEqual(expect.arrayContaining([...packages]));
    expect(packages).toContain("commander");
  });

  it("a handful of files for a short command", async () => {
    const { files } = await loadedBy(["sign-entry", "--help"]);
    const hotPath = await readFile(join(ROOT, "dist/hot-path.txt"), "utf8");
    expect(files).toContain(`dist/${hotPath}`);
    expect(files.length).toBeLessThanOrEqual(3);
  });

  it("the keeper of settings only where there are some, and no profile is nearer", async () => {
    const argv = ["sign-entry", "--usn", "1", "--set", "partner=acme", "--sandbox"];
    expect((await loadedBy(argv)).packages).not.toContain("conf");
    expect((await loadedBy(["profile", "use", "--none"])).packages).toContain("conf");
  });

  it("the HTTP client where it is needed: the measure itself works", async () => {
    const { packages } = await loadedBy("sign-entry --usn 1 --sandbox --check".split(" "));
    expect(packages).toContain("undici");
  });
});

it("stays split: what only some commands need is in files of its own", async () => {
  const chunks = Object.keys(await chunkModules());
  expect(chunks.length).toBeGreaterThan(50);
});
