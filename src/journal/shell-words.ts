/** Splits a POSIX shell line into words; variables become gaps. What no plain command needs, such as `$(…)`, is refused. */
import { UserError } from "../core/errors.js";
import { spanOfVariable } from "./curl-command.js";
import { fromSegments, type Redacted, type Segment } from "./redacted.js";

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  v: "\v",
};

/** A word, or `|` between two commands. */
export type ShellToken = { readonly word: Redacted } | "|";

/** @throws {UserError} `curl_invalid` */
export function shellTokens(line: string): readonly ShellToken[] {
  const tokens: ShellToken[] = [];
  let word: Segment[] | null = null;
  let at = 0;
  const literal = (text: string) => {
    word ??= [];
    const before = word.at(-1);
    if (typeof before === "string") word[word.length - 1] = before + text;
    else word.push(text);
  };
  const end = () => {
    if (word !== null) tokens.push({ word: fromSegments(word.filter((each) => each !== "")) });
    word = null;
  };
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const variable = (): boolean => {
    const match = take(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/y);
    if (match === null) return false;
    word ??= [];
    word.push(spanOfVariable(match[1] ?? match[2] ?? ""));
    return true;
  };
  const doubleQuoted = () => {
    literal("");
    for (at += 1; line[at] !== '"';) {
      const plain = take(/[^"\\$`]+/y);
      const escaped = plain === null ? take(/\\([\\"$`\n]?)/y) : null;
      if (plain !== null) literal(plain[0]);
      else if (escaped !== null) literal(escaped[1] === "\n" ? "" : escaped[1] || "\\");
      else if (!variable()) throw invalid(line, at);
    }
    at += 1;
  };

  while (at < line.length) {
    const space = take(/(?:[ \t]|\\\r?\n)+/y);
    if (space !== null) end();
    else if (take(/\r?\n/y) !== null) end();
    else if (take(/\|/y) !== null) {
      end();
      tokens.push("|");
    } else if (line[at] === "'") {
      const quoted = take(/'([^']*)'/y);
      if (quoted === null) throw invalid(line, at);
      literal(quoted[1] ?? "");
    } else if (line[at] === '"') doubleQuoted();
    else if (line.startsWith("$'", at)) {
      const quoted = take(/\$'((?:[^'\\]|\\[^])*)'/y);
      if (quoted === null) throw invalid(line, at);
      literal(unescape(quoted[1] ?? ""));
    } else if (variable()) continue;
    else {
      const plain = take(/[^\s'"\\$`|;&<>()]+/y) ?? take(/\\([^])/y) ?? take(/\$(?=\s|$)/y);
      if (plain === null) throw invalid(line, at);
      literal(plain[1] ?? plain[0]);
    }
  }
  end();
  return tokens;
}

/** Of `$'…'`: browsers write it for whatever is not ASCII. */
function unescape(text: string): string {
  return text.replaceAll(
    /((?:\\x[\da-fA-F]{2})+)|\\(?:u([\da-fA-F]{1,4})|([0-7]{1,3})|([^]))/g,
    (_, bytes?: string, unicode?: string, octal?: string, other?: string) => {
      if (bytes !== undefined)
        return Buffer.from(bytes.replaceAll("\\x", ""), "hex").toString("utf8");
      if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return ESCAPES[other ?? ""] ?? other ?? "";
    },
  );
}

function invalid(line: string, at: number): UserError {
  return new UserError(
    "curl_invalid",
    `this shell line cannot be read from ${JSON.stringify(line.slice(at, at + 24))} on`,
    "Quotes must be closed; of the shell's own language only quoting, $VARIABLES and one pipe are understood.",
  );
}
