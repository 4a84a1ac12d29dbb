/**
 * JSON as text: laid out for reading, and compared. Works on the tokens as
 * written, since parsing would round numbers and drop repeated keys.
 */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;
/** Deeper documents are somebody's attack; indenting them grows with the square of the depth. */
const MAX_DEPTH = 64;

/** @returns the same tokens indented by two spaces, or null when it is no JSON object or array */
export function prettyJson(text: string): string | null {
  const tokens = jsonTokens(text);
  if (tokens === null) return null;
  let depth = 0;
  let output = "";
  let previous = "";
  for (const token of tokens) {
    if (token === "}" || token === "]") {
      depth -= 1;
      if (previous !== "{" && previous !== "[") output += newline(depth);
    } else if (previous === "{" || previous === "[" || previous === ",") {
      output += newline(depth);
    }
    output += token === ":" ? ": " : token;
    if (token === "{" || token === "[") depth += 1;
    previous = token;
  }
  return output;
}

function newline(depth: number): string {
  return `\n${"  ".repeat(depth)}`;
}

function jsonTokens(text: string): string[] | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  for (const token of tokens) {
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
    if (depth > MAX_DEPTH) return null;
  }
  return tokens;
}

export type JsonChange =
  | {
      readonly kind: "missing";
      readonly path: string;
      readonly expected: string;
    }
  | {
      readonly kind: "unexpected";
      readonly path: string;
      readonly actual: string;
    }
  | {
      readonly kind: "changed";
      readonly path: string;
      readonly expected: string;
      readonly actual: string;
    };

/**
 * What differs between two JSON documents, in the order of the expected one.
 * Numbers are compared as written, so `100` and `100.0` differ.
 *
 * @returns null unless both are JSON objects or arrays; values are JSON text
 */
export function diffJson(expected: string, actual: string): readonly JsonChange[] | null {
  const before = parseExactly(expected);
  const after = parseExactly(actual);
  if (before === null || after === null) return null;
  return changes("$", before, after);
}

type Exact = string | boolean | null | readonly Exact[] | { readonly [key: string]: Exact };

/** Numbers become strings that start with NUL, strings ones that start with `"`. */
function parseExactly(text: string): Exact {
  const tokens = jsonTokens(text);
  if (tokens === null) return null;
  const marked = tokens.map((token, index) => {
    if (tokens[index + 1] === ":") return token;
    if (token.startsWith('"')) return `"\\"${token.slice(1)}`;
    return /^[-\d]/.test(token) ? `"\\u0000${token}"` : token;
  });
  return JSON.parse(marked.join("")) as Exact;
}

function changes(path: string, before: Exact, after: Exact): JsonChange[] {
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      memberChanges(memberPath(path, key, Array.isArray(before)), key, before, after),
    );
  }
  if (before === after) return [];
  return [{ kind: "changed", path, expected: toJson(before), actual: toJson(after) }];
}

function memberChanges(
  path: string,
  key: string,
  before: Container,
  after: Container,
): JsonChange[] {
  const was = member(before, key);
  const is = member(after, key);
  if (was === undefined && is === undefined) return [];
  if (is === undefined) return [{ kind: "missing", path, expected: toJson(was ?? null) }];
  if (was === undefined) return [{ kind: "unexpected", path, actual: toJson(is) }];
  return changes(path, was, is);
}

type Container = readonly Exact[] | { readonly [key: string]: Exact };

function isContainer(value: Exact): value is Container {
  return typeof value === "object" && value !== null;
}

function member(container: Container, key: string): Exact | undefined {
  if (!Object.hasOwn(container, key)) return undefined;
  return (container as { readonly [key: string]: Exact })[key];
}

function memberPath(path: string, key: string, isArray: boolean): string {
  if (isArray) return `${path}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function toJson(value: Exact): string {
  if (typeof value === "string") {
    return value.startsWith("\0") ? value.slice(1) : JSON.stringify(value.slice(1));
  }
  if (!isContainer(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each) => toJson(each as Exact)).join(", ")}]`;
  const members = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}: ${toJson(each)}`,
  );
  return `{${members.join(", ")}}`;
}
