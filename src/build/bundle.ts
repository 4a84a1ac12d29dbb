/**
 * Builds `dist/`: a split, minified CommonJS bundle of the command line and two of the
 * importable API, dependencies included, with their licences beside them.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join, relative } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { COMMANDS } from "../cli/commands/index.js";
import { parseCall } from "../cli/program.js";
import { hashOf, linksOf, relinked } from "./chunk-links.js";
import { asCommonJs, shorter, withFixedExports, withHelpers } from "./commonjs.js";
import { entry, leaner, options, root, version } from "./bundle-options.js";
import { reportJsonSchema } from "../conformance/parse-report.js";
import { publishedJsonSchema } from "../profile/json-schema.js";
import { shareRepeated } from "../profile/shared-schema.js";
import { buildLibrary } from "./library.js";
import { outputsJsonSchema } from "./output-schemas/outputs.js";
import { publishedPlanSchema } from "../tasks/load/plan-schema.js";
import { PARSER_FILE, standInFor, withParserBeside } from "./package-parts.js";
import { renderLicences, renderSbom, thirdPartiesOf } from "./third-parties.js";

await rm(join(root, "dist"), { recursive: true, force: true });
const [commandLine, library] = await Promise.all([
  build({
    ...options,
    entryPoints: { cli: entry },
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    outExtension: { ".js": ".cjs" },
    write: false,
    plugins: [withParserBeside, ...leaner, await oneFileForTheHotPath()],
  }),
  buildLibrary({ ...options, minifyWhitespace: false }, "src/index.ts"),
]);
const { folder, hotPath, files, names } = await commandLineFiles();
await mkdir(join(root, "dist", folder), { recursive: true });
await Promise.all(
  Array.from(files, async ([name, code]) =>
    writeFile(join(root, "dist", folder, name), await shorter(code)),
  ),
);
const metafile: Metafile = {
  inputs: {
    ...commandLine.metafile.inputs,
    ...library.metafile.inputs,
  },
  outputs: renamedOutputs(),
};
await mkdir(join(root, "dist/cjs"));
for (const [name, text] of library.files) await writeFile(join(root, "dist", name), text);
await writeFile(join(root, "dist/cjs/package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
// What it stands for is written by the build's second step.
await writeFile(join(root, "dist/index.d.ts"), 'export * from "./cjs/types/index.js";\n');
await writeFile(join(root, "dist", folder, PARSER_FILE), parserBytes());
await writeFile(join(root, "dist/help.txt"), await helpText());
await writeFile(join(root, "dist/hot-path.txt"), `${folder}/${hotPath}`);
for (const [name, call] of [
  ["command-thread", "mainOfThread"],
  ["load-worker", "mainOfLoadThread"],
] as const)
  await writeFile(join(root, `dist/${name}.cjs`), `require("./${folder}/${hotPath}").${call}();\n`);
await writeFile(join(root, "dist/meta.json"), JSON.stringify(chunkModules(metafile)));
for (const [name, schema] of [
  ["playcamp-gw", shareRepeated(publishedJsonSchema())],
  ["report", reportJsonSchema()],
  ["outputs", outputsJsonSchema()],
  ["load-plan", publishedPlanSchema()],
] as const)
  await writeFile(join(root, `dist/${name}.schema.json`), `${JSON.stringify(schema)}\n`);
const parties = await thirdPartiesOf(
  root,
  Object.keys(metafile.inputs).filter((input) => standInFor(input) === undefined),
);
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

function parserBytes(): Buffer {
  return createRequire(import.meta.url)("undici/lib/llhttp/llhttp-wasm.js") as Buffer;
}

async function helpText(): Promise<string> {
  const parsed = await parseCall(["--help"], COMMANDS, version);
  if (!("text" in parsed)) throw new Error("--help printed nothing");
  return parsed.text;
}

/** All but the entry, which only hands on what the hot path has: the executable asks that itself. */
async function commandLineFiles() {
  const { metafile, outputFiles } = commandLine;
  const hash = hashOf(outputFiles);
  const hotFile = hotPathFile(metafile);
  const hotPath = `main-${hash}.cjs`;
  const links = linksOf(metafile, relative(root, entry).replaceAll("\\", "/"), {
    file: hotFile,
    name: hotPath,
  });
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([file, output]) => [basename(file), output] as const),
  );
  // Of our modules none does anything by being loaded; what the hot path does is done by then.
  const mustRun = (file: string) =>
    file !== basename(hotFile) &&
    Object.keys(outputs.get(file)?.inputs ?? {}).some((input) => !input.startsWith("src/"));
  const files = new Map(
    await Promise.all(
      outputFiles.flatMap(({ path, text }) => {
        const name = links.get(basename(path))?.name;
        if (name === undefined) return [];
        const part = relinked(text, basename(path), links, mustRun);
        return [
          asCommonJs(part, name, options.target).then(
            (code) => [name, withFixedExports(code)] as const,
          ),
        ];
      }),
    ),
  );
  const helpers = [...outputs].find(
    ([, { inputs, entryPoint }]) => entryPoint === undefined && Object.keys(inputs).length === 0,
  );
  const helpersName = links.get(helpers?.[0] ?? "")?.name ?? "";
  const hotCode = withHelpers(files.get(hotPath) ?? "", helpersName, files.get(helpersName) ?? "");
  files.set(hotPath, hotCode);
  const names = new Map(Array.from(links, ([file, { name }]) => [file, name]));
  return { folder: `chunks-${hash}`, hotPath, files, names };
}

/** The file that holds what a short command needs, `main` included, as the metafile names it. */
function hotPathFile({ outputs }: Metafile): string {
  const [file] =
    Object.entries(outputs).find(
      ([, { inputs, exports }]) =>
        "src/cli/commands/entry/sign-entry.run.ts" in inputs && exports.includes("main"),
    ) ?? [];
  if (file === undefined) throw new Error("no file holds the hot path");
  return file;
}

function renamedOutputs(): Metafile["outputs"] {
  return Object.fromEntries(
    Object.entries(commandLine.metafile.outputs).map(([file, output]) => [
      `dist/${folder}/${names.get(basename(file)) ?? basename(file)}`,
      output,
    ]),
  );
}

/** Output file → what is in it: a test reads which modules a command loads. */
function chunkModules({ outputs }: Metafile): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(outputs).map(([file, { inputs }]) => [file, Object.keys(inputs)]),
  );
}
