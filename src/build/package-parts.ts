/** What of the packages is bundled: the parts that are used, and nothing in place of those that cannot be reached. */
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Plugin } from "esbuild";

/**
 * For its message Node's `assert` reads the whole source file again: in a bundle that
 * blocks for seconds, each time a target sends a status line that undici does not expect.
 */
export const withQuickAssert: Plugin = {
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
 * mocks, the histogram a second one in WebAssembly and a zip library, the questions six kinds
 * that are not asked. A name that is missing here does not build.
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
  "@inquirer/prompts": `
    export { default as checkbox } from "@inquirer/checkbox";
    export { default as confirm } from "@inquirer/confirm";
    export { default as password } from "@inquirer/password";
    export { default as select } from "@inquirer/select";
  `,
};

export const onlyParts: Plugin = {
  name: "parts-of-packages",
  setup: (bundler) => {
    bundler.onResolve(
      { filter: /^(?:undici|hdr-histogram-js|@inquirer\/prompts)$/ },
      ({ path, resolveDir }) => ({
        path,
        namespace: "parts",
        pluginData: resolveDir,
      }),
    );
    bundler.onLoad({ filter: /.*/, namespace: "parts" }, ({ path, pluginData }) => ({
      contents: PARTS[path] ?? "",
      resolveDir: String(pluginData),
    }));
  },
};

/**
 * Parts that packages load in any case, and that nothing here can reach: end of the file's path → what
 * stands in its place, which fails aloud should that ever change, or holds what can be reached.
 */
const UNREACHABLE: Readonly<Record<string, string>> = {
  // No connection offers HTTP/2.
  "/undici/lib/dispatcher/client-h2.js": failing("HTTP/2", (fail) => `module.exports = ${fail};`),
  // Of all names and numbers in HTTP the connection reads those of its parser.
  "/undici/lib/llhttp/constants.js": `module.exports = ${parserCodes()};`,
  // A body is whole, or a stream.
  "/undici/lib/web/fetch/body.js": failing(
    "a form as a body",
    (fail) => `exports.extractBody = ${fail};`,
  ),
  // Values in XML stay texts, and what is open is found before it is parsed.
  "/strnum/strnum.js": failing("numbers in XML", (fail) => `export default ${fail};`),
  "/fast-xml-parser/src/validator.js": failing(
    "the check of XML",
    (fail) => `export const validate = ${fail};`,
  ),
  // Tables have no colours of their own.
  "/@colors/colors/safe.js": failing("colours of tables", (fail) => `module.exports = ${fail};`),
  // Entities are judged as XML and HTML; each other language is a list that nobody gives.
  ...Object.fromEntries(
    ["log", "nosql", "redos", "shell", "sql-strict", "sql", "svg"].map((context) => [
      `/is-unsafe/src/contexts/${context}.js`,
      "export default [];",
    ]),
  ),
};

function parserCodes(): string {
  const all: unknown = createRequire(import.meta.url)("undici/lib/llhttp/constants.js");
  const isLeftOut = (key: string, value: unknown) =>
    typeof value === "object" && !["", "ERROR", "TYPE"].includes(key);
  return JSON.stringify(all, (key, value: unknown) => (isLeftOut(key, value) ? undefined : value));
}

function failing(what: string, write: (fail: string) => string): string {
  return write(`() => { throw new Error(${JSON.stringify(`${what} was left out`)}); }`);
}

export const withoutUnreachable: Plugin = {
  name: "without-unreachable",
  setup: (bundler) => {
    bundler.onLoad(
      { filter: /[\\/](?:undici|strnum|fast-xml-parser|is-unsafe|@colors)[\\/]/ },
      ({ path }) => {
        const contents = standInFor(path);
        return contents === undefined ? null : { contents };
      },
    );
  },
};

/** @returns what stands in a file's place; undefined where that is bundled itself */
export function standInFor(path: string): string | undefined {
  const plain = path.replaceAll("\\", "/");
  return Object.entries(UNREACHABLE).find(([end]) => plain.endsWith(end))?.[1];
}

/** What others bring an older release of, with tables of characters and colours of its own: who → what. */
const NEWEST: Readonly<Record<string, string>> = {
  "@inquirer/core": "wrap-ansi",
  "cli-table3": "string-width",
};

/** One release of each: the one that measures the program's own text. */
export const withOneRelease: Plugin = {
  name: "with-one-release",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^(?:wrap-ansi|string-width)$/ }, ({ path, importer }) => {
      const plain = importer.replaceAll("\\", "/");
      const [folder, rest] = /^(.*?)\/node_modules\/(.*)$/.exec(plain)?.slice(1) ?? [];
      const isOlder = Object.entries(NEWEST).some(
        ([who, what]) => what === path && rest?.startsWith(`${who}/`) === true,
      );
      return isOlder ? { path, namespace: "newest", pluginData: folder } : null;
    });
    bundler.onLoad({ filter: /.*/, namespace: "newest" }, ({ path, pluginData }) => ({
      // Older releases are CommonJS, where the module itself is what is now its default.
      contents: `module.exports = require(${JSON.stringify(path)}).default;`,
      resolveDir: String(pluginData),
    }));
  },
};

/**
 * undici brings its parser twice, for processors with vector instructions and for all. Those save 0.2 of
 * the 60 microseconds that an exchange takes, and there are machines where only the other one runs.
 */
export const withOneParser: Plugin = {
  name: "with-one-parser",
  setup: (bundler) => {
    bundler.onResolve({ filter: /[\\/]llhttp_simd-wasm\.js$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, "../llhttp/llhttp-wasm.js"),
    }));
  },
};

/** The parser's name beside the parts of the command line. */
export const PARSER_FILE = "llhttp.wasm";

/** As text the parser is a third longer, and is packed worse. */
export const withParserBeside: Plugin = {
  name: "with-parser-beside",
  setup: (bundler) => {
    bundler.onLoad({ filter: /[\\/]llhttp-wasm\.js$/ }, () => ({
      contents: `module.exports = require("node:fs").readFileSync(require("node:path").join(__dirname, ${JSON.stringify(PARSER_FILE)}));`,
    }));
  },
};
