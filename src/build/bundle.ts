/**
 * Builds `dist/`: a split, minified ESM bundle of the command line and of the
 * importable API, dependencies included, with their licences beside it.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

const { version } = JSON.parse(
  await readFile(join(root, "package.json"), "utf8"),
) as {
  version: string;
};

await rm(join(root, "dist"), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  minify: true,
  keepNames: true,
  format: "esm",
  platform: "node",
  target: "node20.18",
  chunkNames: "chunks/[name]-[hash]",
  legalComments: "none",
  metafile: true,
  define: { PLAYCAMP_GW_VERSION: JSON.stringify(version) },
  // CommonJS dependencies inside an ES module still call require for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
await mkdir(join(root, "dist"), { recursive: true });
await writeFile(
  join(root, "dist/meta.json"),
  JSON.stringify(chunkModules(metafile)),
);
await writeFile(
  join(root, "dist/THIRD-PARTY-LICENSES.txt"),
  await licences(metafile),
);

/** Output file → what is in it: a test reads which modules a command loads. */
function chunkModules({ outputs }: Metafile): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(outputs).map(([file, { inputs }]) => [
      file,
      Object.keys(inputs),
    ]),
  );
}

async function licences({ inputs }: Metafile): Promise<string> {
  const folders = new Set(
    Object.keys(inputs).flatMap(
      (input) =>
        /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
    ),
  );
  const texts = await Promise.all([...folders].sort().map(licenceOf));
  return texts.join(`\n${"-".repeat(72)}\n`);
}

async function licenceOf(folder: string): Promise<string> {
  const about = JSON.parse(
    await readFile(join(root, folder, "package.json"), "utf8"),
  ) as {
    name: string;
    version: string;
    license?: string;
  };
  for (const name of [
    "LICENSE",
    "LICENSE.md",
    "license",
    "LICENSE.txt",
    "License",
  ]) {
    const text = await readFile(join(root, folder, name), "utf8").catch(
      () => null,
    );
    if (text !== null)
      return `${about.name} ${about.version}\n\n${text.trim()}\n`;
  }
  return `${about.name} ${about.version}: ${about.license ?? "see its repository"}\n`;
}
