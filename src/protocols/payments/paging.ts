/**
 * Walking through a window's pages: which comes next, when it ends, and when a
 * server leads in circles. A paging style is a file in `paging/` and a line here.
 */
import type { Paging, PagingKind } from "./mapping.js";
import { cursorPages } from "./paging/cursor.js";
import { nextUrlPages } from "./paging/next-url.js";
import { singlePage } from "./paging/none.js";
import { offsetPages } from "./paging/offset.js";
import { numberedPages } from "./paging/page.js";
import type {
  PageParameter,
  PagePosition,
  Pager,
  PageSeen,
  PagingAnomaly,
} from "./paging/pager.js";

export { parameter } from "./paging/pager.js";
export type { PageParameter, PagePosition, PagingAnomaly } from "./paging/pager.js";

const PAGERS: { readonly [K in PagingKind]: (paging: Paging<K>) => Pager } = {
  page: numberedPages,
  offset: offsetPages,
  cursor: cursorPages,
  "next-url": nextUrlPages,
  none: singlePage,
};

function pagerOf<K extends PagingKind>(paging: Paging<K>): Pager {
  return PAGERS[paging.kind](paging);
}

/** Where a poll stands; plain data, so that it can be kept and resumed. */
export interface PageState {
  readonly position: PagePosition;
  readonly pages: number;
  readonly received: number;
  readonly emptyPages: number;
  /**
   * This page should lie past the end; it is asked for only because a server may
   * cap its pages silently. A refusal of it is an end, not a failure.
   */
  readonly probing: boolean;
  /** Digests of pages and tokens that must not come again. */
  readonly seen: readonly string[];
}

export type NextPage =
  | { readonly kind: "more"; readonly state: PageState }
  | { readonly kind: "end"; readonly received: number }
  | { readonly kind: "anomaly"; readonly anomaly: PagingAnomaly };

/** Pages without records in a row after which a server is taken to be endless. */
export const MOST_EMPTY_PAGES = 20;

export function firstPage(paging: Paging): PageState {
  return {
    position: pagerOf(paging).start,
    pages: 0,
    received: 0,
    emptyPages: 0,
    probing: false,
    seen: [],
  };
}

/** The parameters that ask for the page at which a poll stands. */
export function pageParameters(paging: Paging, state: PageState): readonly PageParameter[] {
  return pagerOf(paging).parameters(state.position);
}

/**
 * @param page what came for `state`; `digest` tells one page's records from another's
 */
export function nextPage(
  paging: Paging,
  state: PageState,
  page: Omit<PageSeen, "received"> & { readonly digest: string },
): NextPage {
  const received = state.received + page.count;
  const pageMark = `page:${page.digest}`;
  if (page.count > 0 && state.seen.includes(pageMark)) return repeatedPage(state);
  const turn = pagerOf(paging).turn(state.position, {
    ...page,
    received: state.received,
  });
  if (turn.kind === "end") return { kind: "end", received };
  if (turn.kind === "anomaly") return turn;
  if (turn.marker !== null && state.seen.includes(turn.marker)) {
    return circle("cursor-repeats", "the server names a page that was read before");
  }
  const emptyPages = page.count === 0 ? state.emptyPages + 1 : 0;
  if (emptyPages >= MOST_EMPTY_PAGES) {
    return circle("endless-empty-pages", `${emptyPages} pages in a row without records`);
  }
  const marks = [
    ...(page.count > 0 ? [pageMark] : []),
    ...(turn.marker === null ? [] : [turn.marker]),
  ];
  return {
    kind: "more",
    state: {
      position: turn.position,
      pages: state.pages + 1,
      received,
      emptyPages,
      probing: turn.probing,
      seen: [...state.seen, ...marks],
    },
  };
}

/** Past the end some servers give the last page again, which then is just another way to say so. */
function repeatedPage(state: PageState): NextPage {
  if (state.probing) return { kind: "end", received: state.received };
  return circle("page-repeats", "the server gives the same records again for another page");
}

function circle(code: PagingAnomaly["code"], message: string): NextPage {
  return { kind: "anomaly", anomaly: { code, message } };
}
