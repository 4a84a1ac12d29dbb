/** The Link header (RFC 8288), as far as paging needs it. */
import type { HeaderPair } from "../../core/http.js";

const LINK = /<([^>]*)>((?:\s*;\s*[\w*!#$&+.^`|~-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s,;"]+))?)*)/g;
const RELATION = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s,;"]+))/i;

/** @returns the target of the first link with this relation, as written; null where there is none */
export function linkTarget(headers: readonly HeaderPair[], relation: string): string | null {
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== "link") continue;
    for (const [, target = "", parameters = ""] of value.matchAll(LINK)) {
      const match = RELATION.exec(parameters);
      const relations = (match?.[1] ?? match?.[2] ?? "").toLowerCase().split(/\s+/);
      if (relations.includes(relation) && target !== "") return target;
    }
  }
  return null;
}
