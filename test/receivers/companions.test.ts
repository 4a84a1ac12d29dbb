/** The payment query and the wallet that `init --with` writes: the lines that it prints are run as printed. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../free-port.js";

const BIN = fileURLToPath(new URL("../../bin/playcamp-gw.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "playcamp-gw-companions-"));
const programs = join(folder, "programs");

beforeAll(() => {
  mkdirSync(programs);
  writeFileSync(
    join(programs, "playcamp-gw"),
    `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`,
  );
  // Debian's own Python has Debian's packages.
  writeFileSync(join(programs, "python3"), '#!/bin/sh\nexec /usr/bin/python3 "$@"\n');
  for (const name of ["playcamp-gw", "python3"]) chmodSync(join(programs, name), 0o755);
  writeFileSync(join(folder, "package.json"), '{"private":true}');
  // The same interface, with its binaries in the registry instead of on a release page.
  shell("npm install --no-audit --no-fund express@5 better-sqlite3@npm:libsql", folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it.each(["express", "flask"])("%s: each part conforms, recommendations included", async (id) => {
  const home = join(folder, id);
  mkdirSync(home);
  const [hook, query, wallet] = [await freePort(), await freePort(), await freePort()];
  const written = shell(
    [
      `playcamp-gw init --yes --partner acme --skip-check --receiver ${id} --with payments,wallet`,
      `--set webhook.url=http://127.0.0.1:${hook}/hook`,
      `--set payments.source.url=http://127.0.0.1:${query}/payments`,
      `--set wallet.url=http://127.0.0.1:${wallet}/wallet`,
    ].join(" "),
    home,
  );
  const lines = written.split("\n").filter((line) => line.includes("playcamp-gw conformance"));
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(shell(`${line} --strict`, home)).toContain("\nCONFORMANT");
});

/** @returns both streams of what succeeded */
function shell(line: string, cwd: string): string {
  const env = { ...process.env, HOME: folder, PATH: `${programs}:${process.env["PATH"] ?? ""}` };
  const { status, stdout, stderr } = spawnSync("sh", ["-c", line], { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${line}\n${stdout}${stderr}`);
  return stdout + stderr;
}
