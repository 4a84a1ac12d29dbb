/**
 * Walks a JSON text once, from its beginning to its end or first fault, and says
 * what stands where. It does not call itself, so that no text is too deep for it.
 * All of this tool's own reading of JSON goes by this walk.
 */

/** Deeper texts are refused: RFC 8259 lets a reader set a limit, and no protocol nests a tenth as deep. */
export const DEEPEST = 256;

/** Offsets are in UTF-16 units; those of a string include its quotes. */
export interface JsonVisitor {
  open(isList: boolean): void;
  close(): void;
  key(start: number, end: number): void;
  scalar(start: number, end: number): void;
}

export interface JsonFault {
  /** `twice`: it is JSON, but a key stands there that its object has already. */
  readonly kind: "syntax" | "depth" | "twice";
  readonly offset: number;
}

/** @returns null when the text is one JSON value from end to end */
export function scanJson(
  text: string,
  visitor: JsonVisitor,
  deepest: number = DEEPEST,
): JsonFault | null {
  const lists: boolean[] = [];
  const cursor: Cursor = { text, at: skipSpace(text, 0) };
  const wrong = (): JsonFault => ({ kind: "syntax", offset: cursor.at });
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      const isList = code === OPEN_LIST;
      if (lists.length >= deepest) return { kind: "depth", offset: cursor.at };
      visitor.open(isList);
      cursor.at = skipSpace(text, cursor.at + 1);
      if (text.charCodeAt(cursor.at) !== (isList ? CLOSE_LIST : CLOSE_OBJECT)) {
        lists.push(isList);
        if (!isList && !takeKey(cursor, visitor)) return wrong();
        continue;
      }
      visitor.close();
      cursor.at = skipSpace(text, cursor.at + 1);
    } else if (!takeScalar(cursor, code, visitor)) return wrong();
    closeEnded(cursor, lists, visitor);
    const isList = lists[lists.length - 1];
    if (isList === undefined) return cursor.at === text.length ? null : wrong();
    if (text.charCodeAt(cursor.at) !== COMMA) return wrong();
    cursor.at = skipSpace(text, cursor.at + 1);
    if (!isList && !takeKey(cursor, visitor)) return wrong();
  }
}

interface Cursor {
  readonly text: string;
  /** No white space stands there. */
  at: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** A value has ended; so may what holds it. */
function closeEnded(cursor: Cursor, lists: boolean[], visitor: JsonVisitor): void {
  for (;;) {
    const isList = lists[lists.length - 1];
    if (isList === undefined) return;
    if (cursor.text.charCodeAt(cursor.at) !== (isList ? CLOSE_LIST : CLOSE_OBJECT)) return;
    lists.pop();
    visitor.close();
    cursor.at = skipSpace(cursor.text, cursor.at + 1);
  }
}

function takeKey(cursor: Cursor, visitor: JsonVisitor): boolean {
  const { text, at } = cursor;
  const end = text.charCodeAt(at) === QUOTE ? stringEnd(text, at) : NOWHERE;
  if (end === NOWHERE) return false;
  cursor.at = skipSpace(text, end);
  if (text.charCodeAt(cursor.at) !== COLON) return false;
  visitor.key(at, end);
  cursor.at = skipSpace(text, cursor.at + 1);
  return true;
}

function takeScalar(cursor: Cursor, code: number, visitor: JsonVisitor): boolean {
  const { text, at } = cursor;
  const end = code === QUOTE ? stringEnd(text, at) : literalEnd(text, at);
  if (end === NOWHERE) return false;
  visitor.scalar(at, end);
  cursor.at = skipSpace(text, end);
  return true;
}

const NOWHERE = -1;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < 0x20) return NOWHERE;
    at = code === BACKSLASH ? matchEnd(ESCAPE, text, at) : at + 1;
    if (at === NOWHERE) return NOWHERE;
  }
  return NOWHERE;
}

function literalEnd(text: string, start: number): number {
  return matchEnd(LITERAL, text, start);
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : NOWHERE;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}

/** @param start of a string with its quotes, known to be one */
export function stringAt(text: string, start: number, end: number): string {
  const plain = text.slice(start + 1, end - 1);
  return plain.includes("\\") ? String(JSON.parse(text.slice(start, end))) : plain;
}
