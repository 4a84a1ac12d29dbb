/** Writes the generated tables of the README anew: `npm run readme`. A test fails when they are out of date. */
import { readFile, writeFile } from "node:fs/promises";
import { fillReadme } from "./readme-tables.js";

const path = new URL("../../README.md", import.meta.url);
await writeFile(path, fillReadme(await readFile(path, "utf8")));
