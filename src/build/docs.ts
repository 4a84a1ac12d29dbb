/**
 * Writes the generated tables of the documentation again: `npm run docs`. A test fails when they
 * are out of date.
 */
import { readFile, writeFile } from "node:fs/promises";
import { DOCS, fillDoc } from "./doc-tables.js";

for (const doc of DOCS) {
  const path = new URL(`../../${doc.path}`, import.meta.url);
  await writeFile(path, fillDoc(doc, await readFile(path, "utf8")));
}
