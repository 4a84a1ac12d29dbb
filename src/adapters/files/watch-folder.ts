/** The `WatchFolder` port on chokidar, which knows what each system's own watching leaves out. */
import { relative, sep } from "node:path";
import { watch } from "chokidar";
import { errorMessage } from "../../core/errors.js";
import type { WatchFolder } from "../../core/folder-watch.js";

export const watchWithChokidar: WatchFolder = async (order) => {
  const { folder, isIgnored, most, onChange, onTrouble } = order;
  const told = new Set<string>();
  const trouble = (message: string) => {
    if (told.has(message)) return;
    told.add(message);
    onTrouble(message);
  };
  const within = (path: string) => relative(folder, path).split(sep).join("/");
  const seen = new Set<string>();
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignorePermissionErrors: true,
    followSymlinks: false,
    ignored: (path) => {
      const name = within(path);
      if (name === "") return false;
      if (isIgnored(name)) return true;
      if (seen.has(name)) return false;
      if (seen.size >= most) {
        trouble(`only the first ${most} files below ${folder} are watched`);
        return true;
      }
      seen.add(name);
      return false;
    },
  });
  watcher.on("error", (error) => {
    trouble(`not all files are watched: ${errorMessage(error)}`);
  });
  await new Promise<void>((ready) => {
    watcher.once("ready", () => {
      ready();
    });
  });
  const changed = (path: string) => {
    onChange(within(path));
  };
  watcher.on("add", changed).on("change", changed).on("unlink", changed);
  return { close: () => watcher.close() };
};
