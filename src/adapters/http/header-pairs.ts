/** Node's flat list of raw headers, as pairs, in their order and case. */
import type { HeaderPair } from "../../core/http.js";

export function headerPairs(raw: readonly string[]): readonly HeaderPair[] {
  return Array.from(
    { length: raw.length >> 1 },
    (_, at) => [raw[at * 2] ?? "", raw[at * 2 + 1] ?? ""] as const,
  );
}
