/** Columns that text takes on a terminal, and wrapping by them. Expects printable text. */
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import { once } from "../core/memoize.js";

/** What this tool prints itself: a column each. */
const NARROW = /^[\x20-\x7e·…←→]*$/;

/** Columns of a text without newlines; East Asian wide characters and emoji take two. */
export function displayWidth(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** Breaks between words, and inside a word only where it is wider than a line. */
export function wrapWords(text: string, width: number): string[] {
  const spaced = text.replaceAll(/[ \t]+/g, " ");
  return wrapAnsi(spaced, width, { hard: true, wordWrap: true }).split("\n");
}

/**
 * Breaks every line at exactly `width` columns, indentation kept: for code and
 * payloads, whose characters stay as they are (wrap-ansi composes them anew).
 */
export function wrapColumns(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => breakLine(line.replaceAll("\t", "    "), width));
}

const graphemes = once(() => new Intl.Segmenter("en", { granularity: "grapheme" }));

function breakLine(line: string, width: number): string[] {
  if (displayWidth(line) <= width) return [line];
  const lines: string[] = [];
  let current = "";
  let used = 0;
  for (const { segment } of graphemes().segment(line)) {
    const columns = displayWidth(segment);
    if (used + columns > width && current !== "") {
      lines.push(current);
      current = "";
      used = 0;
    }
    current += segment;
    used += columns;
  }
  return [...lines, current];
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}
