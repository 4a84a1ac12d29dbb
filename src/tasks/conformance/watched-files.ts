/** Which files below a folder are worth a run when they change. */
import nodePath, { type PlatformPath } from "node:path";

/** What is installed, what tools keep for themselves, and what servers write while they run. */
const NOT_SOURCE =
  /(?:^|\/)(?:node_modules|__pycache__|coverage|\.(?!env)[^/]*)(?:\/|$)|\.(?:log|pid|tmp|swp|db|sqlite\d?)(?:-\w+)?$|~$/i;

/**
 * @param written files that the runs themselves write, from the root or from `folder`
 * @returns whether a path relative to `folder`, with `/`, is left out
 */
export function ignoring(
  written: readonly string[],
  folder: string,
  paths: Pick<PlatformPath, "relative" | "resolve" | "sep"> = nodePath,
): (path: string) => boolean {
  const own = new Set(
    written.map((file) =>
      paths.relative(folder, paths.resolve(folder, file)).split(paths.sep).join("/"),
    ),
  );
  return (path) => NOT_SOURCE.test(path) || own.has(path);
}
