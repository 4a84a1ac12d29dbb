/** Literals of JavaScript, as they stand in code that people paste: strings, numbers, lists, objects, `JSON.stringify` of them. */

export type Literal =
  string | number | boolean | null | undefined | readonly Literal[] | LiteralObject;
export interface LiteralObject {
  readonly [name: string]: Literal;
}

export interface Read {
  readonly value: Literal;
  /** Where what follows begins. */
  readonly end: number;
}

/** What is no literal: a variable, a call, a template with something in it. */
export class NotLiteral extends Error {
  readonly at: string;

  constructor(at: string) {
    super(`${JSON.stringify(at)} is no literal`);
    this.at = at;
  }
}

const SPACE = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const STRINGIFY = /JSON\.stringify\s*\(/y;
const WORDS: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["undefined", undefined],
]);

/** Lists in lists, objects in objects; nobody writes a request so. */
const DEEPEST = 256;

/**
 * @param depth how many lists, objects and calls it stands in
 * @throws {NotLiteral}
 */
export function readLiteral(code: string, from: number, depth = 0): Read {
  const at = skip(code, from);
  const first = code[at] ?? "";
  if (depth > DEEPEST) throw new NotLiteral(code.slice(at, at + 40));
  if (first === "{") return readObject(code, at + 1, depth + 1);
  if (first === "[") return readList(code, at + 1, depth + 1);
  if (`"'\``.includes(first) && first !== "") return valueOf(readString(code, at));
  const call = match(STRINGIFY, code, at);
  if (call !== null) return readStringified(code, at + call.length, depth + 1);
  const number = match(NUMBER, code, at);
  if (number !== null) return { value: Number(number), end: at + number.length };
  const word = match(WORD, code, at);
  if (word === null || !WORDS.has(word)) throw new NotLiteral(code.slice(at, at + 40));
  return { value: WORDS.get(word), end: at + word.length };
}

function valueOf({ text, end }: { readonly text: string; readonly end: number }): Read {
  return { value: text, end };
}

/** @returns where the next thing stands that is neither space nor comment */
export function skip(code: string, from: number): number {
  return from + (match(SPACE, code, from)?.length ?? 0);
}

function match(pattern: RegExp, code: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(code)?.[0] ?? null;
}

function readList(code: string, from: number, depth: number): Read {
  const values: Literal[] = [];
  for (let at = skip(code, from); ; at = skip(code, at)) {
    if (code[at] === "]") return { value: values, end: at + 1 };
    const { value, end } = readLiteral(code, at, depth);
    values.push(value);
    at = skip(code, end);
    if (code[at] === ",") at += 1;
    else if (code[at] !== "]") throw new NotLiteral(code.slice(at, at + 40));
  }
}

function readObject(code: string, from: number, depth: number): Read {
  const members: [string, Literal][] = [];
  for (let at = skip(code, from); ; at = skip(code, at)) {
    if (code[at] === "}") return { value: Object.fromEntries(members), end: at + 1 };
    const word = match(WORD, code, at) ?? match(NUMBER, code, at);
    const name = word === null ? readString(code, at) : { text: word, end: at + word.length };
    at = skip(code, name.end);
    if (code[at] !== ":") throw new NotLiteral(code.slice(at, at + 40));
    const { value, end } = readLiteral(code, at + 1, depth);
    members.push([name.text, value]);
    at = skip(code, end);
    if (code[at] === ",") at += 1;
    else if (code[at] !== "}") throw new NotLiteral(code.slice(at, at + 40));
  }
}

/** Of one argument: an indent would make other bytes. */
function readStringified(code: string, from: number, depth: number): Read {
  const { value, end } = readLiteral(code, from, depth);
  const at = skip(code, end);
  const text: unknown = JSON.stringify(value);
  if (code[at] !== ")" || typeof text !== "string") throw new NotLiteral(code.slice(at, at + 40));
  return { value: text, end: at + 1 };
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", "0": "\0", "\n": "", "\r\n": "" },
};

function readString(code: string, at: number): { readonly text: string; readonly end: number } {
  const quote = code[at] ?? "";
  if (!`"'\``.includes(quote) || quote === "") throw new NotLiteral(code.slice(at, at + 40));
  let text = "";
  for (let next = at + 1; next < code.length;) {
    const one = code[next] ?? "";
    if (one === quote) return { text, end: next + 1 };
    if (quote === "`" && code.startsWith("${", next)) break;
    if (one === "\n" && quote !== "`") break;
    if (one !== "\\") {
      text += one;
      next += 1;
      continue;
    }
    const [whole = "\\", unicode, point, hex, other] =
      /^\\(?:u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|x([\da-fA-F]{2})|(\r\n|[^]))/.exec(
        code.slice(next, next + 12),
      ) ?? [];
    const digits = unicode ?? point ?? hex;
    if (Number.parseInt(point ?? "0", 16) > 0x10ffff) break;
    text +=
      digits === undefined
        ? (ESCAPES[other ?? ""] ?? other ?? "")
        : unicode === undefined
          ? String.fromCodePoint(Number.parseInt(digits, 16))
          : String.fromCharCode(Number.parseInt(digits, 16));
    next += whole.length;
  }
  throw new NotLiteral(code.slice(at, at + 40));
}
