/** The pages of one window, one after another. What becomes of their records is for others. */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { createBeginCheck, NOTHING_BROUGHT } from "./begin-check.js";
import { createBoundCheck } from "./bound-check.js";
import type { Bounds } from "./bounds.js";
import { countsPages, createBorderWatch, namesOf } from "./border-watch.js";
import { createCapCheck } from "./cap-check.js";
import { createNumberCheck } from "./number-check.js";
import { createOffsetCheck, firstIdentities } from "./offset-check.js";
import { firstPage, type PageState } from "../../protocols/payments/paging.js";
import { mostPagesOf, tooManyPages } from "../../protocols/payments/end-doubts.js";
import { coverDoubt } from "../../protocols/payments/covered-range.js";
import { fieldRule } from "../../protocols/payments/mapping.js";
import { patternPrecisionMs } from "../../protocols/payments/time-patterns.js";
import { isEpochUnit } from "../../protocols/payments/times.js";
import { pagingOf } from "../../protocols/payments/request.js";
import {
  type ConvertedPage,
  convertPage,
  createPageReader,
  LEAST_STRAY_MS,
  type PageReader,
} from "./convert-page.js";
import { createEmptyCheck } from "./empty-check.js";
import type { FindLine } from "./find-line.js";
import { createGapCheck } from "./gap-check.js";
import { askBefore, hasMoved } from "./page-before.js";
import { interrupted, type Stop } from "./persist.js";
import { pollPage, requestPage, type PollPorts, type WindowOrder } from "./poll-page.js";
import type { PollPosition } from "./poll-position.js";
import { strayText } from "./range-watch.js";
import { rereadPages } from "./reread-pages.js";
import { createTimeTieCheck } from "./time-tie-check.js";
import { createTieCheck, edgesOf, type PageEdges } from "./tie-check.js";
import { turnPage, type Turn } from "./turn-page.js";
import { createDuplicateCheck } from "./duplicate-check.js";
import { unreadNotices } from "./unread-fields.js";

const MOST_REPEATED_PAGES = 3;

export type WalkedPage = Turn &
  ConvertedPage & {
    /** By which its records are known again; only of a window's first page. */
    readonly identities: ReadonlySet<string>;
    /** Null where nobody asks. */
    readonly edges: PageEdges | null;
    /** See {@link namesOf}; empty where nobody asks. */
    readonly names: string;
    /** A page of the window, read again, brought other records. */
    readonly changed?: true;
    /** Why another pass has to show whether the window ends here, in words. */
    readonly unjudged?: string;
  };

export interface WalkOrder extends WindowOrder {
  /** Finds what the run has brought so far; of what is under way nobody asks. */
  readonly settled: FindLine;
}

export type WalkStep =
  | { readonly kind: "page"; readonly page: WalkedPage }
  | { readonly kind: "stop"; readonly stop: Stop };

/**
 * Ends after a stop, or at the window's last page. The next page is asked for as
 * soon as it is known which it is, before this one is worked on: one ahead, as
 * raw bytes, never more.
 */
export async function* walkPages(
  order: WalkOrder,
  from: PollPosition,
  ports: PollPorts,
): AsyncGenerator<WalkStep> {
  const { settings, window } = order;
  const ended = new AbortController();
  const signal = AbortSignal.any([ports.signal, ended.signal]);
  const ask = (state: PageState) => {
    const request = requestPage(settings, window, state, { ...ports, signal });
    // Whoever takes the page hears of the failure; until then nobody does.
    request.catch(() => undefined);
    return request;
  };
  const paging = pagingOf(settings.source);
  const mostPages = mostPagesOf(settings.source);
  const numbers = createNumberCheck(order, { ...ports, signal });
  await numbers.before(order.settled);
  let state = from.state ?? firstPage(paging);
  let request = ask(state);
  const border = createBorderWatch(settings);
  const cap = createCapCheck(settings, window, { ...ports, signal });
  const offsets = createOffsetCheck(settings, window, { ...ports, signal });
  const bound = createBoundCheck(order, { ...ports, signal });
  const wanted = new Set(from.pass > 1 ? from.twice : []);
  const read = { ...order, wanted, reader: createPageReader(settings) };
  const duplicates = createDuplicateCheck(order, { ...ports, signal });
  const ties = createTieCheck(order, { ...ports, signal });
  const gaps = createGapCheck(order, from.pass, { ...ports, signal });
  const timeTies = createTimeTieCheck(order, { ...ports, signal });
  const empty = createEmptyCheck(order, from.pass, { ...ports, signal });
  const begin = createBeginCheck(order, { ...ports, signal });
  const isPast = createOlderWatch(order, ports);
  /** @returns whether the list has moved since another process read it */
  const takeUp = async () => {
    const before = await askBefore(order, from.state, { ...ports, signal });
    if (before === null) return false;
    for (const check of [cap, offsets, ties, timeTies])
      await check.afterPage(before.state, before.page);
    border.afterPage(before.state, before.page);
    return hasMoved(before, paging, order.settled);
  };
  if (isDayAlone(settings)) ports.noticeOnce("day", DAY_ALONE);
  const goOn = ({ next, stop }: Turn) => {
    if (next !== null && stop === null) request = ask(next);
  };
  // Where the next page may not be wanted, it is asked for when this one is read.
  const isEager = settings.source.order === undefined;
  try {
    let hasLeft = await takeUp();
    for (let repeated = 0; ;) {
      const mayRepeat = repeated < MOST_REPEATED_PAGES;
      const step = await stepTo(state, request, mayRepeat, isEager ? goOn : null, read, ports);
      if (step.kind === "stop") {
        yield step;
        return;
      }
      const page = isPast(step.page) ? { ...step.page, next: null } : step.page;
      if (!isEager) goOn(page);
      if (page.isRepeated) {
        repeated += 1;
        ports.notice(
          `page ${state.pages + 1} of window ${from.window + 1} holds the records of an earlier page`,
        );
      } else if (page.count > 0) repeated = 0;
      const capped = (await cap.afterPage(state, page)) ?? (await offsets.afterPage(state, page));
      if (capped !== null) {
        yield { kind: "stop", stop: capped };
        return;
      }
      const change = await rereadPages(border.afterPage(state, page), order, ports);
      if (change === "interrupted") {
        yield { kind: "stop", stop: interrupted().stop };
        return;
      }
      const isChanged = change === "changed" && (from.pass === 1 || isPastList(order, ports));
      const changed = isChanged || hasLeft;
      hasLeft = false;
      // Where it was cut at the range's beginning, the list has gone on.
      const cut = step.page.next === page.next ? await bound.afterPage(state, page) : null;
      const apart = [
        ...(await duplicates.afterPage(state, page)),
        ...(await ties.afterPage(state, page)),
      ];
      const passed = await timeTies.afterPage(state, page);
      const quiet = step.page.next === page.next ? await gaps.afterPage(state, page) : null;
      // Another pass may bring what did not come.
      const isQuietAgain = quiet !== null && from.pass > 1;
      const blank = await empty.afterPage(page);
      const brought = blank.unjudged === null ? await begin.afterPage(page) : NOTHING_BROUGHT;
      const stirred = bound.isOpen() ? RESUMED : isQuietAgain ? null : quiet;
      const unjudged = stirred ?? blank.unjudged;
      const last = isQuietAgain ? quiet : null;
      const asked = [cut, passed, last, blank.doubt, brought.doubt];
      const said = [numbers.afterPage(page), ...asked, ...apart].filter((each) => each !== null);
      const doubts = [...page.doubts, ...said];
      const again = { ...(changed ? { changed } : {}), ...(unjudged === null ? {} : { unjudged }) };
      const more = brought.records;
      const records = more.length === 0 ? page.records : [...page.records, ...more];
      yield { kind: "page", page: { ...page, records, doubts, ...again } };
      if (page.next === null || page.stop !== null) return;
      if (page.next.pages >= mostPages) {
        yield {
          kind: "stop",
          stop: { kind: "incomplete", message: tooManyPages(settings.source) },
        };
        return;
      }
      state = page.next;
    }
  } finally {
    ended.abort();
    await request.catch(() => undefined);
  }
}

/**
 * Whether a page of a list that begins with its newest record lies before the range,
 * and with it all that follow. Only as long as every page was in that order.
 */
function createOlderWatch({ settings, range }: WindowOrder, ports: PollPorts) {
  let lastMs = Number.POSITIVE_INFINITY;
  let isOrdered = settings.source.order === "newest-first";
  return ({ times }: ConvertedPage): boolean => {
    if (!isOrdered) return false;
    for (const ms of times) {
      if (ms > lastMs) isOrdered = false;
      lastMs = ms;
    }
    if (!isOrdered) ports.noticeOnce("order", NOT_ORDERED);
    return isOrdered && times.length > 0 && times.every((ms) => ms < range.fromMs);
  };
}

const NOT_ORDERED =
  "warning: the source's list is not in the order of payments.map.purchasedAt, the newest first: it is read to its end";

/** A list up to now grows, and moves each time: one pass more has shown what there was. */
function isPastList({ settings: { source }, window }: WindowOrder, ports: PollPorts): boolean {
  const { range } = source;
  return range !== undefined && range.open !== true && window.toMs <= ports.clock.nowMs();
}

function isDayAlone({ map }: PaymentsSettings): boolean {
  const { unit = "iso" } = fieldRule(map["purchasedAt"] ?? {});
  return unit !== "iso" && !isEpochUnit(unit) && patternPrecisionMs(unit) >= 86_400_000;
}

const DAY_ALONE =
  "warning: payments.map.purchasedAt is a day without a time: every payment is dated at its midnight; where the time stands in another field, join them";

const RESUMED = "the run went on within a range that ends at a round number of records";

interface ReadOrder extends WindowOrder {
  readonly reader: PageReader;
  /** Transactions to look out for. */
  readonly wanted: ReadonlySet<string>;
}

/**
 * A list may begin with an empty page: of a source that leaves records out of pages which are
 * cut already, or that counts from another number. Until a window has begun with records, and
 * of a source that leaves some out, it is looked behind as one that should lie past the end.
 */
function asBegun(state: PageState, count: number, bounds: Bounds): PageState {
  const isFirst = state.pages === 0;
  if (count > 0) {
    bounds.hasBegun ||= isFirst;
    bounds.leavesOut ||= state.probing || state.leavesOut === true;
    return state;
  }
  const isUnsure = isFirst && (!bounds.hasBegun || bounds.leavesOut);
  const more = bounds.leavesOut ? { leavesOut: true as const } : {};
  return isUnsure ? { ...state, ...more, probing: true } : state;
}

/**
 * A function of its own because a generator keeps whatever it has named, and a
 * page's JSON takes more memory than anything else: it is let go here.
 */
async function stepTo(
  state: PageState,
  request: ReturnType<typeof requestPage>,
  mayRepeat: boolean,
  goOn: ((turn: Turn) => void) | null,
  { settings, range, window, reader, wanted, bounds }: ReadOrder,
  ports: PollPorts,
): Promise<WalkStep> {
  const polled = await pollPage(settings, window, state, ports, request);
  if (polled.kind === "stop") return polled;
  const records = polled.kind === "page" ? polled.reply.records : [];
  const turn = turnPage(polled, settings, asBegun(state, records.length, bounds), mayRepeat);
  goOn?.(turn);
  await ports.breathe();
  const converted = convertPage(reader, range, records, ports.clock.nowMs(), wanted);
  if (converted.oddTime !== null) {
    const message = `the source: ${converted.oddTime}`;
    return { kind: "stop", stop: { kind: "incomplete", message } };
  }
  for (const [path, notice] of unreadNotices(converted.unread)) ports.noticeOnce(path, notice);
  if (converted.duplicate !== null) ports.noticeOnce("duplicate", converted.duplicate);
  if (converted.unsureTime !== null) ports.noticeOnce("unsure-time", converted.unsureTime);
  if (Math.abs(converted.strayMs) >= LEAST_STRAY_MS)
    ports.noticeOnce("stray", strayText(converted.strayMs, settings.source));
  const edges = edgesOf(records, { settings, range }, ports.clock.nowMs());
  const identities = firstIdentities(settings, state, records, converted);
  const covered =
    polled.kind === "page" ? coverDoubt(polled.reply.body, settings.source, window) : null;
  const doubts = [...turn.doubts, ...converted.doubts, ...(covered === null ? [] : [covered])];
  const names = countsPages(pagingOf(settings.source)) ? namesOf(converted.records) : "";
  const page = { ...turn, ...converted, identities, edges, names, doubts };
  await ports.breathe();
  return { kind: "page", page };
}
