/** What every bundle is built with: where from, for which Node, and without what. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions, Plugin } from "esbuild";
import {
  onlyParts,
  withOneParser,
  withOneRelease,
  withoutUnreachable,
  withQuickAssert,
} from "./package-parts.js";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The command line's first file. */
export const entry = join(root, "src/cli/main.ts");

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

/** Settings are checked where they are read, and never migrated: conf needs neither JSON schemas nor versions, which would be most of it. */
const withoutSchemas: Plugin = {
  name: "without-schemas",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^(?:ajv|semver)/ }, ({ importer, path }) =>
      /node_modules[\\/]conf[\\/]/.test(importer) ? { path, namespace: "without-schemas" } : null,
    );
    bundler.onLoad({ filter: /.*/, namespace: "without-schemas" }, () => ({
      contents: "export class Ajv2020 {} export default {};",
    }));
  },
};

/** Only what may be needed by a command that signs once: whatever else signs needs Node's anyway. */
const withLateCrypto: Plugin = {
  name: "with-late-crypto",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^node:crypto$/ }, ({ importer }) =>
      /[\\/]src[\\/](?:protocols[\\/](?:signing|webhook)|adapters[\\/]process)[\\/]/.test(importer)
        ? { path: join(root, "src/adapters/process/late-crypto.ts") }
        : null,
    );
  },
};

/** What knows how wide a character is takes a fifth of a start to load, and ASCII needs none of it. */
const withLateWidths: Plugin = {
  name: "with-late-widths",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^(?:string-width|wrap-ansi)$/ }, ({ importer, path }) =>
      /[\\/]src[\\/]reports[\\/]text-width\.ts$/.test(importer)
        ? { path, namespace: "late-widths" }
        : null,
    );
    bundler.onLoad({ filter: /.*/, namespace: "late-widths" }, ({ path }) => ({
      contents: `
        let loaded;
        export default (...given) => (loaded ??= require("${path}").default)(...given);
      `,
      resolveDir: root,
    }));
  },
};

/** Without what is never used of the packages. */
const smaller = [
  withoutChildProcess,
  withoutSchemas,
  withQuickAssert,
  onlyParts,
  withoutUnreachable,
  withOneParser,
  withOneRelease,
];

/** And without what a command line does not need at once. */
export const leaner = [withLateWidths, ...smaller, withLateCrypto];

export const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
  version: string;
};

export const options = {
  absWorkingDir: root,
  outdir: "dist",
  bundle: true,
  // Names stay until the links between the parts are made, and in the API for good.
  minifyWhitespace: true,
  minifySyntax: true,
  format: "esm",
  platform: "node",
  target: "node20.18",
  legalComments: "none",
  metafile: true,
  // Its CommonJS form would be run by every start, called or not.
  alias: { "fastest-levenshtein": "fastest-levenshtein/esm/mod.js" },
  define: { PLAYCAMP_GW_VERSION: JSON.stringify(version) },
} as const satisfies BuildOptions;
