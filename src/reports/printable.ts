/**
 * Makes text that a target wrote safe to look at: nothing invisible, nothing
 * that moves a cursor. Escaping for a given format comes on top, in the format.
 */

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

/**
 * Writes out control, format and bidirectional characters, lone surrogates and
 * noncharacters as `\u001b`; keeps tabs and newlines.
 *
 * @returns text that is also clean XML 1.0
 */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (character) =>
    character === "\n" || character === "\t" ? character : escapeCharacter(character),
  );
}

/** The same on one line, runs of white space being one space. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, " ")).trim();
}

/** One line with its spaces as they are, newlines written as \n: for headers and URLs. */
export function exactLine(text: string): string {
  return printable(text).replaceAll("\n", "\\n");
}

function escapeCharacter(character: string): string {
  if (character === "\r") return "\\r";
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
}

export interface CutText {
  readonly text: string;
  /** Bytes of UTF-8 that were left out; 0 when nothing was. */
  readonly omittedBytes: number;
}

/** Keeps the first `limitBytes` of a text's UTF-8, never half a character. */
export function cutToBytes(text: string, limitBytes: number): CutText {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= limitBytes) return { text, omittedBytes: 0 };
  let end = limitBytes;
  // 0b10xxxxxx continues a character that began before the cut.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return {
    text: bytes.toString("utf8", 0, end),
    omittedBytes: bytes.length - end,
  };
}

/** One line of at most `limit` characters, an ellipsis standing for the rest. */
export function shortLine(text: string, limit: number): string {
  const characters = Array.from(oneLine(text.slice(0, limit * 8)));
  if (characters.length <= limit) return characters.join("");
  return `${characters.slice(0, limit - 1).join("")}…`;
}
