/**
 * Pages that are counted, by number or offset, lose a record unseen when one
 * before it leaves the list between two requests: all that follow move up. Pages
 * are asked for once more at the end: where no total would tell, all of a few, of
 * many an even choice; where one does, three, since another record may have come in
 * for the one that left.
 */
import { hash64 } from "../../core/id-table.js";
import type { Paging } from "../../protocols/payments/mapping.js";
import type { PageState } from "../../protocols/payments/paging.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { nameOf, type TakenRecord } from "./taken-record.js";
import { isTotalTold, type Turn } from "./turn-page.js";

export interface BorderPage {
  readonly state: PageState;
  /** See {@link namesOf}. */
  readonly names: string;
}

export interface BorderWatch {
  /** @returns the pages to ask for again, at the end of a window that was asked for more than one; else none */
  readonly afterPage: (state: PageState, page: SeenPage) => readonly BorderPage[];
}

type SeenPage = Pick<Turn, "next" | "stop" | "total" | "unstable"> & {
  readonly count: number;
  readonly names: string;
};

const MOST_REREAD = 20;

export function createBorderWatch(settings: PaymentsSettings): BorderWatch {
  const paging = pagingOf(settings.source);
  const pages: BorderPage[] = [];
  let firstEmpty: BorderPage | null = null;
  return {
    afterPage: (state, page) => {
      if (!countsPages(paging)) return [];
      // What a page must not repeat is of no use for asking again, and long.
      const own = { state: { ...state, seen: [] }, names: page.names };
      if (page.count > 0) {
        pages.push(own);
        firstEmpty = null;
      } else if (state.emptyPages === 0 && !state.probing) firstEmpty = own;
      const isEnd = page.next === null && page.stop === null;
      if (!isEnd || page.unstable || pages.length === 0) return [];
      if (isTotalTold(settings, state, page)) return between(pages);
      // One page and an empty one: what was to follow may have moved up.
      const all = [...chosen(pages), ...(firstEmpty === null ? [] : [firstEmpty])];
      // From the end, and that twice: of two servers that answer in turn, both are asked for it.
      return all.length > 1 ? [...all.slice(-1), ...all.toReversed()] : [];
    },
  };
}

export function countsPages({ kind }: Paging): boolean {
  return kind === "page" || kind === "offset";
}

/** Tells which records are on a page, whatever else is new in them and in whichever order. */
export function namesOf(records: readonly TakenRecord[]): string {
  let [a, b] = [0, 0];
  for (const record of records) {
    const [high, low] = hash64(nameOf(record));
    a = (a + high) | 0;
    b = (b + low) | 0;
  }
  return `${a}.${b}.${records.length}`;
}

function chosen(pages: readonly BorderPage[]): readonly BorderPage[] {
  const last = pages.length - 1;
  if (last === 0) return pages;
  const count = Math.min(pages.length, MOST_REREAD);
  const places = Array.from({ length: count }, (_, at) => Math.round((at * last) / (count - 1)));
  return places.flatMap((place) => pages[place] ?? []);
}

/** What has moved on the last page has moved after it came. */
function between(pages: readonly BorderPage[]): readonly BorderPage[] {
  const { length } = pages;
  if (length <= 4) return pages.slice(0, -1);
  return [0, 1 / 3, 2 / 3].flatMap((part) => pages[Math.floor(length * part)] ?? []);
}
