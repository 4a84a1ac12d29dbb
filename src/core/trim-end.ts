/** Trims texts at their end in one pass: an expression such as /0+$/ starts again at every character. */

/** @returns the text without the characters at its end that are among these */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
