/**
 * Finds where a text stops being JSON. JSON.parse knows, but often says only
 * by quoting the text, which may hold what must not be shown.
 */

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR =
  /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;

export interface JsonPlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column: number;
  /** What stands there, in words; no more of the text than one character. */
  readonly found: string;
}

/** @returns null when the text is JSON */
export function findJsonError(text: string): JsonPlace | null {
  const offset = errorOffset(text);
  if (offset === null) return null;
  const before = text.slice(0, offset).split("\n");
  return {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    found: describe(text.slice(offset)),
  };
}

function describe(rest: string): string {
  if (rest === "") return "the text ends too early";
  if (rest.startsWith('"')) {
    return "a quoted text stands where none can be, or is not closed or not escaped rightly";
  }
  return `${JSON.stringify(String.fromCodePoint(rest.codePointAt(0) ?? 0))} is not expected here`;
}

/** Walks the text once; `open` holds the brackets that are not closed yet. */
function errorOffset(text: string): number | null {
  const open: ("{" | "[")[] = [];
  let at = 0;
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
  const takeKey = (): boolean => {
    take(SPACE);
    return take(STRING) && takeMark(":");
  };
  for (;;) {
    // A value begins here.
    take(SPACE);
    if (takeMark("{")) {
      if (!takeMark("}")) {
        open.push("{");
        if (!takeKey()) return at;
        continue;
      }
    } else if (takeMark("[")) {
      if (!takeMark("]")) {
        open.push("[");
        continue;
      }
    } else if (!take(STRING) && !take(SCALAR)) return at;
    // A value has ended; so may what holds it.
    for (;;) {
      const holder = open.at(-1);
      if (holder === undefined) {
        take(SPACE);
        return at === text.length ? null : at;
      }
      if (takeMark(",")) {
        if (holder === "{" && !takeKey()) return at;
        break;
      }
      if (!takeMark(holder === "{" ? "}" : "]")) return at;
      open.pop();
    }
  }
}
