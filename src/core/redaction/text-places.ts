/**
 * Finds `name: value` in texts of any kind: logs, pages, forms in parts, XML, and
 * JSON that is broken or written within a string. Looks at no character more than
 * a bounded number of times, whatever the text.
 */

export interface NamedPlace {
  readonly name: string;
  /** Of the value. */
  readonly start: number;
  readonly end: number;
}

/** In order, none within another. */
export function namedPlaces(
  text: string,
  isWanted: (name: string) => boolean,
): readonly NamedPlace[] {
  const found = [...assignedPlaces(text, isWanted), ...markupPlaces(text, isWanted)];
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let last = 0;
  return found.filter(({ start, end }) => {
    if (start < last) return false;
    last = end;
    return true;
  });
}

/** `?name=value` and `&name=value` of a URL that stands in a text. */
export function queryPlaces(
  text: string,
  isWanted: (name: string) => boolean,
): readonly NamedPlace[] {
  return [...text.matchAll(QUERY_PAIRS)].flatMap(({ 1: name = "", indices }) => {
    const [start, end] = indices?.[2] ?? [0, 0];
    return isWanted(name) ? [{ name, start, end }] : [];
  });
}

const QUERY_PAIRS = /[?&]([\w.[\]-]{1,100})=([^\s"'\\&,;<>#{}]{1,4000})/dg;

const LONGEST_NAME = 100;
const LONGEST_VALUE = 4_000;
/** A quotation mark with the backslashes that JSON within JSON puts before it, read backwards. */
const NAME_BACKWARDS = /^ {0,3}(?:["']\\{0,7})?([\w.[\]-]{1,100})/;
const BEFORE_VALUE = /^>?\s{0,3}(?:(\\{0,7})(["']))?/;
const BARE_VALUE = /^[^\s"'\\&,;<>{}[\]]{1,4000}/;
/** The credential follows upon it. */
const SCHEME = /^(?:Bearer|Basic) {1,3}/i;

/** `"name": "value"`, `\"name\":\"value\"`, `name=value`, `'name' => 'value'` */
function assignedPlaces(text: string, isWanted: (name: string) => boolean): NamedPlace[] {
  const places: NamedPlace[] = [];
  let done = 0;
  for (const { index: at } of text.matchAll(/[:=]/g)) {
    if (at < done) continue;
    const name = nameBefore(text, at);
    if (name === "" || !isWanted(name)) continue;
    const value = valueFrom(text, at + 1);
    if (value.end === value.start) continue;
    places.push({ name, ...value });
    done = value.end;
  }
  return places;
}

function nameBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - LONGEST_NAME - 12), at);
  const [, name = ""] = NAME_BACKWARDS.exec(reversed(before)) ?? [];
  return reversed(name);
}

function reversed(text: string): string {
  let result = "";
  for (let at = text.length - 1; at >= 0; at -= 1) result += text.charAt(at);
  return result;
}

function valueFrom(text: string, from: number): { readonly start: number; readonly end: number } {
  const ahead = text.slice(from, from + LONGEST_VALUE + 20);
  const [before = "", escape = "", quote] = BEFORE_VALUE.exec(ahead) ?? [];
  const scheme = SCHEME.exec(ahead.slice(before.length))?.[0].length ?? 0;
  const start = before.length + scheme;
  const rest = ahead.slice(start);
  const length =
    quote === undefined
      ? lengthOfBare(rest)
      : escape === ""
        ? lengthBeforeQuote(rest, quote)
        : lengthBefore(rest, escape + quote);
  return { start: from + start, end: from + start + length };
}

/** `password: true` says that there is one, and `a wrong secret: 401)` what it was answered. */
const NO_SECRET = /^(?:true|false|null|undefined|none|nil|[1-5]\d\d\)?)$/i;

function lengthOfBare(text: string): number {
  const [value = ""] = BARE_VALUE.exec(text) ?? [];
  return NO_SECRET.test(value) ? 0 : value.length;
}

function lengthBefore(text: string, ending: string): number {
  const at = text.indexOf(ending);
  return at === -1 ? text.length : at;
}

function lengthBeforeQuote(text: string, quote: string): number {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charAt(at) === "\\") at += 1;
    else if (text.charAt(at) === quote) return at;
  }
  return text.length;
}

/** The name first, the value last. */
const MARKUP: readonly RegExp[] = [
  // <name>value
  /<([\w:.-]{1,100})(?:\s[^<>]{0,300})?>([^<>]{1,4000})/dg,
  // name="name" value="value"
  /\bname=["']([\w.[\]-]{1,100})["'][^<>]{0,200}?\bvalue=["']([^"'<>]{1,4000})/dg,
  // a part of a form: Content-Disposition: form-data; name="name"
  /\bname="([^"\r\n]{1,100})"[^\r\n]{0,200}\r?\n(?:[^\r\n]{1,300}\r?\n){0,5}\r?\n([^\r\n]{1,4000})/dg,
  // The same without quotation marks.
  /\bname=([\w.[\]-]{1,100})(?:;[^\r\n]{0,200})?\r?\n(?:[^\r\n]{1,300}\r?\n){0,5}\r?\n([^\r\n]{1,4000})/dg,
];

function markupPlaces(text: string, isWanted: (name: string) => boolean): NamedPlace[] {
  return MARKUP.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ 1: name = "", indices }) => {
      const [start, end] = indices?.[2] ?? [0, 0];
      return isWanted(name) ? [{ name, start, end }] : [];
    }),
  );
}
