/** Columns that text takes on a terminal, and wrapping by them. Expects printable text. */

const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const ASCII = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns of a text without newlines; East Asian wide characters and emoji take two. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return /^\p{M}+$/u.test(grapheme) ? 0 : 1;
}

/** Breaks between words, and inside a word only where it is wider than a line. */
export function wrapWords(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => wrapParagraph(line, width));
}

function wrapParagraph(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/[ \t]+/)) {
    const joined = current === "" ? word : `${current} ${word}`;
    if (displayWidth(joined) <= width) {
      current = joined;
      continue;
    }
    if (current !== "") lines.push(current);
    const pieces = breakLine(word, width);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1) ?? "";
  }
  return [...lines, current];
}

/** Breaks every line at exactly `width` columns, indentation kept: for code and payloads. */
export function wrapColumns(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => breakLine(line.replaceAll("\t", "    "), width));
}

function breakLine(line: string, width: number): string[] {
  if (displayWidth(line) <= width) return [line];
  const lines: string[] = [];
  let current = "";
  let used = 0;
  for (const { segment } of graphemes.segment(line)) {
    const columns = graphemeWidth(segment);
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
