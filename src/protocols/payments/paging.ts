/**
 * Walking through a window's pages: which comes next, when it ends, and when a
 * server leads in circles. A paging kind is a file in `paging/` and a line in `paging/kinds.ts`.
 */
import { PAGING_KINDS, type Paging, type PagingKind } from "./paging/kinds.js";
import type { PageServer } from "./paging/page-server.js";
import type {
  PageParameter,
  PagePosition,
  Pager,
  PageReply,
  PageSeen,
  PagingAnomaly,
} from "./paging/pager.js";
import type { PagingSchema } from "./paging/paging-definition.js";

export { isLast, parameter } from "./paging/pager.js";
export type { PageParameter, PagePosition, PagingAnomaly } from "./paging/pager.js";

/** The table once more, as one kind after the other is looked up in it. */
const SIDES: {
  readonly [Kind in PagingKind]: {
    readonly pager: (paging: Paging<Kind>) => Pager;
    readonly server: (paging: Paging<Kind>) => PageServer;
  };
} = PAGING_KINDS;

function pagerOf<Kind extends PagingKind>(paging: Paging<Kind>): Pager {
  return SIDES[paging.kind].pager(paging);
}

/** The game server's side. */
export function pageServerOf<Kind extends PagingKind>(paging: Paging<Kind>): PageServer {
  return SIDES[paging.kind].server(paging);
}

/** The keys of a profile's paging that have a value, beside its kind. */
function keysOf(paging: Paging) {
  const { keys }: PagingSchema = PAGING_KINDS[paging.kind];
  const values = new Map<string, unknown>(Object.entries(paging));
  return Object.entries(keys).map(([name, key]) => ({ ...key, name, value: values.get(name) }));
}

/** Paths into the reply, by the key that holds them. */
export function pagingPaths(paging: Paging): ReadonlyMap<string, string> {
  return new Map(
    keysOf(paging).flatMap(({ name, holds, value }): [string, string][] =>
      holds === "path" && typeof value === "string" ? [[name, value]] : [],
    ),
  );
}

/** What holds where the keys of this kind are left out. */
export function pagingDefaults(paging: Paging): Readonly<Record<string, number>> {
  return Object.fromEntries(
    keysOf(paging).flatMap(({ name, byDefault }) =>
      byDefault === undefined ? [] : [[name, byDefault]],
    ),
  );
}

/** Where replies say how many records the window holds; null where that is not agreed. */
export function agreedTotal(paging: Paging): string | null {
  const value = keysOf(paging).find(({ isTotal }) => isTotal === true)?.value;
  return typeof value === "string" ? value : null;
}

/** What a reply says of the records in the window, as written; null where it says nothing. */
export function saidTotal(paging: Paging, reply: PageReply): string | null {
  return pagerOf(paging).total(reply);
}

/** The same where it is a number. */
export function totalIn(paging: Paging, reply: PageReply): number | null {
  const text = saidTotal(paging, reply);
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
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
  /** Such a page had records: the server leaves some out of pages that it has cut already. */
  readonly leavesOut?: true;
  /** Digests of pages and tokens that must not come again. */
  readonly seen: readonly string[];
  /** Records of the window by what a reply has said, the most of all pages so far. */
  readonly promised?: number;
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

/**
 * The page before the one at which a poll stands: to ask for once more, and so no failure where it is refused.
 *
 * @returns null before the first page, and where the page's address is not kept
 */
export function stateBefore(paging: Paging, state: PageState): PageState | null {
  const position = state.pages === 0 ? null : positionBefore(paging, state);
  return position && { ...state, position, pages: state.pages - 1, seen: [], probing: true };
}

function positionBefore(
  paging: Paging,
  { position, pages, received, seen }: PageState,
): PagePosition | null {
  if (pages === 1) return pagerOf(paging).start;
  if (position.kind === "number") {
    // Offsets are moved by what came, which is about as much each time.
    const step = paging.kind === "page" ? 1 : Math.ceil(received / pages);
    return { ...position, number: Math.max(0, position.number - step) };
  }
  const marker = seen.filter((mark) => !mark.startsWith(PAGE_MARK)).at(-2);
  if (marker === undefined) return null;
  const text = marker.slice(marker.indexOf(":") + 1);
  if (position.kind === "cursor") return { ...position, token: text };
  return position.kind === "url" ? { ...position, url: text } : null;
}

/** The parameters that ask for the page at which a poll stands. */
export function pageParameters(paging: Paging, state: PageState): readonly PageParameter[] {
  return pagerOf(paging).parameters(state.position);
}

/** What came for a state; `digest` tells one page's records from another's. */
export interface ReceivedPage extends Omit<
  PageSeen,
  "received" | "total" | "pages" | "emptyPages" | "probing" | "leavesOut"
> {
  readonly digest: string;
}

/** Before a page's digest; what a server named is marked as it names it. */
const PAGE_MARK = "page:";

/** @param totals whether a reply's own total may end the walk, or be missed */
export function nextPage(
  paging: Paging,
  state: PageState,
  page: ReceivedPage,
  totals: "trusted" | "ignored" = "trusted",
): NextPage {
  const received = state.received + page.count;
  const pageMark = `${PAGE_MARK}${page.digest}`;
  if (page.count > 0 && state.seen.includes(pageMark)) return repeatedPage(state);
  const leavesOut = state.leavesOut === true || (state.probing && page.count > 0);
  const turn = pagerOf(paging).turn(state.position, {
    ...page,
    received: state.received,
    pages: state.pages,
    emptyPages: state.emptyPages,
    probing: state.probing,
    leavesOut,
    total: totals === "trusted" ? totalIn(paging, page) : null,
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
      ...(leavesOut ? { leavesOut } : {}),
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
