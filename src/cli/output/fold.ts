/** Long bodies on a terminal: their beginning and how much more there is, so that the rest of what was said stays in sight. */

const MOST_LINES = 60;
const MOST_CHARACTERS = 4_000;

/**
 * @param isSeen on a terminal; a file or a pipe gets all of it
 * @returns a text that is little longer than the limits as it is
 */
export function fold(text: string, isSeen: boolean): string {
  if (!isSeen || text.length <= MOST_CHARACTERS / 2) return text;
  const shown = beginningOf(text);
  const left = text.length - shown.length;
  if (left <= MOST_CHARACTERS / 20) return text;
  return `${shown}\n… ${left} more of ${text.length} characters; written to a file or a pipe (| less), it is whole`;
}

function beginningOf(text: string): string {
  const ahead = text.slice(0, MOST_CHARACTERS);
  const lines = ahead.split("\n");
  const shown = lines.length > MOST_LINES ? lines.slice(0, MOST_LINES).join("\n") : ahead;
  // Half a character would be shown as an escape.
  return shown.replace(/[\ud800-\udbff]$/, "");
}
