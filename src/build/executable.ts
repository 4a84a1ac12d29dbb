/**
 * `npm run executable [-- --node <path>]`: one file that runs where no Node is installed, made of the
 * bundle and a Node that can put programs into itself (25.5 or newer). Written to `executable/`, with
 * the licences beside it. `npm run build` has to have run.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { build } from "esbuild";
import { entry, leaner, options, root } from "./bundle-options.js";

const run = promisify(execFile);

const { values } = parseArgs({ options: { node: { type: "string" } } });
const node = values.node ?? process.execPath;
if (await buildsExecutables(node)) await make(node);
else {
  const { stdout } = await run(node, ["--version"]);
  process.stderr.write(
    `error: Node ${stdout.trim()} cannot build executables\nhint: Give the path of a Node 25.5 or newer with --node; the npm packages node-<platform>-<arch> hold one.\n`,
  );
  process.exitCode = 2;
}

async function make(path: string): Promise<void> {
  const folder = join(root, "executable");
  const file = join(folder, await nameFor(path));
  const work = await mkdtemp(join(tmpdir(), "playcamp-gw-executable-"));
  try {
    await mkdir(folder, { recursive: true });
    const main = join(work, "main.cjs");
    const settings = join(work, "settings.json");
    await writeFile(main, await wholeProgram());
    const order = { main, output: file, useCodeCache: true, disableExperimentalSEAWarning: true };
    await writeFile(settings, JSON.stringify(order));
    await run(path, ["--build-sea", settings]);
    await putLicences(path, folder);
    process.stdout.write(`${file}\n`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Those of the packages, and Node's own: distributions keep it a folder up, installers beside the program. */
async function putLicences(path: string, folder: string): Promise<void> {
  await cp(join(root, "dist/THIRD-PARTY-LICENSES.txt"), join(folder, "THIRD-PARTY-LICENSES.txt"));
  const places = [join(dirname(path), "../LICENSE"), join(dirname(path), "LICENSE")];
  const ofNode = places.find(existsSync);
  if (ofNode !== undefined) await cp(ofNode, join(folder, "NODE-LICENSE.txt"));
  else process.stderr.write("warning: Node's licence was not found: put it beside the file\n");
}

/** In one file: from inside an executable nothing else can be loaded. */
async function wholeProgram(): Promise<string> {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [entry],
    format: "cjs",
    write: false,
    plugins: leaner,
    footer: { js: "module.exports.main();" },
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error("the bundler wrote nothing");
  return bundle.text;
}

async function buildsExecutables(path: string): Promise<boolean> {
  return (await run(path, ["--help"])).stdout.includes("--build-sea");
}

/** As npm names platforms. */
async function nameFor(path: string): Promise<string> {
  const { stdout } = await run(path, ["-p", "process.platform + '-' + process.arch"]);
  return `playcamp-gw-${stdout.trim()}${stdout.startsWith("win32") ? ".exe" : ""}`;
}
