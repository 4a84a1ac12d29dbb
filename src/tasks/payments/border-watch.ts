/**
 * Pages that are counted, by number or offset, lose a record unseen when one
 * before it leaves the list between two requests: all that follow move up. Where
 * no total would tell, pages with records are asked for once more at the end: all
 * of a few, of many an even choice.
 */
import type { Paging } from "../../protocols/payments/mapping.js";
import type { PageState } from "../../protocols/payments/paging.js";
import type { Turn } from "./turn-page.js";

export interface BorderPage {
  readonly state: PageState;
  /** Of its records when they came. */
  readonly digest: string;
}

export interface BorderWatch {
  /** @returns the pages to ask for again, at the end of a window that was asked for more than one; else none */
  readonly afterPage: (state: PageState, page: SeenPage) => readonly BorderPage[];
}

type SeenPage = Turn & { readonly count: number };

const MOST_REREAD = 20;

export function createBorderWatch({ kind }: Paging): BorderWatch {
  const isCounted = kind === "page" || kind === "offset";
  const pages: BorderPage[] = [];
  return {
    afterPage: (state, page) => {
      if (!isCounted) return [];
      // What a page must not repeat is of no use for asking again, and long.
      if (page.count > 0) pages.push({ state: { ...state, seen: [] }, digest: page.digest });
      const isEnd = page.next === null && page.stop === null;
      const isKnown = page.total !== null || state.promised !== undefined || page.unstable;
      // One page and an empty one: what was to follow may have moved up.
      const isSeveral = pages.length > 1 || (pages.length === 1 && page.count === 0);
      return isEnd && isSeveral && !isKnown ? chosen(pages) : [];
    },
  };
}

function chosen(pages: readonly BorderPage[]): readonly BorderPage[] {
  const last = pages.length - 1;
  if (last === 0) return pages;
  const count = Math.min(pages.length, MOST_REREAD);
  const places = Array.from({ length: count }, (_, at) => Math.round((at * last) / (count - 1)));
  return places.flatMap((place) => pages[place] ?? []);
}
