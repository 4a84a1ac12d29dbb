/**
 * The build's last step: of the declarations that the compiler writes, one beside each module, those stay
 * that the API's lead to.
 */
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";
import { root } from "./bundle-options.js";

const FOLDER = join(root, "dist/cjs/types");

const reached = new Set<string>();
await reach(join(FOLDER, "index.d.ts"));
for (const name of await readdir(FOLDER, { recursive: true })) {
  const file = join(FOLDER, name);
  if (file.endsWith(".d.ts") && !reached.has(file)) await rm(file);
}

async function reach(file: string): Promise<void> {
  if (reached.has(file)) return;
  reached.add(file);
  const { importedFiles } = ts.preProcessFile(await readFile(file, "utf8"));
  for (const { fileName } of importedFiles)
    if (fileName.startsWith("."))
      await reach(join(dirname(file), fileName.replace(/\.js$/, ".d.ts")));
}
