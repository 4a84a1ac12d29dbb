/**
 * JSON as text: read without losing how numbers are written or in which order
 * keys stand, and written again the way one library or another would.
 */

export type JsonNode =
  | {
      readonly kind: "object";
      readonly members: readonly (readonly [string, JsonNode])[];
    }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  | { readonly kind: "string"; readonly value: string }
  /** A number, `true`, `false` or `null`, as written. */
  | { readonly kind: "literal"; readonly text: string };

/** Deeper texts are not read: nobody sends them, and recursion has an end. */
const MAX_DEPTH = 200;

/** @returns null when the text is no JSON, or too deep */
export function readJsonText(text: string): JsonNode | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return readValue({ text, at: 0 }, 0);
}

interface Cursor {
  readonly text: string;
  at: number;
}

const STRING = /"(?:[^"\\]|\\.)*"/y;
const LITERAL = /[^\s,\]}]+/y;

// The text is known to be valid, so the readers below need not check.
function readValue(cursor: Cursor, depth: number): JsonNode | null {
  if (depth > MAX_DEPTH) return null;
  switch (peek(cursor)) {
    case "{":
      return readObject(cursor, depth);
    case "[":
      return readArray(cursor, depth);
    case '"':
      return { kind: "string", value: readString(cursor) };
    default:
      return { kind: "literal", text: take(cursor, LITERAL) };
  }
}

function readObject(cursor: Cursor, depth: number): JsonNode | null {
  const members: [string, JsonNode][] = [];
  cursor.at += 1;
  while (peek(cursor) !== "}") {
    const key = readString(cursor);
    peek(cursor);
    cursor.at += 1; // the colon
    const value = readValue(cursor, depth + 1);
    if (value === null) return null;
    members.push([key, value]);
    if (peek(cursor) === ",") cursor.at += 1;
    peek(cursor);
  }
  cursor.at += 1;
  return { kind: "object", members };
}

function readArray(cursor: Cursor, depth: number): JsonNode | null {
  const items: JsonNode[] = [];
  cursor.at += 1;
  while (peek(cursor) !== "]") {
    const item = readValue(cursor, depth + 1);
    if (item === null) return null;
    items.push(item);
    if (peek(cursor) === ",") cursor.at += 1;
  }
  cursor.at += 1;
  return { kind: "array", items };
}

function readString(cursor: Cursor): string {
  return JSON.parse(take(cursor, STRING)) as string;
}

/** The next character that is no white space. */
function peek(cursor: Cursor): string {
  while (isSpace(cursor.text.charCodeAt(cursor.at))) cursor.at += 1;
  return cursor.text.charAt(cursor.at);
}

/** Space, tab, line feed, carriage return. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function take(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0] ?? "";
  cursor.at += found.length;
  return found;
}

/** Where white space goes. */
export interface JsonLayout {
  readonly colon: string;
  readonly comma: string;
  /** One level's indentation; null keeps everything on one line. */
  readonly indent: string | null;
  /** Jackson leaves arrays on their line and puts spaces into brackets. */
  readonly inlineArrays?: true;
}

export interface JsonStyle {
  readonly layout: JsonLayout;
  /** Rewrites a string as JSON.stringify wrote it, quotes included. */
  readonly escape: (quoted: string) => string;
  readonly sortKeys?: boolean;
  /** Numbers as JavaScript writes them: `10.0` becomes `10`. */
  readonly plainNumbers?: boolean;
}

export function renderJson(node: JsonNode, style: JsonStyle): string {
  return render(node, style, 0);
}

function render(node: JsonNode, style: JsonStyle, depth: number): string {
  switch (node.kind) {
    case "string":
      return style.escape(JSON.stringify(node.value));
    case "literal":
      return style.plainNumbers === true && /^[-\d]/.test(node.text)
        ? String(Number(node.text))
        : node.text;
    case "array":
      return renderArray(node.items, style, depth);
    case "object": {
      const members = style.sortKeys === true ? sorted(node.members) : node.members;
      const parts = members.map(
        ([key, value]) =>
          style.escape(JSON.stringify(key)) + style.layout.colon + render(value, style, depth + 1),
      );
      return enclose("{", "}", parts, style.layout, depth);
    }
  }
}

function renderArray(items: readonly JsonNode[], style: JsonStyle, depth: number): string {
  if (style.layout.inlineArrays !== true) {
    const parts = items.map((item) => render(item, style, depth + 1));
    return enclose("[", "]", parts, style.layout, depth);
  }
  const parts = items.map((item) => render(item, style, depth));
  return parts.length === 0 ? "[ ]" : `[ ${parts.join(", ")} ]`;
}

function enclose(
  open: string,
  close: string,
  parts: readonly string[],
  layout: JsonLayout,
  depth: number,
): string {
  if (parts.length === 0) {
    return layout.inlineArrays === true ? `${open} ${close}` : open + close;
  }
  if (layout.indent === null) return open + parts.join(layout.comma) + close;
  const inner = `\n${layout.indent.repeat(depth + 1)}`;
  const outer = `\n${layout.indent.repeat(depth)}`;
  return open + inner + parts.join(layout.comma + inner) + outer + close;
}

function sorted(
  members: readonly (readonly [string, JsonNode])[],
): readonly (readonly [string, JsonNode])[] {
  return [...members].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Writes characters as `\uXXXX`. */
export function unicodeEscape(char: string, upperCase = false): string {
  const hex = char.charCodeAt(0).toString(16).padStart(4, "0");
  return `\\u${upperCase ? hex.toUpperCase() : hex}`;
}
