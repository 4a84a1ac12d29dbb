/** What every bundle is built with: where from, for which Node, and without what. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions, Plugin } from "esbuild";

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

/**
 * What is used of packages that load all of themselves: undici brings `fetch`, WebSockets, caches and
 * mocks, the histogram a second one in WebAssembly and a zip library. A name that is missing here does not build.
 */
const PARTS: Readonly<Record<string, string>> = {
  undici: `
    import connect from "undici/lib/api/api-connect.js";
    import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
    Object.assign(Dispatcher.prototype, { connect });
    export { default as buildConnector } from "undici/lib/core/connect.js";
    export { default as Client } from "undici/lib/dispatcher/client.js";
    export { default as EnvHttpProxyAgent } from "undici/lib/dispatcher/env-http-proxy-agent.js";
    export { default as Pool } from "undici/lib/dispatcher/pool.js";
  `,
  "hdr-histogram-js": `
    export { default as Int32Histogram } from "hdr-histogram-js/dist/Int32Histogram.js";
  `,
};

const partsOfPackages: Plugin = {
  name: "parts-of-packages",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^(?:undici|hdr-histogram-js)$/ }, ({ path }) => ({
      path,
      namespace: "parts",
    }));
    bundler.onLoad({ filter: /.*/, namespace: "parts" }, ({ path }) => ({
      contents: PARTS[path] ?? "",
      resolveDir: root,
    }));
  },
};

const UNREACHABLE: Readonly<Record<string, string>> = {
  // No connection offers HTTP/2.
  "client-h2": `module.exports = () => { throw new Error("HTTP/2 was left out of this program"); };`,
  // A body is whole, or a stream.
  "web/fetch/body": `exports.extractBody = () => { throw new Error("forms as bodies were left out of this program"); };`,
};

/** Of what undici loads in any case, half is for HTTP/2 and for bodies of `fetch`. */
const withoutUnreachable: Plugin = {
  name: "without-unreachable",
  setup: (bundler) => {
    bundler.onLoad({ filter: /[\\/]undici[\\/]lib[\\/]/ }, ({ path }) => {
      const name = /(client-h2|web[\\/]fetch[\\/]body)\.js$/.exec(path)?.[1];
      if (name === undefined) return null;
      return { contents: UNREACHABLE[name.replaceAll("\\", "/")] ?? "" };
    });
  },
};

/**
 * undici brings its parser twice, for processors with vector instructions and for all. Those save 0.2 of
 * the 60 microseconds that an exchange takes, and there are machines where only the other one runs.
 */
const withOneParser: Plugin = {
  name: "with-one-parser",
  setup: (bundler) => {
    bundler.onResolve({ filter: /[\\/]llhttp_simd-wasm\.js$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, "../llhttp/llhttp-wasm.js"),
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

/** Without what is never used of the packages. */
export const smaller = [
  withoutChildProcess,
  withoutEditor,
  withoutSchemas,
  withQuickAssert,
  partsOfPackages,
  withoutUnreachable,
  withOneParser,
];

/** And without what a command line does not need at once. */
export const leaner = [...smaller, withLateCrypto];

export const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
  version: string;
};

export const options = {
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
  // Its CommonJS form would be run by every start, called or not.
  alias: { "fastest-levenshtein": "fastest-levenshtein/esm/mod.js" },
  define: { PLAYCAMP_GW_VERSION: JSON.stringify(version) },
} as const satisfies BuildOptions;
