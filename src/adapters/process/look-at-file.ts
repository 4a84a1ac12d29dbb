/** The modes of this machine's files. */
import { stat } from "node:fs/promises";
import type { LookAtFile } from "../../core/probes.js";

export const lookAtFile: LookAtFile = async (path) => {
  // Windows keeps permissions elsewhere, and reports every file as open to all.
  if (process.platform === "win32") return null;
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  return {
    isFolder: found.isDirectory(),
    readableByOthers: (found.mode & 0o044) !== 0,
    writableByOthers: (found.mode & 0o022) !== 0,
  };
};
