/** A rate limit, as any front may have one. */
import type { Answer } from "./serve.js";

/** At most so many requests in so long; the others are told to come again. */
export function limited(count: number, windowMs: number): () => Answer | undefined {
  const asked: number[] = [];
  return () => {
    const now = Date.now();
    while (asked[0] !== undefined && asked[0] <= now - windowMs) asked.shift();
    if (asked.length >= count)
      return { status: 429, headers: { "Retry-After": "1" }, body: { error: "too many" } };
    asked.push(now);
    return undefined;
  };
}
