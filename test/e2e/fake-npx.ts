/** An `npx` that is this program, for scripts of CI systems. */
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyFolder, ROOT } from "./run-program.js";

/**
 * @param packageSpec the only package that may be asked for; for any other it exits with 99
 * @returns the folder to put first in the path
 */
export async function fakeNpx(packageSpec: string): Promise<string> {
  const bin = await emptyFolder();
  const path = join(bin, "npx");
  await writeFile(
    path,
    `#!/bin/sh\n[ "$1 $2 $3" = "--yes --package=${packageSpec} playcamp-gw" ] || exit 99\nshift 3\nexec "${process.execPath}" "${join(ROOT, "bin/playcamp-gw.js")}" "$@"\n`,
  );
  await chmod(path, 0o755);
  return bin;
}
