/** The README's tables are those that the registries give now: `npm run readme` writes them anew. */
import { readFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { expect, it } from "vitest";
import { fillReadme } from "../../src/build/readme-tables.js";

const path = new URL("../../README.md", import.meta.url).pathname;
const text = await readFile(path, "utf8");

it("the README's tables are up to date", async () => {
  const filled = await format(fillReadme(text), {
    ...(await resolveConfig(path)),
    filepath: path,
  });
  expect(filled).toBe(text);
});

it("says which table has lost its place", () => {
  expect(() => fillReadme(text.replace("<!-- mutants -->", ""))).toThrow(
    'no place for the table "mutants"',
  );
});

it("names for each fault the checks that catch it, three and how many more", () => {
  expect(text).toMatch(/^\| `webhook\.verifies-reserialised` +\| `[\w.-]+`.* \|$/m);
  expect(text).toMatch(
    /^\| `wallet\.refuses-signature-with-403` +\| (?:`[\w.-]+`, ){3}\d+ more +\|$/m,
  );
});
