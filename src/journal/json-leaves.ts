/** Where each scalar of a JSON text stands, without parsing values: bytes must stay as they are. */

export type LeafPath = readonly (string | number)[];

interface JsonLeaf {
  readonly path: LeafPath;
  /** Of a string, without its quotes. */
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

export interface JsonLeaves {
  readonly leaves: readonly JsonLeaf[];
  /** False when the text is no JSON, or not whole; the leaves before the defect are there. */
  readonly whole: boolean;
}

const DEEPEST = 256;
const SPACES = new Set(" \t\r\n");
const STRING = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const SCALAR = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** @param text bytes as Latin-1, so that positions are byte positions */
export function jsonLeaves(text: string): JsonLeaves {
  const leaves: JsonLeaf[] = [];
  let at = 0;

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  const skipSpaces = () => {
    while (SPACES.has(text.charAt(at))) at += 1;
  };
  const take = (character: string): boolean => {
    skipSpaces();
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  const members = (closing: string, member: (index: number) => boolean): boolean => {
    if (take(closing)) return true;
    for (let index = 0; ; index += 1) {
      if (!member(index)) return false;
      if (take(closing)) return true;
      if (!take(",")) return false;
    }
  };
  const value = (path: LeafPath): boolean => {
    if (path.length > DEEPEST) return false;
    if (take("[")) return members("]", (index) => value([...path, index]));
    if (take("{")) {
      return members("}", () => {
        skipSpaces();
        const key = match(STRING);
        return key !== null && take(":") && value([...path, keyOf(key[0])]);
      });
    }
    skipSpaces();
    const string = match(STRING);
    if (string !== null) {
      leaves.push({
        path,
        start: at - string[0].length + 1,
        end: at - 1,
        quoted: true,
      });
      return true;
    }
    const scalar = match(SCALAR);
    if (scalar === null) return false;
    leaves.push({ path, start: at - scalar[0].length, end: at, quoted: false });
    return true;
  };

  const complete = value([]);
  skipSpaces();
  return { leaves, whole: complete && at === text.length };
}

const PLAIN_KEY = /^"[\x20-\x7e]*"$/;

function keyOf(literal: string): string {
  if (PLAIN_KEY.test(literal) && !literal.includes("\\")) return literal.slice(1, -1);
  const text = Buffer.from(literal, "latin1").toString("utf8");
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
