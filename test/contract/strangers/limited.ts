/** A rate limit, as any front may have one. */
import type { Answer } from "./serve.js";

/** What proxies say to those who come too often. */
const TOO_MANY: Answer = {
  status: 429,
  headers: { "Retry-After": "1" },
  body: { error: "too many" },
};
export const BUSY: Answer = {
  status: 503,
  headers: { "Content-Type": "text/html" },
  body: "<h1>503 Service Temporarily Unavailable</h1>",
};

/** At most so many requests in so long; the others are told to come again. */
export function limited(
  count: number,
  windowMs: number,
  others: Answer = TOO_MANY,
): () => Answer | undefined {
  const asked: number[] = [];
  return () => {
    const now = Date.now();
    while (asked[0] !== undefined && asked[0] <= now - windowMs) asked.shift();
    if (asked.length >= count) return others;
    asked.push(now);
    return undefined;
  };
}
