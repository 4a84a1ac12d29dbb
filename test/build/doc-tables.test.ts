/** The generated tables are those that the registries give now: `npm run docs` writes them again. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { describe, expect, it } from "vitest";
import { DOCS, type Doc, fillDoc } from "../../src/build/doc-tables.js";
import { loadCommands } from "../../src/cli/commands/index.js";
import { SUITES } from "../../src/conformance/suites/index.js";
import { SANDBOX_FAULTS } from "../../src/sandbox/sandbox.js";

const pathOf = ({ path }: Doc) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

function textOf(path: string): Promise<string> {
  const doc = DOCS.find((each) => each.path === path);
  if (doc === undefined) throw new Error(`${path} has no generated tables`);
  return readFile(pathOf(doc), "utf8");
}

describe.each(DOCS)("$path", (doc) => {
  it("has tables that are up to date", async () => {
    const text = await readFile(pathOf(doc), "utf8");
    const filled = await format(fillDoc(doc, text), {
      ...(await resolveConfig(pathOf(doc))),
      filepath: pathOf(doc),
    });
    expect(filled).toBe(text);
  });

  it("says which table has lost its place", async () => {
    const text = await readFile(pathOf(doc), "utf8");
    for (const name of Object.keys(doc.tables))
      expect(() => fillDoc(doc, text.replace(`<!-- ${name} -->`, ""))).toThrow(
        `${doc.path} has no place for the table "${name}"`,
      );
  });
});

it("names every command, with its examples", async () => {
  const text = await textOf("src/cli/commands/README.md");
  for (const { name, examples } of await loadCommands()) {
    expect(text).toContain(`\n### \`${name}\`\n`);
    for (const line of examples) expect(text).toContain(`\n${line}\n`);
  }
});

it("names every check and every fault", async () => {
  const suites = await textOf("src/conformance/suites/README.md");
  const ids = SUITES.flatMap(({ scenarios }) =>
    scenarios.flatMap(({ checks }) => checks.map(({ id }) => id)),
  );
  expect(ids.filter((id) => !suites.includes(`| \`${id}\` `))).toEqual([]);
  const faults = SANDBOX_FAULTS.map(({ id }) => id);
  expect(faults.filter((id) => !suites.includes(`| \`${id}\` `))).toEqual([]);
  const sandbox = await textOf("src/sandbox/README.md");
  expect(faults.filter((id) => !sandbox.includes(`| \`${id}\` `))).toEqual([]);
});

it("names for each fault the checks that catch it, three and how many more", async () => {
  const text = await textOf("src/conformance/suites/README.md");
  expect(text).toMatch(/^\| `webhook\.verifies-reserialised` +\| `[\w.-]+`.* \|$/m);
  expect(text).toMatch(
    /^\| `wallet\.refuses-signature-with-403` +\| (?:`[\w.-]+`, ){3}\d+ more +\|$/m,
  );
});

it("the README is short enough to be read", async () => {
  expect(Buffer.byteLength(await textOf("README.md"))).toBeLessThanOrEqual(20 * 1024);
});
