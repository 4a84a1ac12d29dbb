/** Results kept for the few inputs that come again and again, in bounded memory. */
import { ownText } from "./own-text.js";

const MOST_KEPT = 1_000;

/** A value that is dear to make and never changes: made when it is first asked for. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

/**
 * The same function, which answers what it was asked before without working it out.
 *
 * @param compute depends on its argument alone
 * @param longest of which the answer is kept, in characters
 */
export function memoize<Result>(
  compute: (text: string) => Result,
  longest = Number.POSITIVE_INFINITY,
): (text: string) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (text) => {
    if (text.length > longest) return compute(text);
    const before = known.get(text);
    if (before !== undefined) return before.result;
    const result = compute(text);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(ownText(text), { result });
    return result;
  };
}
