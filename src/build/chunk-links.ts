/**
 * What the parts of the command line are called, and what passes between them under which name.
 * The bundler writes a hash into every name of a file and keeps every name of a function: thousands
 * of links repeat them. Here parts are numbered, and exports get the shortest names there are.
 */
import { createHash } from "node:crypto";
import { basename, parse } from "node:path";
import type { Metafile, OutputFile } from "esbuild";

export interface Link {
  /** The file's name in the folder. */
  readonly name: string;
  /** What it exports → under which name other parts import it. */
  readonly exports: ReadonlyMap<string, string>;
}

/** The bundler's name of a file, without its folder → what is made of it. */
export type Links = ReadonlyMap<string, Link>;

/** The same for the same code: parts of two builds never meet, though their names do. */
export function hashOf(files: readonly OutputFile[]): string {
  const hash = createHash("sha256");
  for (const { path, text } of files) hash.update(`${basename(path)}\n${text}\n`);
  return hash.digest("hex").slice(0, 8);
}

/**
 * @param hotPath the part that holds `main`, as the metafile names it, and what it is to be called
 * @returns a link for each part; not for the entry, whose exports are those of the hot path
 */
export function linksOf(
  { outputs }: Pick<Metafile, "outputs">,
  entry: string,
  hotPath: { readonly file: string; readonly name: string },
): Links {
  const parts = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint !== entry);
  const called = Object.values(outputs).find(({ entryPoint }) => entryPoint === entry);
  const numbers = numbered(
    parts.flatMap(([file, { entryPoint, inputs }]) =>
      entryPoint === undefined ? [{ file, first: Object.keys(inputs)[0] ?? "" }] : [],
    ),
  );
  const taken = new Map<string, number>();
  return new Map<string, Link>(
    parts.map(([file, { entryPoint, exports }]) => {
      if (entryPoint !== undefined)
        return [basename(file), { name: free(parse(entryPoint).name, taken), exports: new Map() }];
      const kept = file === hotPath.file ? (called?.exports ?? []) : [];
      const name = file === hotPath.file ? hotPath.name : (numbers.get(file) ?? "");
      return [basename(file), { name, exports: shortNames(exports, new Set(kept)) }];
    }),
  );
}

/** Neighbours in the sources are neighbours in the archive, where what is alike is packed best. */
function numbered(
  parts: readonly { readonly file: string; readonly first: string }[],
): ReadonlyMap<string, string> {
  const inOrder = parts.toSorted((one, other) =>
    one.first === other.first ? 0 : one.first < other.first ? -1 : 1,
  );
  return new Map(
    inOrder.map(({ file }, at) => [file, `${String(at).padStart(3, "0")}.cjs`] as const),
  );
}

function free(name: string, taken: Map<string, number>): string {
  const times = (taken.get(name) ?? 0) + 1;
  taken.set(name, times);
  return times === 1 ? `${name}.cjs` : `${name}-${times}.cjs`;
}

function shortNames(
  names: readonly string[],
  kept: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const others = names.filter((name) => !kept.has(name)).sort();
  return new Map([
    ...[...kept].map((name) => [name, name] as const),
    ...others.map((name, at) => [name, shortName(at)] as const),
  ]);
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** 0 → a, 51 → Z, 52 → aa. The few names that are kept are longer than any of these. */
function shortName(at: number): string {
  const before = Math.floor(at / LETTERS.length);
  return `${before === 0 ? "" : shortName(before - 1)}${LETTERS.charAt(at % LETTERS.length)}`;
}

/** The bundler puts them first, and those of Node's modules where they stood. */
const IMPORT = /import(?:\{([^}]*)\}from)?"\.\/([^"/]+)";/gy;

/**
 * A part with the names of its links. Imports of nothing, which only say in which order parts run, are
 * left out unless `mustRun` says of the imported part that it does something by being run.
 *
 * @param text minified ES module
 * @throws {Error} where the bundler writes its links in another way than is read here
 */
export function relinked(
  text: string,
  file: string,
  links: Links,
  mustRun: (file: string) => boolean,
): string {
  const linkTo = (name: string) => {
    const link = links.get(name);
    if (link === undefined) throw new Error(`${file} imports ${name}, which is no part`);
    return link;
  };
  const imports = [...text.matchAll(IMPORT)];
  const head = imports.flatMap(([, members, from = ""]) => {
    const { name, exports } = linkTo(from);
    if (members !== undefined) return [`import{${renamed(members, exports, 0)}}from"./${name}";`];
    return mustRun(from) ? [`import"./${name}";`] : [];
  });
  const body = text
    .slice(imports.reduce((length, [all]) => length + all.length, 0))
    .replaceAll(
      /import\("\.\/([^"/]+)"\)/g,
      (_, from: string) => `import("./${linkTo(from).name}")`,
    )
    .replace(
      /export\{([^}]*)\};\s*$/,
      (_, members: string) => `export{${renamed(members, linkTo(file).exports, 1)}};\n`,
    );
  const whole = head.join("") + body;
  const left = [...links.keys()].find((name) => whole.includes(`"./${name}"`));
  if (left !== undefined) throw new Error(`${file} still names ${left}`);
  return whole;
}

/** @param side of `as`, on which the other part's name stands */
function renamed(members: string, exports: ReadonlyMap<string, string>, side: 0 | 1): string {
  return members
    .split(",")
    .map((member) => {
      const [one = "", other = one] = member.split(" as ");
      const [theirs, ours] = side === 0 ? [one, other] : [other, one];
      const short = exports.get(theirs) ?? theirs;
      return side === 0 ? `${short} as ${ours}` : `${ours} as ${short}`;
    })
    .join(",");
}
