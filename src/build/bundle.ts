/**
 * Builds `dist/`: a split, minified CommonJS bundle of the command line and an
 * ESM one of the importable API, dependencies included, with their licences
 * beside them.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  build,
  type BuildOptions,
  type Metafile,
  type OutputFile,
  type Plugin,
  transform,
} from "esbuild";
import { COMMANDS } from "../cli/commands/index.js";
import { parseCall } from "../cli/program.js";
import { publishedJsonSchema } from "../profile/json-schema.js";
import { publishedPlanSchema } from "../tasks/load/plan-schema.js";
import { renderLicences, renderSbom, thirdPartiesOf } from "./third-parties.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** commander loads it for subcommands that are programs of their own, of which this has none. */
const withoutChildProcess: Plugin = {
  name: "without-child-process",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^(node:)?child_process$/ }, ({ importer, path }) =>
      /node_modules[\\/]commander[\\/]/.test(importer)
        ? { path, namespace: "without-child-process" }
        : null,
    );
    bundler.onLoad({ filter: /.*/, namespace: "without-child-process" }, () => ({
      contents: "module.exports = {};",
    }));
  },
};

/** No question opens an editor, whose character sets would be a sixth of the bundle. */
const withoutEditor: Plugin = {
  name: "without-editor",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^@inquirer\/editor$/ }, ({ path }) => ({
      path,
      namespace: "without-editor",
    }));
    bundler.onLoad({ filter: /.*/, namespace: "without-editor" }, () => ({
      contents: "export default undefined;",
    }));
  },
};

/** Settings are checked where they are read: conf needs no JSON schemas, which would be most of it. */
const withoutSchemas: Plugin = {
  name: "without-schemas",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^ajv/ }, ({ importer, path }) =>
      /node_modules[\\/]conf[\\/]/.test(importer) ? { path, namespace: "without-schemas" } : null,
    );
    bundler.onLoad({ filter: /.*/, namespace: "without-schemas" }, () => ({
      contents: "export class Ajv2020 {} export default {};",
    }));
  },
};

/**
 * For its message Node's `assert` reads the whole source file again: in a bundle that
 * blocks for seconds, each time a target sends a status line that undici does not expect.
 */
const withQuickAssert: Plugin = {
  name: "with-quick-assert",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^node:assert$/ }, ({ importer, path }) =>
      /node_modules[\\/]undici[\\/]/.test(importer) ? { path, namespace: "quick-assert" } : null,
    );
    bundler.onLoad({ filter: /.*/, namespace: "quick-assert" }, () => ({ contents: QUICK_ASSERT }));
  },
};

const QUICK_ASSERT = `
module.exports = (value, message = "assertion failed") => {
  if (!value) throw Object.assign(new Error(message), { code: "ERR_ASSERTION" });
};
`;

const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
  version: string;
};

await rm(join(root, "dist"), { recursive: true, force: true });
const options = {
  absWorkingDir: root,
  outdir: "dist",
  bundle: true,
  // Names stay: errors and stacks show them, and what esbuild does to keep them
  // while shortening (a call for every function made) slows every request.
  minifyWhitespace: true,
  minifySyntax: true,
  format: "esm",
  platform: "node",
  target: "node20.18",
  legalComments: "none",
  metafile: true,
  define: { PLAYCAMP_GW_VERSION: JSON.stringify(version) },
} as const satisfies BuildOptions;
// Readable, for whoever steps into it in a debugger.
const library = {
  ...options,
  minifyWhitespace: false,
  entryPoints: { index: "src/index.ts" },
} as const;
const [commandLine, api, commonJsApi] = await Promise.all([
  build({
    ...options,
    entryPoints: { cli: "src/cli/main.ts" },
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    outExtension: { ".js": ".cjs" },
    write: false,
    inject: ["src/build/hot-path.ts"],
    plugins: [withoutChildProcess, withoutEditor, withoutSchemas, withQuickAssert],
    // Nothing of it is to run by being imported: it only says what belongs together.
    logOverride: { "ignored-bare-import": "silent" },
  }),
  build(library),
  // A bundler that writes CommonJS, and whoever calls require, takes this one.
  build({ ...library, outdir: "dist/cjs", format: "cjs" }),
]);
await mkdir(join(root, "dist/chunks"), { recursive: true });
await Promise.all(commandLine.outputFiles.map(writeAsCommonJs));
const metafile: Metafile = {
  inputs: {
    ...commandLine.metafile.inputs,
    ...api.metafile.inputs,
    ...commonJsApi.metafile.inputs,
  },
  outputs: { ...commandLine.metafile.outputs, ...api.metafile.outputs },
};
// Its declarations are put beside it by the build's second step.
await writeFile(join(root, "dist/cjs/package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
await writeFile(join(root, "dist/help.txt"), await helpText());
await writeFile(join(root, "dist/hot-path.txt"), hotPathFile(metafile));
await writeFile(join(root, "dist/meta.json"), JSON.stringify(chunkModules(metafile)));
await writeFile(
  join(root, "dist/playcamp-gw.schema.json"),
  `${JSON.stringify(publishedJsonSchema())}\n`,
);
await writeFile(
  join(root, "dist/playcamp-gw.load-plan.schema.json"),
  `${JSON.stringify(publishedPlanSchema())}\n`,
);
const parties = await thirdPartiesOf(root, Object.keys(metafile.inputs));
await writeFile(join(root, "dist/THIRD-PARTY-LICENSES.txt"), renderLicences(parties));
await writeFile(
  join(root, "dist/sbom.cdx.json"),
  renderSbom({ name: "playcamp-gw", version, licence: "MIT" }, parties),
);

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

/** The bundler's own getters are live already; a copy of them would double what a start does here. */
function withLiveExports(code: string, path: string): string {
  const copied = "module.exports=__toCommonJS(stdin_exports);";
  const parts = code.split(copied);
  if (parts.length === 2) return parts.join("module.exports=stdin_exports;");
  throw new Error(`${path}: the bundler does not write its exports as "${copied}" any more`);
}

async function helpText(): Promise<string> {
  const parsed = await parseCall(["--help"], COMMANDS, version);
  if (!("text" in parsed)) throw new Error("--help printed nothing");
  return parsed.text;
}

/** The file that holds what a short command needs, relative to `dist/`. */
function hotPathFile({ outputs }: Metafile): string {
  const [file] =
    Object.entries(outputs).find(
      ([, { inputs }]) => "src/cli/commands/entry/sign-entry.run.ts" in inputs,
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
