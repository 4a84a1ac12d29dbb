/** The modes of this machine's files. */
import { realpathSync, statSync } from "node:fs";
import type { FileFacts, LookAtFile } from "../../core/probes.js";

/** In such a folder nobody replaces what is another's. */
const STICKY = 0o1000;

export const lookAtFile: LookAtFile = (path) => Promise.resolve(factsOf(path));

// At once: to load Node's promises of files takes a short command longer than all it looks at.
function factsOf(path: string): FileFacts | null {
  // Windows keeps permissions elsewhere, and reports every file as open to all.
  if (process.platform === "win32") return null;
  const found = orNull(() => statSync(path));
  if (found === null) return null;
  return {
    isFolder: found.isDirectory(),
    readableByOthers: (found.mode & 0o044) !== 0,
    writableByOthers: (found.mode & 0o022) !== 0,
    ownedByOthers: found.uid !== 0 && found.uid !== process.getuid?.(),
    writableByStrangers:
      ((found.mode & 0o002) !== 0 ||
        ((found.mode & 0o020) !== 0 && found.gid !== 0 && found.gid !== process.getgid?.())) &&
      !(found.isDirectory() && (found.mode & STICKY) !== 0),
    realPath: orNull(() => realpathSync.native(path)) ?? path,
  };
}

function orNull<Value>(look: () => Value): Value | null {
  try {
    return look();
  } catch {
    return null;
  }
}
