/**
 * The importable API, as ES modules and as CommonJS, readable for whoever steps into it in a debugger.
 * Both are cut at the same places into files so small that, side by side in an archive, the second
 * is packed as a repetition of the first.
 */
import { basename, join } from "node:path";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { isAssignedAgain } from "./commonjs.js";

/** Deflate looks back 32,768 bytes: over a file, a tar header, and whatever differs between the two. */
const MOST_BYTES = 30_000;

export interface Library {
  /** Path in `dist/` → text. */
  readonly files: ReadonlyMap<string, string>;
  readonly metafile: Metafile;
}

/**
 * @param options of the bundle; its working folder is the project
 * @param entry the API's first file, in that folder
 * @throws {Error} where the bundler writes something in another way than is read here
 */
export async function buildLibrary(
  options: BuildOptions & { readonly absWorkingDir: string },
  entry: string,
): Promise<Library> {
  const common = { ...options, write: false, metafile: true } as const;
  const { metafile: whole } = await build({ ...common, entryPoints: { index: entry } });
  const layers = layersOf(whole, entry);
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: {
      index: entry,
      ...Object.fromEntries(layers.map((_, at) => [layerName(at), layerName(at)])),
    },
    splitting: true,
    chunkNames: "[name]-[hash]",
    plugins: [inLayers(layers, options.absWorkingDir)],
  });
  const names = partNames(metafile, entry);
  const files = new Map<string, string>();
  for (const { path, text } of outputFiles) {
    const name = names.get(basename(path));
    if (name === undefined) continue;
    const part = withNames(text, names);
    files.set(name, part);
    files.set(`cjs/${name}`, asCommonJs(part, name));
  }
  return { files, metafile };
}

/** Modules in the order in which they run, so that none needs one of a later layer. */
function layersOf({ inputs, outputs }: Metafile, entry: string): readonly (readonly string[])[] {
  const sizes = Object.values(outputs)[0]?.inputs ?? {};
  const layers: string[][] = [];
  let bytes = Infinity;
  for (const file of importedBefore(inputs, entry)) {
    const size = sizes[file]?.bytesInOutput ?? 0;
    if (size === 0) continue;
    if (bytes + size > MOST_BYTES) {
      layers.push([]);
      bytes = 0;
    }
    layers.at(-1)?.push(file);
    bytes += size;
  }
  return layers;
}

type Graph = Readonly<
  Record<
    string,
    { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }
  >
>;

/** Depth first, as files are run. */
function importedBefore(graph: Graph, entry: string): readonly string[] {
  const seen = new Set([entry]);
  const order: string[] = [];
  const visit = (file: string): void => {
    for (const { path, external } of graph[file]?.imports ?? []) {
      if (external === true || seen.has(path)) continue;
      seen.add(path);
      visit(path);
      order.push(path);
    }
  };
  visit(entry);
  return order;
}

function layerName(at: number): string {
  return `layer-${at}`;
}

/** The bundler parts files by who loads them: each layer is made an entry that loads those before it. */
function inLayers(layers: readonly (readonly string[])[], root: string): Plugin {
  const modules = new Set(layers.flat().map((file) => join(root, file)));
  return {
    name: "in-layers",
    setup: (bundler) => {
      bundler.onResolve({ filter: /^layer-\d+$/ }, ({ path }) => ({ path, namespace: "layer" }));
      // The package says that its files do nothing by being imported; here being imported is all.
      bundler.onResolve({ filter: /\.[jt]s$/ }, ({ path, resolveDir }) => {
        const module = join(path.startsWith(".") ? resolveDir : "", path.replace(/\.js$/, ".ts"));
        return modules.has(module) ? { path: module, sideEffects: true } : null;
      });
      bundler.onLoad({ filter: /./, namespace: "layer" }, ({ path }) => {
        const at = layers.findIndex((_, each) => layerName(each) === path);
        const own = (layers[at] ?? []).map((file) => join(root, file));
        return {
          contents: [...(at === 0 ? [] : [layerName(at - 1)]), ...own]
            .map((each) => `import ${JSON.stringify(each)};`)
            .join("\n"),
          resolveDir: root,
        };
      });
    },
  };
}

/** The bundler's name of a file → that in the package, numbered in the order in which they run. */
function partNames({ outputs }: Metafile, entry: string): ReadonlyMap<string, string> {
  const files = Object.entries(outputs);
  const index = files.find(([, { entryPoint }]) => entryPoint === entry)?.[0] ?? "";
  const order = importedBefore(outputs, index);
  return new Map([
    [basename(index), "index.js"],
    ...order.map((file, at) => [basename(file), `part-${at + 1}.js`] as const),
  ]);
}

const IMPORT = /^import (?:(\{[^}]*\}|\* as \w+) from )?"([^"]+)";\n/gm;

/** Imports of nothing only say in which order parts run; none of our modules does anything by being run. */
function withNames(text: string, names: ReadonlyMap<string, string>): string {
  return text.replaceAll(IMPORT, (_, members: string | undefined, from: string) => {
    if (members === undefined) return "";
    const name = from.startsWith("./") ? names.get(from.slice(2)) : from;
    if (name === undefined) throw new Error(`the API imports ${from}, which is no part of it`);
    return `import ${members} from "${from.startsWith("./") ? `./${name}` : name}";\n`;
  });
}

/**
 * The same text but for its links.
 *
 * @throws {Error} where a part passes on what is assigned again: whoever requires it has the first value
 */
function asCommonJs(part: string, name: string): string {
  const members = (list: string) => list.replaceAll(/(\w+) as (\w+)/g, "$1: $2");
  const required = part.replaceAll(IMPORT, (_, list: string, from: string) => {
    const names = list.startsWith("*") ? list.replace("* as ", "") : members(list);
    return `const ${names} = require("${from}");\n`;
  });
  const code = required.replace(/^export (\{[^}]*\});\n$/m, (_, list: string) => {
    for (const [, local = ""] of list.matchAll(/(\w+)(?: as \w+)?,?\n/g))
      if (isAssignedAgain(local, part))
        throw new Error(`${name} passes on ${local}, which changes`);
    const swapped = list.replaceAll(/(\w+) as (\w+)/g, "$2: $1");
    return `module.exports = ${swapped};\n`;
  });
  if (/^(?:import|export)\b/m.test(code)) throw new Error(`${name} is linked in another way`);
  return `"use strict";\n${code}`;
}
