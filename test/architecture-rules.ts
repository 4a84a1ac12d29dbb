/**
 * What the house's walls forbid, as functions of source texts, so that the
 * rules themselves can be tested on synthetic ones.
 */
import { posix } from "node:path";
import ts from "typescript";

export interface Source {
  /** Relative to the project, such as `src/core/http.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Folder of `src/` → folders that it may import, besides itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  protocols: ["core"],
  profile: ["core", "protocols"],
  reports: ["core"],
  transport: ["core"],
  journal: ["core"],
  conformance: ["core", "protocols", "profile", "transport"],
  sandbox: ["core", "protocols"],
  tasks: [
    "core",
    "protocols",
    "profile",
    "reports",
    "transport",
    "journal",
    "conformance",
    "sandbox",
  ],
  adapters: ["core"],
  cli: [
    "core",
    "protocols",
    "profile",
    "reports",
    "transport",
    "journal",
    "conformance",
    "sandbox",
    "tasks",
    "adapters",
  ],
  "index.ts": ["core", "protocols"],
  build: ["adapters", "cli", "conformance", "profile", "reports", "sandbox", "tasks"],
};

/** The folders whose npm packages are counted, and where which is allowed. */
const PURE = [
  "core",
  "protocols",
  "profile",
  "reports",
  "transport",
  "journal",
  "conformance",
  "sandbox",
];
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "src/core/": ["fastest-levenshtein"],
  "src/profile/": ["zod/mini"],
  "src/protocols/payments/settlement-table.ts": ["csv-parse/sync"],
  "src/protocols/payments/reply-formats.ts": ["csv-parse/sync", "fast-xml-parser"],
  "src/conformance/baseline.ts": ["zod/mini"],
  "src/conformance/parse-report.ts": ["zod/mini"],
  "src/conformance/suites/client/read-record.ts": ["zod/mini"],
  "src/journal/line-diff.ts": ["diff"],
  "src/reports/text-width.ts": ["string-width", "wrap-ansi"],
  "src/reports/formats/": ["cli-table3", "chalk"],
};

/** Who may touch the world. */
const WORLDLY = ["src/adapters/", "src/build/", "src/cli/main.ts", "src/index.ts", "bin/"];

const WORLD_MODULES = new Set([
  "child_process",
  "cluster",
  "console",
  "dgram",
  "dns",
  "fs",
  "http",
  "http2",
  "https",
  "net",
  "os",
  "perf_hooks",
  "process",
  "readline",
  "timers",
  "tls",
  "worker_threads",
]);

/** Globals, and names that node:crypto lends. */
const WORLD_NAMES = new Set([
  "process",
  "console",
  "fetch",
  "globalThis",
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "randomUUID",
  "randomBytes",
  "randomInt",
  "getRandomValues",
]);

/** One line each; empty when every wall stands. */
export function violations(sources: readonly Source[]): readonly string[] {
  const files = sources.map(parse);
  return [
    ...files.flatMap(forbiddenArrows),
    ...files.flatMap(missingTargets(new Set(sources.map(({ path }) => path)))),
    ...files.flatMap(forbiddenPackages),
    ...files.flatMap(worldlyUses),
    ...files.flatMap(commandWords),
    ...files.flatMap(waysPastTheWorld),
    ...files.flatMap(keptState),
    ...cycles(files),
  ];
}

interface ParsedFile {
  readonly path: string;
  readonly tree: ts.SourceFile;
  /** Paths inside the project. */
  readonly inner: readonly string[];
  /** Those of them that are loaded when they are wanted, by `import()`. */
  readonly lazy: ReadonlySet<string>;
  /** Package and Node module names. */
  readonly outer: readonly string[];
}

function parse({ path, text }: Source): ParsedFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const specifiers: string[] = [];
  const loaded: string[] = [];
  walk(tree, (node) => {
    const found = specifierOf(node);
    if (found === undefined || !ts.isStringLiteralLike(found)) return;
    specifiers.push(found.text);
    if (ts.isCallExpression(node)) loaded.push(found.text);
  });
  const innerOf = (found: readonly string[]) =>
    found
      .filter((each) => each.startsWith("."))
      .map((each) => posix.join(posix.dirname(path), each).replace(/\.js$/, ".ts"));
  return {
    path,
    tree,
    inner: innerOf(specifiers),
    lazy: new Set(innerOf(loaded)),
    outer: specifiers.filter((each) => !each.startsWith(".")),
  };
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal;
  const isDynamic =
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(node.expression) && node.expression.text === "require"));
  return isDynamic ? node.arguments[0] : undefined;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function folderOf(path: string): string {
  return path.split("/")[1] ?? "";
}

function forbiddenArrows({ path, inner }: ParsedFile): string[] {
  if (!path.startsWith("src/")) return [];
  const from = folderOf(path);
  const allowed = ARROWS[from];
  if (allowed === undefined) return [`${path}: ${from} has no place in the house`];
  return inner
    .filter((target) => {
      const to = folderOf(target);
      return !target.startsWith("src/") || (to !== from && !allowed.includes(to));
    })
    .map((target) => `${path}: ${from} may not import ${target}`);
}

function missingTargets(known: ReadonlySet<string>) {
  return ({ path, inner }: ParsedFile): string[] =>
    inner
      .filter((target) => target.startsWith("src/") && !known.has(target))
      .map((target) => `${path}: imports ${target}, which does not exist`);
}

function forbiddenPackages({ path, outer }: ParsedFile): string[] {
  const pure = PURE.includes(folderOf(path)) || path === "src/index.ts";
  if (!pure) return [];
  const allowed = Object.entries(PACKAGES)
    .filter(([folder]) => path.startsWith(folder))
    .flatMap(([, packages]) => packages);
  return outer
    .filter((name) => !name.startsWith("node:") && !allowed.includes(name))
    .map((name) => `${path}: the package ${name} is not allowed here`);
}

function worldlyUses({ path, tree, outer }: ParsedFile): string[] {
  if (WORLDLY.some((place) => path.startsWith(place))) return [];
  const used = new Set<string>();
  const own = declaredNames(tree);
  walk(tree, (node) => {
    const use = worldlyUse(node, own);
    if (use !== null) used.add(use);
  });
  const modules = outer.filter((name) =>
    WORLD_MODULES.has(name.replace(/^node:/, "").split("/")[0] ?? ""),
  );
  return [...modules, ...used].map((use) => `${path}: touches the world by ${use}`);
}

function worldlyUse(node: ts.Node, own: ReadonlySet<string>): string | null {
  if (
    ts.isNewExpression(node) &&
    isNamed(node.expression, "Date") &&
    (node.arguments?.length ?? 0) === 0
  ) {
    return "new Date()";
  }
  if (ts.isCallExpression(node) && isNamed(node.expression, "Date")) return "Date()";
  if (ts.isPropertyAccessExpression(node)) {
    const call = `${node.expression.getText()}.${node.name.text}`;
    if (call === "Date.now" || call === "Math.random") return call;
    if (["randomUUID", "getRandomValues"].includes(node.name.text)) return node.name.text;
  }
  if (!ts.isIdentifier(node) || !WORLD_NAMES.has(node.text)) return null;
  if (ts.isImportSpecifier(node.parent)) return node.text;
  return own.has(node.text) || isOnlyAName(node) ? null : node.text;
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** A member's name, such as `retry.process`, is not the global of that name. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isQualifiedName(parent) && parent.right === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node) ||
    ((ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent)) &&
      parent.name === node)
  );
}

/** Parameters and variables of the file: a parameter called `fetch` is a port, not the global. */
function declaredNames(tree: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  walk(tree, (node) => {
    const declares =
      ts.isParameter(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name))
      names.add(node.name.text);
  });
  return names;
}

/** Of their own, or of the lines of other programs that they read. */
const KNOW_COMMAND_WORDS = ["src/cli/", "src/build/", "src/journal/captures/"];

/** Only the command line knows its own words; others return as data what it is to say. */
function commandWords({ path, tree }: ParsedFile): string[] {
  if (!path.startsWith("src/") || KNOW_COMMAND_WORDS.some((place) => path.startsWith(place)))
    return [];
  const found = new Set<string>();
  walk(tree, (node) => {
    if (!ts.isStringLiteralLike(node) || !ts.isArrayLiteralExpression(node.parent)) return;
    if (/^(?:playcamp-gw|--[a-z][a-z-]*)$/.test(node.text)) found.add(node.text);
  });
  return [...found].map((word) => `${path}: puts a command line into words with ${word}`);
}

/** The program's own, and that of its threads. */
const WAYS_IN = ["src/cli/main.ts", "src/cli/load-worker.ts"];

/** A command gets what it needs of the machine with its world; only the ways in build that. */
function waysPastTheWorld({ path, inner }: ParsedFile): string[] {
  if (!path.startsWith("src/cli/") || WAYS_IN.includes(path)) return [];
  return inner
    .filter((target) => target.startsWith("src/adapters/"))
    .map((target) => `${path}: reaches past the world for ${target}`);
}

/** What a module keeps between calls makes two runs in one process know of each other. */
function keptState({ path, tree }: ParsedFile): string[] {
  if (!path.startsWith("src/") || WORLDLY.some((place) => path.startsWith(place))) return [];
  return tree.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => {
    const isConstant = (declarationList.flags & ts.NodeFlags.Const) !== 0;
    return declarationList.declarations
      .filter((each) => !isConstant || isEmptyAndOpen(each))
      .map((each) => `${path}: keeps state in ${each.name.getText()}`);
  });
}

/** An empty list, map or set that is not read-only waits to be filled. */
function isEmptyAndOpen({ initializer, type }: ts.VariableDeclaration): boolean {
  if (initializer === undefined || /^[Rr]eadonly/.test(type?.getText() ?? "")) return false;
  return (
    (ts.isNewExpression(initializer) &&
      /^(?:Weak)?(?:Map|Set)$/.test(initializer.expression.getText()) &&
      (initializer.arguments?.length ?? 0) === 0) ||
    (ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0)
  );
}

/**
 * Types count: two files that need each other's types are one idea in two places. A command's
 * declaration and its work are one on purpose: it loads the work, which takes its options.
 */
function cycles(files: readonly ParsedFile[]): readonly string[] {
  const imports = new Map(
    files.map(({ path, inner, lazy }) => {
      const work = path.replace(/\.ts$/, ".run.ts");
      return [path, lazy.has(work) ? inner.filter((target) => target !== work) : inner] as const;
    }),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      found.push(`cycle: ${[...trail.slice(at), path].join(" → ")}`);
      return;
    }
    if (done.has(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

/** Each place where a type is asserted and not checked; `as const` asserts nothing. */
export function assertions({ path, text }: Source): readonly string[] {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  walk(tree, (node) => {
    if (!ts.isAssertionExpression(node) || ts.isConstTypeReference(node.type)) return;
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${path}:${line + 1}`);
  });
  return found;
}
