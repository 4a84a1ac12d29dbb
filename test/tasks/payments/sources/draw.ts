/** Draws sources of a game's payments: one choice of each axis, from a seed. */

export const SHAPES = ["", "list", "data.list", "response.params.orders"] as const;
export const PAGINGS = [
  "none",
  "page-total",
  "page",
  "page-more",
  "offset",
  "offset-total",
  "page-total-bare",
  "offset-total-bare",
  "cursor",
  "cursor-header",
  "last-id",
  "next-url",
  "link",
] as const;
/** By the time of the last record: only where that is the fault. */
export const LAST_TIME = "last-time";
export const AMOUNTS = [
  "major-text",
  "major-number",
  "minor",
  "micro",
  "scale",
  "nanos",
  "grouped",
  "comma",
  "hundredths",
] as const;
export const TIMES = ["iso", "offset", "s", "ms", "local", "short", "joined", "am-pm"] as const;
export const REFUNDS = [
  "none",
  "status",
  "records",
  "negative",
  "list",
  "partial",
  "second-query",
] as const;
/** How the source is asked, beside its paging. */
export const WAYS = [
  "plain",
  "plain",
  "granted-token",
  "signed-parameters",
  "signed-records",
  "report",
  "newest-first",
  "in-windows",
] as const;
export const FAULTS = [
  "none",
  "none",
  "none",
  "none",
  "none",
  "202",
  "206",
  "error-in-200",
  "error-on-page-2",
  "more-not-followed",
  "next-not-followed",
  "link-not-followed",
  "total-too-high",
  "total-capped",
  "lines-of-one-order",
  "cut-short",
  "leaves",
  "repeats-a-page",
  "wrong-path",
  "html",
  "busy-on-page-2",
  "small-pages",
  "capped-pages",
  "not-paid",
  "unread-flag",
  "unread-code",
  "unread-false",
  "old-times",
  "server-error-once",
  "empty-404",
  "empty-last",
  "last-again",
  "counts-from-0",
  "bounded",
  "filtered-pages",
  "pieces-skipped",
  "ties-skipped",
  "more-too-early",
  "cursor-expires",
] as const;

/** What a sound source may do. */
export const SOUND: ReadonlySet<Drawn["fault"]> = new Set([
  "none",
  "empty-404",
  "server-error-once",
  "empty-last",
]);

export interface Drawn {
  readonly seed: number;
  readonly count: number;
  readonly shape: (typeof SHAPES)[number];
  readonly paging: (typeof PAGINGS)[number] | typeof LAST_TIME;
  readonly amount: (typeof AMOUNTS)[number];
  readonly time: (typeof TIMES)[number];
  readonly refund: (typeof REFUNDS)[number];
  readonly way: (typeof WAYS)[number];
  readonly fault: (typeof FAULTS)[number];
}

export function draw(seed: number): Drawn {
  const next = numbers(seed);
  const one = <Value>(values: readonly Value[]): Value => {
    const value = values[next() % values.length];
    if (value === undefined) throw new Error("nothing to choose from");
    return value;
  };
  const way = one(WAYS);
  const drawn: Drawn = {
    seed,
    count: one([0, 1, 3, 4, 7, 10, 23]),
    shape: one(SHAPES),
    paging: one(PAGINGS),
    amount: one(AMOUNTS),
    time: one(TIMES),
    refund: one(REFUNDS),
    fault: one(FAULTS),
    way,
  };
  if (drawn.fault === "ties-skipped") return byTime(drawn);
  return possible(drawn.fault === "bounded" ? { ...drawn, count: 1_060 } : drawn);
}

function possible(drawn: Drawn): Drawn {
  const { way } = drawn;
  if (way === "report") return { ...drawn, paging: "none" };
  // An id inside a signed record is nothing to page by.
  if (way === "signed-records" && drawn.paging === "last-id") return { ...drawn, paging: "link" };
  return drawn;
}

function byTime(drawn: Drawn): Drawn {
  const time = drawn.time === "joined" ? "s" : drawn.time;
  const way = ["report", "signed-records"].includes(drawn.way) ? "plain" : drawn.way;
  return {
    ...drawn,
    paging: LAST_TIME,
    time,
    way,
    shape: drawn.shape === "" ? "list" : drawn.shape,
  };
}

function numbers(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0;
    return (state ^ (state >>> 15)) >>> 0;
  };
}
