/** Whether the end of a window's pages is one that can be believed. */
import type { HeaderPair } from "../../core/http.js";
import type { JsonValue } from "../../core/json/value.js";
import { valueAt, valuesAt } from "../../core/json/path.js";
import type { PaymentSource } from "./mapping.js";
import { pagingPaths } from "./paging.js";
import { headerPath, LINK, type ReplySigns } from "./reply-signs.js";
import { pagingOf } from "./request.js";

/** The last page of a window, and what came before it. */
export interface WindowEnd {
  readonly signs: ReplySigns;
  readonly status: number;
  readonly body: JsonValue;
  readonly headers: readonly HeaderPair[];
  /** Records on this page. */
  readonly count: number;
  /** Records of the window, this page included. */
  readonly received: number;
  /** Pages of the window, this one included. */
  readonly pages: number;
}

/** @returns in words, what speaks against the end; nothing where all agrees */
export function endDoubts(source: PaymentSource, end: WindowEnd): readonly string[] {
  const { signs, received, pages, status } = end;
  const paging = pagingOf(source);
  const own = new Set(pagingPaths(paging).values());
  const header = paging.kind === "cursor" && paging.header !== undefined ? paging.header : null;
  const isFollowed = (path: string) =>
    own.has(path) ||
    (path === LINK && paging.kind === "link") ||
    (header !== null && path === headerPath(header));
  const next = signs.next.find(({ path }) => !isFollowed(path));
  // Where the gateway counts pages, a total that is not reached has the window polled again.
  const isCounted = paging.kind === "page" || paging.kind === "offset";
  const partial = status === 206 && paging.kind === "none" && signs.total === null;
  const doubts = [
    signs.more === null ? null : `${signs.more}, and the profile follows nothing there`,
    next === undefined || signs.isEnd
      ? null
      : `${next.path === LINK ? "the Link header" : `"${next.path}"`} names a next page, which the profile does not follow`,
    isCounted || signs.total === null || signs.total.count <= received
      ? null
      : `${signs.total.place} says ${signs.total.count} records, and ${received} came`,
    // Pages are counted from 1, or from 0 by their last one: either way these are too few.
    signs.totalPages === null || signs.totalPages.count <= pages
      ? null
      : `${signs.totalPages.place} says ${signs.totalPages.count} pages, and ${pages} were read`,
    received === 0 && signs.unsure !== null && source.success === undefined
      ? `${signs.unsure}, and nothing says whether that is success: name it in payments.source.success`
      : null,
    received === 0 ? withoutList(source, end) : null,
    partial ? "HTTP 206: the reply is a part of the whole" : null,
    fullPage(source, end),
  ];
  return doubts.filter((doubt) => doubt !== null);
}

/** What the profile calls success is believed, unless the message says that it is too early. */
function withoutList(source: PaymentSource, { signs, body }: WindowEnd): string | null {
  const { message } = signs;
  if (message === null || (source.success !== undefined && !message.isNotYet)) return null;
  if (valuesAt(body, source.records ?? "").some((value) => value !== null)) return null;
  const again = message.isNotYet ? "ask again later, or " : "";
  return `there is no list, and ${message.text}: ${again}where that is how the source says that there are none, name it in ${querySection(source)}.empty, such as {"path":"message","equals":"no data"}`;
}

const SIZE_NAME =
  /^(?:\$?top|limit|size|rows|take|count|cnt|num|display|fetch|(?:page|per|max|batch|list|rows?|num|rec(?:ord)?)[-_]?(?:size|page|results|items|count|cnt|rows|num|per[-_]?page))$|^num[-_]?of[-_]?rows$|^rows[-_]?per[-_]?page$/i;

function sizeParameter({ params = {} }: PaymentSource) {
  return Object.entries(params).find(([name]) => SIZE_NAME.test(name));
}

/** How many records a page is asked to hold, where a fixed parameter says so. */
export function askedSize(source: PaymentSource): number | null {
  const size = Number(sizeParameter(source)?.[1]);
  return size > 0 ? size : null;
}

/** As many records as were asked for, where nothing says that there are no more. */
function fullPage(
  source: PaymentSource,
  { signs, body, count, received }: WindowEnd,
): string | null {
  const paging = pagingOf(source);
  if (paging.kind === "page" || paging.kind === "offset" || signs.isEnd) return null;
  if (signs.total !== null || signs.totalPages !== null) return null;
  const asked = sizeParameter(source);
  if (asked === undefined || count === 0 || count < Number(asked[1])) return null;
  const saysNext = [...pagingPaths(paging).values()].some(
    (path) => valueAt(body, path) !== undefined,
  );
  if (saysNext || (paging.kind === "link" && received > count)) return null;
  return `the last page is as full as ${asked[0]}=${String(asked[1])} lets it be, and nothing says that it is the last`;
}

/** Where the profile has it. */
export function querySection(source: PaymentSource): string {
  return source.refund?.every === true ? "payments.refunds.source" : "payments.source";
}

/** A source that always names another page is never walked to its end. */
const MOST_PAGES = 100_000;

/** Of one window. */
export function mostPagesOf({ maxPages = MOST_PAGES }: PaymentSource): number {
  return maxPages;
}

/** Where as many have come, and the last names another. */
export function tooManyPages(source: PaymentSource): string {
  return `${mostPagesOf(source)} pages of one window came, and the source names still another: there may be more payments (${querySection(source)}.maxPages)`;
}
