/** The words of a PowerShell command, with its strings unescaped. */
import { incompleteCapture } from "../incomplete.js";

export interface Token {
  readonly kind: "text" | "variable" | "parameter" | "word" | "line" | "pipe";
  readonly text: string;
}

/** Of a string in double quotes, what stands for something else. */
const PATTERNS: readonly (readonly [Token["kind"], RegExp])[] = [
  ["text", /@'\r?\n([\s\S]*?)\r?\n'@/y],
  ["text", /@"\r?\n([\s\S]*?)\r?\n"@/y],
  ["text", /'((?:[^']|'')*)'/y],
  ["text", /"((?:[^"`]|`[^]|"")*)"/y],
  ["line", /\r?\n|;/y],
  ["pipe", /\|/y],
  ["variable", /\$(?:\{([^}]+)\}|((?:\w+:)?\w+(?:\.\w+)*))/y],
  ["parameter", /-([A-Za-z]+):?/y],
  ["word", /(@\{|[{}()=,]|[^\s'"`;|{}()=,$]+)/y],
];

/** @throws {UserError} `capture_incomplete` for what only running the script would tell */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const space = /^(?:[ \t]+|#[^\n]*)/.exec(text.slice(at))?.[0];
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const found = tokenAt(text, at);
    if (found === null)
      throw incompleteCapture(
        `the command is cut off, or cannot be read from ${JSON.stringify(text.slice(at, at + 24))} on`,
      );
    tokens.push(found.token);
    at = found.end;
  }
  return tokens;
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly end: number } | null {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) continue;
    const [whole, first, second] = found;
    const inner = first ?? second ?? whole;
    const isDouble = whole.startsWith('"') || whole.startsWith('@"');
    const value = isDouble
      ? unescaped(inner, !whole.startsWith("@"))
      : whole.startsWith("'")
        ? inner.replaceAll("''", "'")
        : inner;
    return { token: { kind, text: value }, end: pattern.lastIndex };
  }
  return null;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "0": "\0",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\x07",
};

/** `$([char]123)` is how browsers write what is not ASCII. */
function unescaped(text: string, doublesQuotes: boolean): string {
  return text.replaceAll(
    /`([^])|\$\(\[char\](\d+)\)|""|\$(?=[\w({])/g,
    (whole, escaped: string | undefined, code: string | undefined) => {
      if (escaped !== undefined) return ESCAPES[escaped] ?? escaped;
      if (code !== undefined) return String.fromCharCode(Number(code));
      if (whole === '""') return doublesQuotes ? '"' : whole;
      throw unknownValue(text.slice(0, 40));
    },
  );
}

export function unknownValue(what: string): Error {
  return incompleteCapture(
    `what stands for ${what} in the PowerShell command, only running it tells: write the value out`,
  );
}
