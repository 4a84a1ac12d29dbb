/** What a run learns of a source from one window to the next, so that no check begins anew with each. */

import type { TimeRange } from "../../protocols/payments/windows.js";

/** What all windows of a query have shown. */
export interface Bounds {
  /** Records of the largest one so far: no bound is lower. */
  most: number;
  /** Its pages are counted from the number that the profile says. */
  isNumbered: boolean;
  /** A window's first page had records. */
  hasBegun: boolean;
  /** A page had records behind an empty one, or behind a short one. */
  leavesOut: boolean;
  readonly ties: Ties;
  readonly apart: Apart;
  /** Whether the source was asked for the moment at which the range begins. */
  readonly begin: { isAsked: boolean };
  readonly empty: Empty;
  /** Whether the source was asked for a stretch from which nothing came, and gave payments of it. */
  readonly gaps: { isBetweenAsked: boolean; isOutsideAsked: boolean; isFound: boolean };
}

/** What tells payments under one id apart. */
export interface Apart {
  /** Paths that need no further question: told, or new at each reply. */
  readonly settled: Set<string>;
  /** How often a page was asked for again. */
  asked: number;
}

/** Windows of which no record came. */
export interface Empty {
  /** How many were asked for once more. */
  asked: number;
  /** Those that were not. */
  readonly passed: TimeRange[];
  /** Windows so far, the others included. */
  windows: number;
  /** The beginning of the last one, milliseconds since the epoch; null before the first. */
  window: number | null;
  /** Of all windows, in milliseconds. */
  longestMs: number;
  /** The window before this one had records, or there is none. */
  isBehindRecords: boolean;
  /** One was not empty after all. */
  isFound: boolean;
  /** The last one was not, and nothing of it has come. */
  isOpen: boolean;
}

/** Records that have in common by what their source goes on from page to page. */
export interface Ties {
  /** Some stand beside one another. */
  areSeen: boolean;
  /** Some were on two pages: the source passes over none. */
  areKept: boolean;
  /** It was found to pass over some, and told. */
  isTold: boolean;
  /** How often the source was asked whether it does. */
  asked: number;
  /** Records of the largest page so far. */
  largest: number;
}

export function noBounds(): Bounds {
  return {
    most: 0,
    isNumbered: false,
    hasBegun: false,
    leavesOut: false,
    ties: { areSeen: false, areKept: false, isTold: false, asked: 0, largest: 0 },
    begin: { isAsked: false },
    empty: {
      asked: 0,
      passed: [],
      windows: 0,
      window: null,
      longestMs: 0,
      isBehindRecords: true,
      isFound: false,
      isOpen: false,
    },
    gaps: { isBetweenAsked: false, isOutsideAsked: false, isFound: false },
    apart: { settled: new Set(), asked: 0 },
  };
}
