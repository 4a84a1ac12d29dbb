/**
 * Makes a folder and those above it. Node's own recursive mkdir tries for ever
 * where a file system says of a folder that is there that it is not, as /proc
 * does, and holds up the whole process meanwhile.
 */
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * @param make makes one folder; a test's comes between as another process may
 * @throws {NodeJS.ErrnoException} where it cannot be made
 */
export function makeFolder(path: string, mode?: number, make: typeof mkdirSync = mkdirSync): void {
  try {
    make(path, mode);
  } catch (error) {
    if (isFolder(path)) return;
    const above = dirname(path);
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isMissing || above === path) throw error;
    // Another process may have made it meanwhile.
    if (!isFolder(above)) makeFolder(above, mode, make);
    makeLast(path, mode, make);
  }
}

/** Once, now that the folder above is there. */
function makeLast(path: string, mode: number | undefined, make: typeof mkdirSync): void {
  try {
    make(path, mode);
  } catch (error) {
    // Another process was faster.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
