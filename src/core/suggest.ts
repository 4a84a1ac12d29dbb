/** "Did you mean …": the known word nearest to a mistyped one. */
import { distance } from "fastest-levenshtein";

/**
 * @returns the nearest known word, never the typed one itself; null when none is near enough to be a slip
 */
export function nearestWord(typed: string, known: Iterable<string>): string | null {
  const limit = Math.max(2, Math.floor(typed.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const word of known) {
    if (word === typed) continue;
    const edits = distance(typed.toLowerCase(), word.toLowerCase());
    if (edits < bestDistance) {
      best = word;
      bestDistance = edits;
    }
  }
  return best;
}

/** A hint that names the nearest known word, or lists them all when few. */
export function suggestionHint(typed: string, known: readonly string[]): string {
  const near = nearestWord(typed, known);
  if (near !== null) return `Did you mean "${near}"?`;
  return known.length > 40 ? "" : `Known: ${known.join(", ")}.`;
}
