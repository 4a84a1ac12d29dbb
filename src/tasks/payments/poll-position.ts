/** Where a poll stands within its range, as the journal's page lines tell it. */
import type { PageState } from "../../protocols/payments/paging.js";
import type { PageLine } from "./journal-lines.js";

/** Where a poll goes on. */
export interface PollPosition {
  /** Number of the next page, counted over the whole run. */
  readonly page: number;
  readonly window: number;
  readonly pass: number;
  /** Null: at the pass's first page, or at its end. */
  readonly state: PageState | null;
  readonly passEnded: boolean;
  /** Number of the window's first page. */
  readonly windowStart: number;
  /** Of this pass so far. */
  readonly fresh: number;
  readonly moved: number;
  readonly unstable: boolean;
  readonly changed: boolean;
  /** In words; empty where nothing is left open. */
  readonly unjudged: string;
  readonly short: number;
  /** Some payments that came on two pages of the window. */
  readonly twice: readonly string[];
}

export const START: PollPosition = {
  page: 0,
  window: 0,
  pass: 1,
  state: null,
  passEnded: false,
  windowStart: 0,
  fresh: 0,
  moved: 0,
  unstable: false,
  changed: false,
  unjudged: "",
  short: 0,
  twice: [],
};

const MOST_TWICE = 200;

/** The end of a pass leaves it to the poll to decide whether another follows. */
export function positionAfter(before: PollPosition, line: PageLine): PollPosition {
  const samePass = before.window === line.window && before.pass === line.pass;
  const seen = [...(samePass ? (before.state?.seen ?? []) : []), ...line.marks];
  return {
    page: line.page + 1,
    window: line.window,
    pass: line.pass,
    state: line.next === null ? null : { ...line.next, seen },
    passEnded: line.next === null,
    windowStart: before.window === line.window ? before.windowStart : line.page,
    fresh: (samePass ? before.fresh : 0) + line.fresh,
    moved: (samePass ? before.moved : 0) + line.moved,
    unstable: (samePass && before.unstable) || line.unstable === true,
    changed: (samePass && before.changed) || line.changed === true,
    unjudged: line.unjudged ?? "",
    short: line.short ?? 0,
    twice: twiceAfter(before, line),
  };
}

function twiceAfter(before: PollPosition, { window, twice = [] }: PageLine): readonly string[] {
  if (before.window !== window) return twice;
  return twice.length === 0 ? before.twice : [...before.twice, ...twice].slice(0, MOST_TWICE);
}
