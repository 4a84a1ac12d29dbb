/**
 * Windows for which a source gives what it gave for another one: it may answer from a cache
 * that knows the page and not the range. What belongs to such a window never comes.
 */
import type { PaymentSource } from "../../protocols/payments/mapping.js";
import { askedRange, rangePrecisionMs } from "../../protocols/payments/range-format.js";
import { renderInstant } from "../../protocols/payments/times.js";
import type { TimeRange } from "../../protocols/payments/windows.js";

export interface SamePageWatch {
  /** @returns in words, that the page belongs to another window; null where it does not */
  readonly add: (page: SeenPage, window: number, asked: TimeRange) => string | null;
}

interface SeenPage {
  readonly digest: string;
  /** Of the payments on it. */
  readonly times: readonly number[];
}

/** A list of one may well stand in two windows, on their border by another time. */
const FEWEST = 2;
const MOST_KEPT = 10_000;

export function createSamePageWatch(): SamePageWatch {
  /** Digest of a page → the window that brought it first. */
  const pages = new Map<string, number>();
  return {
    add: ({ digest, times }, window, asked) => {
      if (digest === "" || times.length < FEWEST) return null;
      const before = pages.get(digest);
      if (before === undefined && pages.size < MOST_KEPT) pages.set(digest, window);
      if (before === undefined || before === window) return null;
      const isInside = (ms: number) => ms >= asked.fromMs && ms <= asked.toMs;
      return times.some(isInside) ? null : sameText(asked);
    },
  };
}

/** What a source may take for the window, by its coarse borders. */
export function widest({ range }: Pick<PaymentSource, "range">, window: TimeRange): TimeRange {
  const { fromMs, toMs } = askedRange(range, window);
  const stepMs = rangePrecisionMs(range);
  return { fromMs: fromMs - stepMs, toMs: toMs + stepMs };
}

function sameText({ fromMs, toMs }: TimeRange): string {
  return `for ${renderInstant(fromMs)} to ${renderInstant(toMs)} the source gives a page that it gave for another part of the range, and none of whose payments lies there: it may answer from a cache that does not know the range; those of this part are missing`;
}
