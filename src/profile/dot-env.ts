/** A `.env` file as dotenv reads it, and what in it is often not meant as it is read. */
import { parseEnv } from "node:util";

export interface DotEnv {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly oddities: readonly DotEnvOddity[];
}

/** Something that a reader of the file should know. */
export interface DotEnvOddity {
  /** The variable; null for the whole file. */
  readonly name: string | null;
  /** Of one sentence, what comes behind the name. */
  readonly what: string;
}

/**
 * The file with one variable more, or with another value for one that is there.
 *
 * @returns null where no `.env` can hold this value, such as one with all three quotes
 */
export function withVariable(text: string, name: string, value: string): string | null {
  const quoted = [value, `'${value}'`, `"${value}"`, `\`${value}\``].find(
    (each) => valuesOf(`${name}=${each}`)[name] === value && !/[\r\n]/.test(each),
  );
  if (quoted === undefined) return null;
  const line = `${name}=${quoted}`;
  const lines = text.split("\n");
  const at = lines.findLastIndex((each) => LINE.exec(each)?.[1] === name);
  const changed =
    at === -1
      ? `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`
      : [...lines.slice(0, at), line, ...lines.slice(at + 1)].join("\n");
  // What is there already may be written in ways that a line more would break.
  return valuesOf(changed)[name] === value ? changed : null;
}

/** Never throws, whatever the bytes. */
export function readDotEnvBytes(bytes: Uint8Array): DotEnv {
  const { text, encoding } = decoded(Buffer.from(bytes));
  return {
    values: valuesOf(text),
    oddities: [...(encoding === null ? [] : [{ name: null, what: encoding }]), ...odditiesOf(text)],
  };
}

/** White space within a line: a line begins after U+2028 and U+2029 as well. A value in quotes may take several. */
const ASSIGNMENT =
  /^[^\S\r\n\u2028\u2029]*((?:export[^\S\r\n\u2028\u2029]+)?[\w.-]+[^\S\r\n\u2028\u2029]*=)[^\S\r\n\u2028\u2029]*("[^"]*"|'[^']*'|`[^`]*`|.*)/gm;

/** Node takes only spaces away around a name and a value; dotenv any white space. */
function valuesOf(text: string): DotEnv["values"] {
  const trimmed = text.replace(ASSIGNMENT, (all, name: string, value: string) => {
    const own = /^["'`]/.test(value) ? value : (value.split("#")[0] ?? "").trimEnd();
    const before = `${name.replace(/\s/g, " ")}${own}`;
    return /[^\S ]/.test(all) ? before : all;
  });
  return parseEnv(trimmed);
}

/** PowerShell's > writes UTF-16, and some editors put a mark in front. */
function decoded(bytes: Buffer): { readonly text: string; readonly encoding: string | null } {
  const [first, second] = bytes;
  const read = (name: string) => new TextDecoder(name).decode(bytes);
  const utf16 = "is UTF-16 and was read as that; other programs do not: save it as UTF-8";
  if (first === 0xff && second === 0xfe) return { text: read("utf-16le"), encoding: utf16 };
  if (first === 0xfe && second === 0xff) return { text: read("utf-16be"), encoding: utf16 };
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF")
    ? {
        text: text.slice(1),
        encoding:
          "starts with a byte order mark (BOM), which other programs take for a part of its first name",
      }
    : { text, encoding: text.includes("\uFFFD") ? NO_UTF8 : null };
}

const NO_UTF8 =
  "is not UTF-8 (Korean Windows saves EUC-KR), so that its characters outside ASCII are lost: save it as UTF-8";

const LINE = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?![ \t])(.*)$/;

function odditiesOf(text: string): readonly DotEnvOddity[] {
  const oddities: DotEnvOddity[] = [];
  const seen = new Set<string>();
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const [, name, raw = ""] = LINE.exec(lines[at] ?? "") ?? [];
    if (name === undefined) continue;
    const put = (what: string) => oddities.push({ name, what });
    if (seen.has(name)) put("stands there twice; the last one counts");
    seen.add(name);
    const quote = /^["'`]/.exec(raw)?.[0];
    if (quote === undefined) {
      if (/\S#/.test(raw))
        put("is cut at #, which begins a comment; put the value in quotes if # belongs to it");
      else if (/[$]/.test(raw))
        put("has a $ in it, which some programs replace; put the value in single quotes");
      if (/\S["'`]\s*$/.test(raw)) put("has a quote at its end and none in front");
      continue;
    }
    const closing = lines.findIndex((line, nth) =>
      (nth === at ? raw.slice(1) : nth > at ? line : "").includes(quote),
    );
    if (closing === -1)
      put(
        `has an opening quote (${quote}) that is never closed, so the quote is part of the value`,
      );
    else if (closing > at) at = closing;
    else if (quote === '"' && /[$\\]/.test(raw))
      put(
        "has a $ or a backslash in double quotes, which some programs replace; use single quotes",
      );
  }
  return oddities;
}
