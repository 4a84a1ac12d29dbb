/** Which of its rows a drawn source gives for a request. */
import type { Drawn } from "./draw.js";
import { AT } from "./model.js";

export const PAGE = 4;
/** Of a source that gives no more than so many rows of a range. */
const BOUND = 1000;

export interface Page {
  readonly from: number;
  readonly size: number;
  readonly until: number;
}

/** What a request asks for. */
export function pageSizeOf({ fault }: Drawn): number {
  return fault === "bounded" ? 100 : PAGE;
}

/** A row that is listed, and belongs to another game: it is left out of its page. */
const OTHER = Symbol("other");

export function isOwn(row: object): boolean {
  return !(OTHER in row);
}

export function rowsFor(
  { fault, paging }: Drawn,
  records: readonly object[],
  query: URLSearchParams,
): readonly object[] {
  const [from, to] = [query.get("from"), query.get("to")];
  const [fromMs, toMs] = [Date.parse(from ?? ""), Date.parse(to ?? "")];
  const asked = records.filter((record) => {
    const ms = AT in record ? Number(record[AT]) : 0;
    return !(ms < fromMs || ms >= toMs);
  });
  if (fault === "bounded") return asked.slice(0, BOUND);
  // Where the last record leads on, an empty page is the end.
  const isFiltered = fault === "filtered-pages" && paging !== "last-id";
  if (!isFiltered || asked.length < PAGE) return asked;
  const others = Array.from({ length: PAGE + 1 }, (_, at) => ({ id: `X-${at}`, [OTHER]: true }));
  return [...asked.slice(0, PAGE - 1), ...others, ...asked.slice(PAGE - 1)];
}

export function pageOf(drawn: Drawn, rows: readonly object[], query: URLSearchParams): Page {
  const { fault, paging } = drawn;
  const least = ["small-pages", "capped-pages"].includes(fault) ? PAGE - 1 : pageSizeOf(drawn);
  const size = paging === "none" ? rows.length : least;
  // One of them still counts its pages by what is asked for.
  const counted = fault === "capped-pages" ? Number(query.get("size") ?? size) : size;
  const start = startOf(drawn, rows, query, counted);
  const last = Math.max(0, Math.ceil(rows.length / counted) - 1) * counted;
  const isAgain = fault === "last-again" && /^(?:page|offset)/.test(paging);
  const from = isAgain ? Math.min(start, last) : start;
  return { from, size, until: from + size };
}

function startOf(
  { fault, paging }: Drawn,
  rows: readonly object[],
  query: URLSearchParams,
  size: number,
): number {
  const first = fault === "counts-from-0" ? 0 : 1;
  if (paging.startsWith("page")) return (Number(query.get("page")) - first) * size;
  if (paging.startsWith("offset")) return Number(query.get("skip"));
  const token = query.get("token");
  if (token === null) return 0;
  if (paging === "last-time")
    return rows.findLastIndex((row) => "at" in row && String(row.at) === token) + 1;
  const isNamed = (row: object) => "id" in row && row.id === token;
  // What an opaque token passes over, no client can see.
  const isBehindAll = fault === "pieces-skipped" && paging === "last-id";
  return (isBehindAll ? rows.findLastIndex(isNamed) : rows.findIndex(isNamed)) + 1;
}
