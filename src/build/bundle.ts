/**
 * Builds `dist/`: a split, minified CommonJS bundle of the command line and an
 * ESM one of the importable API, dependencies included, with their licences
 * beside them.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build, type Metafile, type OutputFile, type Plugin, transform } from "esbuild";
import { COMMANDS } from "../cli/commands/index.js";
import { parseCall } from "../cli/program.js";
import { entry, leaner, options, root, version } from "./bundle-options.js";
import { reportJsonSchema } from "../conformance/parse-report.js";
import { publishedJsonSchema } from "../profile/json-schema.js";
import { outputsJsonSchema } from "./output-schemas/outputs.js";
import { publishedPlanSchema } from "../tasks/load/plan-schema.js";
import { renderLicences, renderSbom, thirdPartiesOf } from "./third-parties.js";

await rm(join(root, "dist"), { recursive: true, force: true });
// Readable, for whoever steps into it in a debugger.
const library = {
  ...options,
  minifyWhitespace: false,
  entryPoints: { index: "src/index.ts" },
} as const;
const [commandLine, worker, api, commonJsApi] = await Promise.all([
  build({
    ...options,
    entryPoints: { cli: entry },
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    outExtension: { ".js": ".cjs" },
    write: false,
    plugins: [...leaner, await oneFileForTheHotPath()],
  }),
  // What a thread needs is small, and one file.
  build({
    ...options,
    format: "cjs",
    entryPoints: { "load-worker": "src/cli/load-worker.ts" },
    outExtension: { ".js": ".cjs" },
    plugins: [...leaner],
  }),
  build(library),
  // A bundler that writes CommonJS, and whoever calls require, takes this one.
  build({ ...library, outdir: "dist/cjs", format: "cjs" }),
]);
await mkdir(join(root, "dist/chunks"), { recursive: true });
// The entry only hands on what the hot path has, which the executable asks itself.
const chunks = commandLine.outputFiles.filter(
  ({ path }) => dirname(path) === join(root, "dist/chunks"),
);
await Promise.all(chunks.map(writeAsCommonJs));
const metafile: Metafile = {
  inputs: {
    ...commandLine.metafile.inputs,
    ...worker.metafile.inputs,
    ...api.metafile.inputs,
    ...commonJsApi.metafile.inputs,
  },
  outputs: { ...commandLine.metafile.outputs, ...api.metafile.outputs },
};
// Its declarations are put beside it by the build's second step.
await writeFile(join(root, "dist/cjs/package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
await writeFile(join(root, "dist/help.txt"), await helpText());
const hotPath = hotPathFile(metafile);
await writeFile(join(root, "dist/hot-path.txt"), hotPath);
await writeFile(join(root, "dist/command-thread.cjs"), `require("./${hotPath}").mainOfThread();\n`);
await writeFile(join(root, "dist/meta.json"), JSON.stringify(chunkModules(metafile)));
for (const [name, schema] of [
  ["playcamp-gw", publishedJsonSchema()],
  ["report", reportJsonSchema()],
  ["outputs", outputsJsonSchema()],
  ["load-plan", publishedPlanSchema()],
] as const)
  await writeFile(join(root, `dist/${name}.schema.json`), `${JSON.stringify(schema)}\n`);
const parties = await thirdPartiesOf(root, Object.keys(metafile.inputs));
await writeFile(join(root, "dist/THIRD-PARTY-LICENSES.txt"), renderLicences(parties));
await writeFile(
  join(root, "dist/sbom.cdx.json"),
  renderSbom({ name: "playcamp-gw", version, licence: "MIT" }, parties),
);

/**
 * The bundler parts files by who loads them. Whatever is loaded later is made to need the program's
 * entry as well, so that all of what a start needs has the same readers and lands in one file: each
 * further file costs it half a millisecond.
 */
async function oneFileForTheHotPath(): Promise<Plugin> {
  const { metafile } = await build({
    ...options,
    entryPoints: { cli: entry },
    splitting: true,
    write: false,
    plugins: leaner,
  });
  const loadedLater = new Set(
    Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.flatMap(({ kind, path }) => (kind === "dynamic-import" ? [join(root, path)] : [])),
    ),
  );
  return {
    name: "one-file-for-the-hot-path",
    setup: (bundler) => {
      // The package says that its files do nothing by being imported; here being imported is all.
      bundler.onResolve({ filter: /[\\/]main\.ts$/ }, ({ path }) =>
        path === entry ? { path, sideEffects: true } : null,
      );
      bundler.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) =>
        loadedLater.has(path)
          ? {
              loader: "ts",
              contents: `${await readFile(path, "utf8")}\nimport ${JSON.stringify(entry)};\n`,
            }
          : null,
      );
    },
  };
}

/**
 * The bundler splits ES modules only; Node starts CommonJS without its module
 * loader, which is a tenth of a short command's time.
 */
async function writeAsCommonJs({ path, text }: OutputFile): Promise<void> {
  const { code, warnings } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: options.target,
    minifyWhitespace: true,
    minifySyntax: true,
    supported: { "dynamic-import": false },
  });
  if (warnings.length > 0) throw new Error(warnings.map((warning) => warning.text).join("\n"));
  await writeFile(path, withLiveExports(code, path));
}

/** The bundler defines each of hundreds by a call and copies them all; a literal is the same in a tenth of the time. */
function withLiveExports(code: string, path: string): string {
  const written =
    /var stdin_exports=\{\};__export\(stdin_exports,\{((?:[\w$]+:\(\)=>[\w$.]+,?)*)\}\);module\.exports=__toCommonJS\(stdin_exports\);/;
  const [all, list] = written.exec(code) ?? [];
  if (all === undefined || list === undefined)
    throw new Error(`${path}: the bundler writes its exports in another way now`);
  const getters = list.replaceAll(/([\w$]+):\(\)=>([\w$.]+)/g, "get $1(){return $2}");
  return code.replace(all, () => `module.exports={__proto__:null,${getters}};`);
}

async function helpText(): Promise<string> {
  const parsed = await parseCall(["--help"], COMMANDS, version);
  if (!("text" in parsed)) throw new Error("--help printed nothing");
  return parsed.text;
}

/** The file that holds what a short command needs, `main` included, relative to `dist/`. */
function hotPathFile({ outputs }: Metafile): string {
  const [file] =
    Object.entries(outputs).find(
      ([, { inputs, exports }]) =>
        "src/cli/commands/entry/sign-entry.run.ts" in inputs && exports.includes("main"),
    ) ?? [];
  if (file === undefined) throw new Error("no file holds the hot path");
  return file.replace("dist/", "");
}

/** Output file → what is in it: a test reads which modules a command loads. */
function chunkModules({ outputs }: Metafile): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(outputs).map(([file, { inputs }]) => [file, Object.keys(inputs)]),
  );
}
