/** The same header stands in a thousand messages: what was found in it once is kept. */

const LONGEST_KEPT = 300;
const MOST_KEPT = 500;

/** @param find gives the same for the same text, always; long texts are hardly ever the same */
export function keepingResults<Result>(find: (text: string) => Result): (text: string) => Result {
  const kept = new Map<string, Result>();
  return (text) => {
    if (text.length > LONGEST_KEPT) return find(text);
    const before = kept.get(text);
    if (before !== undefined) return before;
    const found = find(text);
    if (kept.size === MOST_KEPT) kept.clear();
    kept.set(text, found);
    return found;
  };
}
