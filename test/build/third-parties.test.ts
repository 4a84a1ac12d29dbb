/** Every bundled package with its licence, and the bill of materials that names them. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { renderLicences, renderSbom, thirdPartiesOf } from "../../src/build/third-parties.js";

const TEXT = "Do with it what you like.";

/** @param packages path below node_modules → what it holds besides its package.json */
async function rootWith(
  packages: Readonly<Record<string, { readonly license?: string; readonly file?: string }>>,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "third-parties-"));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [name, { license, file }] of Object.entries(packages)) {
    const folder = join(root, "node_modules", name);
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({ name, version: "1.2.3", license }),
    );
    if (file !== undefined) await writeFile(join(folder, file), `${TEXT}\n`);
  }
  return root;
}

describe("thirdPartiesOf", () => {
  it.each(["LICENSE", "license.md", "LICENCE", "LICENSE-MIT.txt", "License"])(
    "finds %s",
    async (file) => {
      const root = await rootWith({ "@a/b": { license: "MIT", file } });
      const inputs = ["node_modules/@a/b/x.js", "node_modules/@a/b/y/z.js", "src/own.ts"];
      expect(await thirdPartiesOf(root, inputs)).toEqual([
        { name: "@a/b", version: "1.2.3", licence: "MIT", licenceText: TEXT },
      ]);
    },
  );

  it("takes a common text from a package that carries it", async () => {
    const root = await rootWith({
      a: { license: "Apache-2.0" },
      typescript: { license: "Apache-2.0", file: "LICENSE.txt" },
    });
    const [party] = await thirdPartiesOf(root, ["node_modules/a/x.js"]);
    expect(party?.licenceText).toBe(TEXT);
  });

  it("puts the holder's name into the text of the MIT licence", async () => {
    const root = await rootWith({ a: { license: "MIT" } });
    await writeFile(join(root, "LICENSE"), "MIT License\n\nCopyright (c) 2026 us\n\nAs is.\n");
    const [party] = await thirdPartiesOf(root, ["node_modules/a/x.js"]);
    expect(party?.licenceText).toBe("MIT License\n\nCopyright (c) the authors of a\n\nAs is.");
  });

  it.each([
    ["declares none", { file: "LICENSE" }],
    ["has no text of it", { license: "BSD-3-Clause" }],
  ])("fails for a package that %s", async (_, about) => {
    const root = await rootWith({ a: about });
    await expect(thirdPartiesOf(root, ["node_modules/a/x.js"])).rejects.toThrow("node_modules/a");
  });
});

describe("what is written of them", () => {
  const parties = [
    { name: "@a/b", version: "1.0.0", licence: "MIT", licenceText: TEXT },
    { name: "c", version: "2.0.0", licence: "(MIT OR Apache-2.0)", licenceText: TEXT },
  ];

  it("has every text", () => {
    expect(renderLicences(parties).split(TEXT)).toHaveLength(3);
  });

  it("names each by its package URL", () => {
    const sbom = JSON.parse(
      renderSbom({ name: "own", version: "0.1.0", licence: "MIT" }, parties),
    ) as object;
    expect(sbom).toMatchObject({
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      metadata: { component: { purl: "pkg:npm/own@0.1.0" } },
      components: [
        {
          group: "@a",
          name: "b",
          purl: "pkg:npm/%40a/b@1.0.0",
          licenses: [{ license: { id: "MIT" } }],
        },
        { name: "c", licenses: [{ expression: "(MIT OR Apache-2.0)" }] },
      ],
      dependencies: [
        { ref: "pkg:npm/own@0.1.0", dependsOn: ["pkg:npm/%40a/b@1.0.0", "pkg:npm/c@2.0.0"] },
        {},
        {},
      ],
    });
  });
});
