/** Which of many dotted ids someone may have meant: by slip of the finger, or by half the id. */
import { distance } from "fastest-levenshtein";

const MOST = 3;

/** @returns the nearest first; empty when nothing is near */
export function nearestWords(typed: string, known: readonly string[]): readonly string[] {
  const wanted = typed.toLowerCase().replaceAll("*", "");
  if (wanted === "") return [];
  const limit = Math.max(2, Math.floor(wanted.length / 4));
  return known
    .filter((id) => id !== typed)
    .map((id) => ({ id, rank: rankOf(wanted, id.toLowerCase(), limit) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ id }) => id);
}

/** Ids that hold what was typed come after slips of one or two letters and before worse ones. */
function rankOf(wanted: string, id: string, limit: number): number {
  const edits = distance(wanted, id);
  if (edits <= 2) return edits;
  if (id.includes(wanted)) return 3;
  const words = wanted.split(/[^a-z0-9]+/).filter((word) => word.length > 2);
  if (words.length > 1 && words.every((word) => id.includes(word))) return 4;
  return edits <= limit ? edits + 4 : Infinity;
}
