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
      for (const part of unescape(quoted[1] ?? "")) {
        if (typeof part === "string") literal(part);
        else (word ??= []).push(part);
      }
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

/** Of `$'…'`: browsers write it for whatever is not ASCII; its escapes are bytes, which may be no UTF-8. */
function unescape(text: string): readonly Segment[] {
  const bytes: Buffer[] = [];
  for (const [whole, hex, unicode, octal, other] of text.matchAll(
    /\\x([\da-fA-F]{1,2})|((?:\\u[\da-fA-F]{1,4})+)|\\([0-7]{1,3})|\\([^])|[^\\]+/g,
  )) {
    if (hex !== undefined) bytes.push(Buffer.of(Number.parseInt(hex, 16)));
    else if (unicode !== undefined)
      bytes.push(
        Buffer.from(
          String.fromCharCode(
            ...unicode
              .split("\\u")
              .slice(1)
              .map((each) => Number.parseInt(each, 16)),
          ),
        ),
      );
    else if (octal !== undefined) bytes.push(Buffer.of(Number.parseInt(octal, 8) & 0xff));
    else bytes.push(Buffer.from(other === undefined ? whole : (ESCAPES[other] ?? other)));
  }
  const joined = Buffer.concat(bytes);
  const read = joined.toString("utf8");
  return [Buffer.from(read).equals(joined) ? read : { bytes: joined.toString("base64") }];
}

function invalid(line: string, at: number): UserError {
  return new UserError(
    "curl_invalid",
    `this shell line cannot be read from ${JSON.stringify(line.slice(at, at + 24))} on`,
    "Quotes must be closed; of the shell's own language only quoting, $VARIABLES and one pipe are understood.",
  );
}
