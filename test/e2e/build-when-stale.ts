/** Builds `dist/` before end-to-end tests, and only when something that it is made of is newer. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export default function setup(): void {
  const named = process.argv.filter((word) => word.startsWith("test/"));
  const wanted = named.length === 0 || named.some((word) => word.includes("e2e"));
  if (!wanted || !isStale()) return;
  execFileSync("npm", ["run", "--silent", "build"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
}

function isStale(): boolean {
  // Written last of all that the bundler writes.
  const built = join(ROOT, "dist/THIRD-PARTY-LICENSES.txt");
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  const sources = readdirSync(join(ROOT, "src"), { recursive: true })
    .map((name) => join(ROOT, "src", String(name)))
    .concat(join(ROOT, "package.json"));
  return sources.some((path) => statSync(path).mtimeMs > builtMs);
}
