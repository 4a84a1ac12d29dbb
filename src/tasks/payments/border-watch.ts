/**
 * Pages that are counted, by number or offset, lose a record unseen when one
 * before it leaves the list between two requests: all that follow move up. Where
 * no total would tell, the last page with records is asked for once more.
 */
import type { Paging } from "../../protocols/payments/mapping.js";
import type { PageState } from "../../protocols/payments/paging.js";
import type { Turn } from "./turn-page.js";

export interface BorderPage {
  readonly state: PageState;
  /** Of its records when they came. */
  readonly digest: string;
}

type SeenPage = Turn & { readonly count: number };

export interface BorderWatch {
  /** @returns the page to ask for again, at the end of a window that has several; else null */
  readonly afterPage: (state: PageState, page: SeenPage) => BorderPage | null;
}

export function createBorderWatch({ kind }: Paging): BorderWatch {
  const isCounted = kind === "page" || kind === "offset";
  let full = 0;
  let last: BorderPage | null = null;
  return {
    afterPage: (state, page) => {
      if (!isCounted) return null;
      if (page.count > 0) {
        full += 1;
        last = { state, digest: page.digest };
      }
      const isEnd = page.next === null && page.stop === null;
      const isKnown = page.total !== null || state.promised !== undefined || page.unstable;
      return isEnd && full > 1 && !isKnown ? last : null;
    },
  };
}
