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

/**
 * Where a page says that it is the last, or is short, the next one may be asked for all
 * the same: some servers say so too early, or leave records out of a page that they have
 * cut already, and a whole page of them is empty then.
 *
 * @param more the next page; `probing` where it should lie past the end
 */
export function turnCounted(
  { limit, more: morePath }: CountedPaging,
  page: PageSeen,
  more: (probing: boolean) => PageTurn,
): PageTurn {
  const { total, received, count, body } = page;
  const seen = received + count;
  const isFull = isFullPage(limit, page);
  if (isLast(body, morePath)) {
    if (total !== null && seen < total) return endsEarly(seen, total);
    return isFull && total === null ? more(true) : END;
  }
  // A total below what has come counts something else, such as the page: it ends nothing.
  if (total !== null && seen <= total) {
    if (seen < total) return count > 0 ? more(false) : endsEarly(seen, total);
    // So may one that has just been reached, and some servers count no further: the next page tells.
    return isFull ? more(true) : END;
  }
  if (count === 0) return total === null && isLookedBehind(page) ? more(true) : END;
  return more(limit !== undefined && !isFull);
}

/** In a row, of a server that was seen to leave records out of pages which are cut already. */
const MOST_EMPTY = 5;

/** Behind an empty page, which the server may have emptied itself; one that begins a list is not looked behind unless it is probed. */
function isLookedBehind({ probing, pages, emptyPages, leavesOut }: PageSeen): boolean {
  if (!probing && pages === 0) return false;
  return emptyPages < (leavesOut ? MOST_EMPTY : 1);
}

/** By what is asked for; where the server gives what it likes, by what it gave, or by numbers that it may like. */
function isFullPage(limit: CountedPaging["limit"], { count, received, pages }: PageSeen): boolean {
  if (limit !== undefined) return count >= Number(limit);
  return pages > 0 ? count * pages >= received : count > 0 && isRoundSize(count);
}

/** Of a page, or of a list that a server cuts off. */
export function isRoundSize(count: number): boolean {
  return count % 10 === 0 || count % 25 === 0 || Number.isInteger(Math.log2(count));
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
