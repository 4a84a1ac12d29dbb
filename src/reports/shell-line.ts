/** Breaks a long shell line so that it fits a terminal and can still be copied and run. */
import { displayWidth } from "./text-width.js";

type Quoting = "none" | "single" | "double" | "dollar";

const WORD_GAP = " \\\n  ";

/**
 * Puts backslash-newlines between words and, where one word is wider than the
 * line, inside it: the shell joins the pieces again, so nothing may be indented.
 *
 * @param line POSIX shell; `$'…'` quoting is understood
 */
export function wrapShellLine(line: string, columns: number): string {
  let output = "";
  let used = 0;
  for (const word of shellWords(line)) {
    const firstLine = word.split("\n", 1)[0] ?? "";
    const width = displayWidth(firstLine);
    if (output !== "") {
      const fits = used + 1 + width <= columns - 2;
      output += fits ? " " : WORD_GAP;
      used = fits ? used + 1 : 2;
    }
    const broken = breakWord(word, used, columns);
    output += broken.text;
    used = broken.used;
  }
  return output;
}

/** Splits at unquoted spaces; every word keeps its quotes. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  let word = "";
  for (const { unit, quoting } of shellUnits(line)) {
    if (unit === " " && quoting === "none") {
      if (word !== "") words.push(word);
      word = "";
    } else {
      word += unit;
    }
  }
  return word === "" ? words : [...words, word];
}

function breakWord(word: string, start: number, columns: number): { text: string; used: number } {
  let text = "";
  let used = start;
  for (const { unit, quoting } of shellUnits(word)) {
    if (unit.endsWith("\n")) {
      text += unit;
      used = 0;
      continue;
    }
    const width = displayWidth(unit);
    // Room for a closing quote, a backslash, and the backslash between words.
    if (used + width > columns - 4) {
      text += BREAK[quoting];
      used = quoting === "single" ? 1 : quoting === "dollar" ? 2 : 0;
    }
    text += unit;
    used += width;
  }
  return { text, used };
}

const BREAK: Record<Quoting, string> = {
  none: "\\\n",
  double: "\\\n",
  single: "'\\\n'",
  dollar: "'\\\n$'",
};

interface Unit {
  /** A character, or an escape or opening quote that must stay in one piece. */
  readonly unit: string;
  /** What the shell is inside of just before this unit. */
  readonly quoting: Quoting;
}

const OUTSIDE = /\$'|\\[\s\S]|\$\w+|\$\{\w+\}|[\s\S]/uy;
const IN_DOLLAR =
  /\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[\s\S])|[\s\S]/uy;
const IN_DOUBLE = /\\[\s\S]|\$\w+|\$\{\w+\}|[\s\S]/uy;
const IN_SINGLE = /[\s\S]/uy;

const PATTERN: Record<Quoting, RegExp> = {
  none: OUTSIDE,
  single: IN_SINGLE,
  double: IN_DOUBLE,
  dollar: IN_DOLLAR,
};

function* shellUnits(line: string): Generator<Unit> {
  let state: Quoting = "none";
  let at = 0;
  while (at < line.length) {
    const pattern = PATTERN[state];
    pattern.lastIndex = at;
    const unit = pattern.exec(line)?.[0] ?? line.charAt(at);
    at += unit.length;
    yield { unit, quoting: state };
    state = nextQuoting(state, unit);
  }
}

function nextQuoting(state: Quoting, unit: string): Quoting {
  if (state === "none") {
    if (unit === "'") return "single";
    if (unit === '"') return "double";
    return unit === "$'" ? "dollar" : "none";
  }
  const closing = state === "double" ? '"' : "'";
  return unit === closing ? "none" : state;
}
