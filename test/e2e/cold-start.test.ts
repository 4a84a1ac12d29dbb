/** What a command loads: V8 says which files were run, and the build says what is in them. */
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { emptyFolder, ROOT, startProgram } from "./run-program.js";

/** The packages of which anything was loaded. */
async function packagesLoadedBy(
  argv: readonly string[],
): Promise<ReadonlySet<string>> {
  const folder = await emptyFolder();
  const coverage = join(folder, "coverage");
  const { code } = await startProgram(argv, folder, {
    NODE_V8_COVERAGE: coverage,
  }).ended;
  expect(code).toBe(0);
  const contents = JSON.parse(
    await readFile(join(ROOT, "dist/meta.json"), "utf8"),
  ) as Record<string, readonly string[]>;
  const [name = ""] = await readdir(coverage);
  const { result } = JSON.parse(
    await readFile(join(coverage, name), "utf8"),
  ) as { result: readonly { url: string }[] };
  const files = result
    .filter(({ url }) => url.startsWith("file:"))
    .map(({ url }) => relative(ROOT, fileURLToPath(url)))
    .filter((file) => file.startsWith("dist/"));
  expect(files).toContain("dist/cli.js");
  const inputs = files.flatMap((file) => {
    const inside = contents[file];
    if (inside === undefined)
      throw new Error(`dist/meta.json does not know ${file}`);
    return inside;
  });
  return new Set(
    inputs.flatMap(
      (input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
    ),
  );
}

describe("loads", () => {
  it("nothing but the command line's parser for --help", async () => {
    const packages = await packagesLoadedBy(["--help"]);
    expect([...packages].sort()).toEqual(["commander", "fastest-levenshtein"]);
  });

  it.each([
    [["sign-entry", "--help"]],
    [["conformance", "--help"]],
    [["--version"]],
    [["completion", "bash"]],
  ])("nothing more for %j", async (argv) => {
    const packages = await packagesLoadedBy(argv);
    expect([...packages].sort()).toEqual(["commander", "fastest-levenshtein"]);
  });

  it("neither an HTTP client nor a table for sign-entry", async () => {
    const packages = await packagesLoadedBy([
      "sign-entry",
      "--usn",
      "1",
      "--sandbox",
    ]);
    for (const name of ["undici", "cli-table3", "chalk", "uqr"])
      expect(packages).not.toContain(name);
    expect(packages).toContain("zod");
  });

  it("the HTTP client where it is needed: the measure itself works", async () => {
    const packages = await packagesLoadedBy([
      "sign-entry",
      "--usn",
      "1",
      "--sandbox",
      "--check",
    ]);
    expect(packages).toContain("undici");
  });
});
