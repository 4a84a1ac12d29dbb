/** When pages that the gateway counts itself, by number or offset, are at their end. */
import { jsonNumber, type JsonValue, scalarText } from "../../../core/json/value.js";
import { valueAt } from "../../../core/json/path.js";
import { type GivenPage, type PageMarks } from "./page-server.js";
import { anomaly, END, isLast, type Pager, type PageSeen, type PageTurn } from "./pager.js";

export const TOTAL_KEY = {
  holds: "path",
  about: "Path of the number of records in the reply.",
  isOptional: true,
  isTotal: true,
} as const;

export const MORE_KEY = {
  holds: "path",
  about: "Path that is false on the last page.",
  isOptional: true,
} as const;

interface CountedPaging {
  readonly limit?: number | string;
  readonly total?: string;
  readonly more?: string;
}

export function totalAt(path: string | undefined): Pager["total"] {
  return ({ body }) => (path === undefined ? null : scalarText(valueAt(body, path)));
}

/** @param more the next page; `probing` where it should lie past the end */
export function turnCounted(
  { limit, more: morePath }: CountedPaging,
  { total, received, count, body }: PageSeen,
  more: (probing: boolean) => PageTurn,
): PageTurn {
  const seen = received + count;
  const isFull = limit !== undefined && count >= Number(limit);
  if (isLast(body, morePath)) {
    return total !== null && seen < total ? endsEarly(seen, total) : END;
  }
  // A total below what has come counts something else, such as the page: it ends nothing.
  if (total !== null && seen <= total) {
    if (seen < total) return count > 0 ? more(false) : endsEarly(seen, total);
    // So may one that has just been reached, and some servers count no further: the next page tells.
    return isFull ? more(true) : END;
  }
  if (count === 0) return END;
  return more(limit !== undefined && !isFull);
}

function endsEarly(seen: number, total: number): PageTurn {
  return anomaly("ends-before-total", `an empty page after ${seen} of ${total} records`);
}

export function countedMarks({ total, more }: CountedPaging, page: GivenPage): PageMarks {
  const fields: Record<string, JsonValue> = {};
  if (total !== undefined) fields[total] = jsonNumber(String(page.total));
  if (more !== undefined) fields[more] = page.next !== null;
  return { fields, headers: [] };
}
