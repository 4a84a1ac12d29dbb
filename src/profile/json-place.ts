/**
 * Finds where a text stops being JSON, or says one thing twice. JSON.parse
 * knows the first, but often says it only by quoting the text, which may hold
 * what must not be shown; of a key that stands twice it quietly takes the last.
 */

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;

export interface JsonPlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column: number;
  /** What stands there, in words; no more of the text than one character, or a key's name. */
  readonly found: string;
  /** It is JSON, but a key stands there that its object has already. */
  readonly isTwice: boolean;
}

/** @returns null when the text is JSON, each key once in its object */
export function findJsonError(text: string): JsonPlace | null {
  const error = errorIn(text);
  if (error === null) return null;
  const before = text.slice(0, error.offset).split("\n");
  return {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    found: error.twice === null ? describe(text.slice(error.offset)) : describeKey(error.twice),
    isTwice: error.twice !== null,
  };
}

/** Long or odd, it may be a value that slipped: a secret, even. */
function describeKey(key: string): string {
  return `${/^[\w$.-]{1,40}$/.test(key) ? `the key "${key}"` : "a key"} stands twice in one object`;
}

function describe(rest: string): string {
  if (rest === "") return "the text ends too early";
  if (rest.startsWith('"')) {
    return "a quoted text stands where none can be, or is not closed or not escaped correctly";
  }
  return `${JSON.stringify(String.fromCodePoint(rest.codePointAt(0) ?? 0))} is not expected here`;
}

interface JsonError {
  readonly offset: number;
  /** The key that stands there a second time; null where the text is no JSON. */
  readonly twice: string | null;
}

/** Walks the text once; `open` holds what is not closed yet: a list, or the keys of an object. */
function errorIn(text: string): JsonError | null {
  const open: ("list" | Set<string>)[] = [];
  let at = 0;
  const wrong = () => ({ offset: at, twice: null });
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const takeMark = (mark: string): boolean => {
    take(SPACE);
    if (text[at] !== mark) return false;
    at += 1;
    return true;
  };
  const takeKey = (keys: Set<string>): JsonError | null => {
    take(SPACE);
    const offset = at;
    if (!take(STRING)) return wrong();
    const key = JSON.parse(text.slice(offset, at)) as string;
    if (!takeMark(":")) return wrong();
    if (keys.has(key)) return { offset, twice: key };
    keys.add(key);
    return null;
  };
  for (;;) {
    // A value begins here.
    take(SPACE);
    if (takeMark("{")) {
      if (!takeMark("}")) {
        const keys = new Set<string>();
        open.push(keys);
        const error = takeKey(keys);
        if (error !== null) return error;
        continue;
      }
    } else if (takeMark("[")) {
      if (!takeMark("]")) {
        open.push("list");
        continue;
      }
    } else if (!take(STRING) && !take(SCALAR)) return wrong();
    // A value has ended; so may what holds it.
    for (;;) {
      const holder = open.at(-1);
      if (holder === undefined) {
        take(SPACE);
        return at === text.length ? null : wrong();
      }
      if (takeMark(",")) {
        const error = holder === "list" ? null : takeKey(holder);
        if (error !== null) return error;
        break;
      }
      if (!takeMark(holder === "list" ? "]" : "}")) return wrong();
      open.pop();
    }
  }
}
