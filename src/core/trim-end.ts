/**
 * Cuts characters off the end of a text, looking at each once, however long the text is.
 *
 * @param characters each of them is cut
 */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
