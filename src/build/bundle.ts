/**
 * Builds `dist/`: a split, minified CommonJS bundle of the command line and two of the
 * importable API, dependencies included, with their licences beside them.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { build, type Metafile, type OutputFile, type Plugin, transform } from "esbuild";
import { minify } from "terser";
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
    write: false,
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
const written = new Map(
  await Promise.all(chunks.map(async (chunk) => [chunk.path, await asCommonJs(chunk)] as const)),
);
const hotPath = hotPathFile(commandLine.metafile);
const hotFile = join(root, "dist", hotPath);
written.set(hotFile, withFixedExports(withItsHelpers(written.get(hotFile) ?? "")));
for (const { path, text } of worker.outputFiles) written.set(path, text);
await Promise.all(
  Array.from(written, async ([path, code]) => writeFile(path, await shorter(code))),
);
const metafile: Metafile = {
  inputs: {
    ...commandLine.metafile.inputs,
    ...worker.metafile.inputs,
    ...api.metafile.inputs,
    ...commonJsApi.metafile.inputs,
  },
  outputs: { ...commandLine.metafile.outputs, ...api.metafile.outputs },
};
await writeFile(join(root, "dist/cjs/package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
// What it stands for is written by the build's second step.
await writeFile(join(root, "dist/index.d.ts"), 'export * from "./cjs/types/index.js";\n');
await writeFile(join(root, "dist/help.txt"), await helpText());
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
async function asCommonJs({ path, text }: OutputFile): Promise<string> {
  const { code, warnings } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: options.target,
    minifyWhitespace: true,
    minifySyntax: true,
    supported: { "dynamic-import": false },
  });
  if (warnings.length > 0) throw new Error(warnings.map((warning) => warning.text).join("\n"));
  return withLiveExports(code, path);
}

/**
 * Whoever else reads them does so after the file has run: no start has to make hundreds of getters,
 * whose memory brought on a second collection of garbage.
 */
function withFixedExports(code: string): string {
  const [all, list] = /module\.exports=\{__proto__:null,(get [^;]*)\};/.exec(code) ?? [];
  if (all === undefined || list === undefined) throw new Error("the hot path exports nothing");
  const rest = code.replace(all, "");
  const members = list.replaceAll(
    /get ([\w$]+)\(\)\{return ([\w$]+)\}/g,
    (getter: string, name: string, value: string) =>
      isAssignedAgain(value, rest) ? getter : `${name}:${value}`,
  );
  return `${rest}module.exports={__proto__:null,${members}};`;
}

function isAssignedAgain(name: string, code: string): boolean {
  const assignment = new RegExp(
    `(?<![\\w$.])${name.replaceAll("$", "\\$")}(?:[-+*/|&^?]{0,2}=(?![=>])|\\+\\+|--)`,
    "g",
  );
  return [...code.matchAll(assignment)].length > 1;
}

/** The bundler puts its few helpers into a file of their own, which each start would have to find, read and compile. */
function withItsHelpers(code: string): string {
  const inlined = Object.entries(commandLine.metafile.outputs)
    .filter(([, { inputs }]) => Object.keys(inputs).length === 0)
    .map(([file]) => file)
    .reduce((all, file) => {
      const helpers = written.get(join(root, file));
      return all.replaceAll(
        `require("./${basename(file)}")`,
        () => `(module=>{${helpers};return module.exports})({})`,
      );
    }, code);
  if (inlined === code) throw new Error("no file holds the helpers");
  return inlined;
}

/** Names of what is inside a function are a tenth of the code; those of functions stay, for stacks. */
async function shorter(code: string): Promise<string> {
  const { code: short } = await minify(code, {
    compress: false,
    mangle: { keep_fnames: true, keep_classnames: true, toplevel: true },
    format: { ascii_only: true },
  });
  if (short === undefined) throw new Error("the minifier wrote nothing");
  return short;
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
