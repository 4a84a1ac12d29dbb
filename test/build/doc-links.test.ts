/** Every link of the documentation inside this repository leads somewhere. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
async function docsIn(folder: string, recursive: boolean): Promise<readonly string[]> {
  const names = await readdir(join(ROOT, folder), { recursive });
  return names.filter((name) => name.endsWith(".md")).map((name) => join(folder, name));
}

const DOCS = [
  ...(await docsIn(".", false)),
  ...(await docsIn(".github", false)),
  ...(await docsIn("src", true)),
];

/** As GitHub names the anchor of a heading. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.matchAll(/^#+ (.*)$/gm);
  return new Set(
    Array.from(headings, ([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

it.each(DOCS)("those of %s", async (path) => {
  const text = await readFile(join(ROOT, path), "utf8");
  const links = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target = ""]) => target);
  for (const link of links.filter((target) => !/^https?:/.test(target))) {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : join(dirname(path), file);
    expect(existsSync(join(ROOT, target)), `${path}: ${link}`).toBe(true);
    if (anchor !== undefined)
      expect(anchorsOf(await readFile(join(ROOT, target), "utf8")), link).toContain(anchor);
  }
});

it("there are some", () => {
  expect(DOCS).toEqual(expect.arrayContaining(["README.md", join(".github", "CONTRIBUTING.md")]));
});
