/**
 * The packed tarball as importers use it: in ES modules and CommonJS, typed by
 * two TypeScripts, bundled by four bundlers, and in the README's receivers.
 * Needs the network, for the bundlers and frameworks: `npm run matrix -- FOLDER`
 * in `.ci/run`. What it leaves in `FOLDER/out` runs on every supported Node.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createReceivers } from "./receivers.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

const NEEDED = [
  "esbuild@0.28",
  "webpack@5",
  "rollup@4",
  "@rollup/plugin-node-resolve@16",
  "vite@7",
  "typescript-5@npm:typescript@5",
  "typescript-6@npm:typescript@6",
  "express@5",
  "fastify@5",
  "hono@4",
  "@hono/node-server@1",
  "@nestjs/common@11",
  "@nestjs/core@11",
  "@nestjs/platform-express@11",
  "reflect-metadata@0.2",
  "rxjs@7",
];

/** Prints `true` when everything it uses is there and works. */
const USE = `
const recipe = { ...DEFAULT_ENTRY_RECIPE, url: "https://gw.example/{partner}", partner: "acme" };
const { url } = signEntry(recipe, { usn: "1" }, "key", 1_700_000_000_000);
const body = '{"events":[]}';
const signature = constructWebhookSignature(body, "s");
const isRight =
  verifyEntry(recipe, url, ["key"], 1_700_000_000_000).accepted &&
  verifyWebhook({ payload: body, signature, secret: "s" }).valid &&
  !verifyWebhook({ payload: body, signature: undefined, secret: "s" }).valid;
if (!isRight) throw new Error("wrong");
`;
const NAMES =
  "DEFAULT_ENTRY_RECIPE, constructWebhookSignature, signEntry, verifyEntry, verifyWebhook";
const ESM = `import { ${NAMES} } from "playcamp-gw";${USE}export const handler = async () => ({ statusCode: 200 });\n`;
const CJS = `const { ${NAMES} } = require("playcamp-gw");${USE}exports.handler = async () => ({ statusCode: 200 });\n`;
const TYPED = `import { signEntry, verifyWebhook, type WebhookVerification } from "playcamp-gw";
const verified: WebhookVerification = verifyWebhook({ payload: "", signature: null, secret: "s" });
export const events: number = verified.valid ? verified.payload.events.length : 0;
export const names: string = signEntry.name;
`;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("npm run matrix -- FOLDER");
const out = join(folder, "out");
await mkdir(out, { recursive: true });

const inFolder = (command: string, ...argv: readonly string[]) =>
  run(command, argv, { cwd: folder, env: { ...process.env, NODE_ENV: "production" } });
const node = (...argv: readonly string[]) => inFolder(process.execPath, ...argv);
const tool = (path: string) => join(folder, "node_modules", path);

function done(what: string): void {
  process.stdout.write(`ok ${what}\n`);
}

async function install(): Promise<void> {
  await run("npm", ["pack", ROOT, "--ignore-scripts", "--silent"], { cwd: folder });
  const tarball = (await readdir(folder ?? "")).find((name) => name.endsWith(".tgz")) ?? "";
  await writeFile(join(folder ?? "", "package.json"), '{"private":true}');
  await inFolder(
    "npm",
    "install",
    "--no-audit",
    "--no-fund",
    "--silent",
    `./${tarball}`,
    ...NEEDED,
  );
  done(`installed ${tarball}`);
}

async function sources(): Promise<void> {
  await writeFile(join(folder ?? "", "use.mjs"), ESM);
  await writeFile(join(folder ?? "", "use.cjs"), CJS);
  for (const file of ["use.mjs", "use.cjs"]) {
    await node(file);
    await copyFile(join(folder ?? "", file), join(out, file));
    done(file);
  }
}

async function types(): Promise<void> {
  for (const file of ["typed.mts", "typed.cts"]) await writeFile(join(folder ?? "", file), TYPED);
  for (const version of ["5", "6"])
    for (const [module, moduleResolution] of [
      ["node16", "node16"],
      ["nodenext", "nodenext"],
      ["esnext", "bundler"],
    ]) {
      const config = `tsconfig.${version}.${moduleResolution ?? ""}.json`;
      const compilerOptions = {
        module,
        moduleResolution,
        lib: ["es2022"],
        noEmit: true,
        strict: true,
        skipLibCheck: false,
        types: [],
      };
      const files = moduleResolution === "bundler" ? ["typed.mts"] : ["typed.mts", "typed.cts"];
      await writeFile(join(folder ?? "", config), JSON.stringify({ compilerOptions, files }));
      await node(tool(`typescript-${version}/bin/tsc`), "-p", config);
      done(`TypeScript ${version}, ${moduleResolution ?? ""}`);
    }
}

/** Each by its own script, run in the folder: the bundlers are not this project's. */
const BUNDLERS: Readonly<Record<string, (format: "esm" | "cjs", file: string) => string>> = {
  esbuild: (format, file) => `
    import { build } from "esbuild";
    await build({ entryPoints: ["use.mjs"], bundle: true, platform: "node", format: "${format}", outfile: "${file}" });`,
  rollup: (format, file) => `
    import { rollup } from "rollup";
    import resolve from "@rollup/plugin-node-resolve";
    const bundle = await rollup({ input: "use.mjs", plugins: [resolve()], external: [/^node:/] });
    await bundle.write({ file: "${file}", format: "${format}" });`,
  vite: (format, file) => `
    import { build } from "vite";
    await build({ logLevel: "error", ssr: { noExternal: true }, build: { ssr: "use.mjs", outDir: "vite-${format}", minify: false,
      rollupOptions: { output: { format: "${format}", entryFileNames: "use.js" } } } });
    await (await import("node:fs/promises")).copyFile("vite-${format}/use.js", "${file}");`,
  webpack: (format, file) => `
    import { createRequire } from "node:module";
    import { resolve, dirname, basename } from "node:path";
    const webpack = createRequire(import.meta.url)("webpack");
    const isModule = ${String(format === "esm")};
    await new Promise((done, fail) => webpack({ mode: "production", target: "node20", entry: "./use.mjs",
      experiments: { outputModule: isModule },
      output: { path: resolve(dirname("${file}")), filename: basename("${file}"), library: { type: isModule ? "module" : "commonjs2" } },
    }, (error, stats) => error || stats.hasErrors() ? fail(error ?? new Error(stats.toString())) : done()));`,
};

async function bundles(): Promise<void> {
  for (const [name, script] of Object.entries(BUNDLERS))
    for (const format of ["esm", "cjs"] as const) {
      const file = join(out, `${name}.${format === "esm" ? "mjs" : "cjs"}`);
      await writeFile(join(folder ?? "", "bundle.mjs"), script(format, file));
      await node("bundle.mjs");
      if (/["']playcamp-gw["']/.test(await readFile(file, "utf8")))
        throw new Error(`${file} still imports the package`);
      await node(file);
      done(`${name}, ${format}`);
    }
}

async function receivers(): Promise<void> {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  for (const { name, script } of createReceivers(readme)) {
    const file = `receiver-${name}.mjs`;
    await writeFile(join(folder ?? "", `${file}.ts`), script);
    await inFolder(
      tool(".bin/esbuild"),
      `${file}.ts`,
      `--outfile=${file}`,
      '--tsconfig-raw={"compilerOptions":{"experimentalDecorators":true}}',
    );
    await node(file);
    done(`the README's receiver for ${name}`);
  }
}

await install();
await sources();
await types();
await bundles();
await receivers();
