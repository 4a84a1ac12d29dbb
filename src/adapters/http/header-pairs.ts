/** Node's flat list of raw headers, as pairs, in their order and case. */
import type { HeaderPair } from "../../core/http.js";

export function headerPairs(raw: readonly string[]): readonly HeaderPair[] {
  const pairs: HeaderPair[] = [];
  for (let at = 1; at < raw.length; at += 2) pairs.push([raw[at - 1] ?? "", raw[at] ?? ""]);
  return pairs;
}
