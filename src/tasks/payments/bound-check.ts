/**
 * Lists that end where servers like to end them: a source may give no more than so
 * many, and say nothing. Parts of the range are asked for, by which it shows: they
 * hold payments that were not among those of the whole.
 */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { querySection } from "../../protocols/payments/end-doubts.js";
import type { PaymentSource } from "../../protocols/payments/mapping.js";
import { firstPage, type PageState } from "../../protocols/payments/paging.js";
import { isRoundSize } from "../../protocols/payments/paging/counted.js";
import { askedRange, rangePrecisionMs } from "../../protocols/payments/range-format.js";
import { pagingOf } from "../../protocols/payments/request.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import { countsPages } from "./border-watch.js";
import { type ConvertedPage, convertReply } from "./convert-page.js";
import { leavesRoom } from "./pace.js";
import { UNSETTLED_MS } from "./payment-times.js";
import { pollPage, type PollPorts, type WindowOrder } from "./poll-page.js";
import type { Turn } from "./turn-page.js";

export interface BoundCheck {
  /** @returns in words, why the window's list may be cut off; null where nothing says so */
  readonly afterPage: (state: PageState, page: SeenPage) => Promise<string | null>;
  /**
   * Whether the window ended where servers like to end lists, and what came before the
   * run went on within it is not known here: it takes the whole window to tell.
   */
  readonly isOpen: () => boolean;
}

type SeenPage = Pick<Turn, "total" | "next" | "stop" | "isTold" | "received"> &
  Pick<ConvertedPage, "times" | "count">;

/** A part of the range, and how many payments of it are known; others at its borders do not count. */
interface Part {
  readonly asked: TimeRange;
  readonly counted: TimeRange;
  readonly known: number;
}

export function createBoundCheck(
  { settings, window, bounds }: WindowOrder,
  ports: PollPorts,
): BoundCheck {
  const { source } = settings;
  const isCounted = countsPages(pagingOf(source));
  const isSingle = pagingOf(source).kind === "none";
  const settledMs = ports.clock.nowMs() - UNSETTLED_MS;
  const edges = createEdges();
  let largest = 0;
  let isWhole = false;
  let isOpen = false;
  return {
    isOpen: () => isOpen,
    afterPage: async (state, page) => {
      isWhole ||= state.pages === 0;
      if (!isSingle) edges.add(page.times);
      const { received } = page;
      largest = Math.max(largest, page.count);
      if (page.next !== null || page.stop !== null) return null;
      const isTold = page.isTold || page.total !== null || state.promised !== undefined;
      const isHigh = received > bounds.most;
      if (isWhole) bounds.most = Math.max(bounds.most, received);
      if (!isHigh) return null;
      // What a source says of an end may be said of its bound.
      const isLikely = isTold
        ? isUsual(received, source)
        : isRound(received, source, isCounted ? largest : 0);
      isOpen = isLikely && !isWhole;
      if (!isLikely || isOpen) return null;
      const parts = isSingle
        ? halves(page.times, window)
        : outerParts(edges.outermost(largest), window);
      const narrower = leavesRoom(parts.length, source)
        ? parts.filter((part) => isNarrower(part.asked, window, source))
        : [];
      let isRead = false;
      for (const part of narrower) {
        const reply = await askFor(part, settledMs, settings, ports);
        if (reply === null) continue;
        if (reply.inside > part.known) return cutText(received, source);
        isRead ||= reply.outside === 0;
      }
      // A cursor that leads no further has said that these are all; all that there is grows on.
      const isSaid = (isTold || (!isCounted && !isSingle)) && source.range !== undefined;
      return !isRead && !isSaid && isUsual(received, source) ? unsureText(received, source) : null;
    },
  };
}

/** @param pageSize 0 where no page tells it */
function isRound(count: number, source: PaymentSource, pageSize: number): boolean {
  const { kind } = pagingOf(source);
  if (count < 10) return false;
  if (kind === "none") return isRoundSize(count);
  if (kind === "page" || kind === "offset")
    return count % 100 === 0 || (pageSize > 0 && count % pageSize === 0);
  // Such a source has said that nothing follows: only what it may not know itself is left.
  return count >= 500 && count % 500 === 0;
}

/** Bounds so usual that nothing else is likely; a shop's day has as many by chance once in thousands. */
const USUAL = new Set([1_000, 5_000, 10_000, 50_000, 100_000]);
/** Of all that a source has: it has so many once in its life. */
const USUAL_OF_ALL = new Set([100, 500]);

function isUsual(count: number, source: PaymentSource): boolean {
  const isAll = source.range === undefined && pagingOf(source).kind === "none";
  return USUAL.has(count) || (isAll && USUAL_OF_ALL.has(count));
}

function halves(times: readonly number[], { fromMs, toMs }: TimeRange): readonly Part[] {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined || middle <= fromMs || middle >= toMs) return [];
  return [
    { fromMs, toMs: middle },
    { fromMs: middle, toMs },
  ].map((half) => ({
    asked: half,
    counted: half,
    known: sorted.filter((ms) => ms >= half.fromMs && ms < half.toMs).length,
  }));
}

/** As many as half a page holds, that others beside them would show on one. */
const MOST_EDGE = 25;

/** The times of the earliest and of the latest payments. */
interface Edges {
  readonly early: readonly number[];
  readonly late: readonly number[];
}

function createEdges() {
  let early: readonly number[] = [];
  let late: readonly number[] = [];
  return {
    add: (times: readonly number[]) => {
      const sorted = times.toSorted((a, b) => a - b);
      early = [...early, ...sorted.slice(0, MOST_EDGE)].sort((a, b) => a - b).slice(0, MOST_EDGE);
      late = [...late, ...sorted.slice(-MOST_EDGE)].sort((a, b) => a - b).slice(-MOST_EDGE);
    },
    outermost: (pageSize: number): Edges => {
      const count = Math.max(1, Math.min(MOST_EDGE, Math.floor(pageSize / 2)));
      return { early: early.slice(0, count), late: late.slice(-count) };
    },
  };
}

/** Both ends of the range: pages are in either order of time, mostly, or in none. */
function outerParts({ early, late }: Edges, { fromMs, toMs }: TimeRange): readonly Part[] {
  const [first, last] = [late[0], early.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [
    {
      asked: { fromMs: first, toMs },
      counted: { fromMs: first + 1, toMs },
      known: late.filter((ms) => ms > first).length,
    },
    {
      asked: { fromMs, toMs: last + 1 },
      counted: { fromMs, toMs: last },
      known: early.filter((ms) => ms < last).length,
    },
  ].filter(({ asked }) => asked.fromMs < asked.toMs);
}

/** Whether a part is another request than the whole. */
function isNarrower(part: TimeRange, window: TimeRange, { range }: PaymentSource): boolean {
  if (range === undefined || range.open === true || range.day === true) return false;
  const [own, whole] = [askedRange(range, part), askedRange(range, window)];
  return own.fromMs > whole.fromMs || own.toMs < whole.toMs;
}

/** Payments on the first page of a part, and others; null where the source will not say. */
async function askFor(
  { asked, counted }: Part,
  settledMs: number,
  settings: PaymentsSettings,
  ports: PollPorts,
): Promise<{ readonly inside: number; readonly outside: number } | null> {
  const state = firstPage(pagingOf(settings.source));
  const polled = await pollPage(settings, asked, state, ports);
  if (polled.kind !== "page") return null;
  const values = polled.reply.records;
  const { records } = convertReply(settings, asked, values, ports.clock.nowMs());
  const times = records.flatMap(({ conversion }) =>
    conversion.kind === "payment" ? [Date.parse(conversion.payment.purchasedAt)] : [],
  );
  const toMs = Math.min(counted.toMs, Math.max(settledMs, counted.fromMs));
  const sent = askedRange(settings.source.range, asked);
  // Sent in a coarse format, a border takes in the rest of its minute or hour.
  const stepMs = rangePrecisionMs(settings.source.range);
  return {
    inside: times.filter((ms) => ms >= counted.fromMs && ms < toMs).length,
    outside: times.filter((ms) => ms < sent.fromMs - stepMs || ms > sent.toMs + stepMs).length,
  };
}

function cutText(count: number, source: PaymentSource): string {
  return `asked for a part of a range of which ${count} records came, the source gives payments that were not among them: it may give no more of one range, or pass over some between its pages; ${remedy(source)}`;
}

function unsureText(count: number, source: PaymentSource): string {
  return `exactly ${count} records came, and nothing says that these are all: the source may give no more than that; ${remedy(source)}`;
}

function remedy(source: PaymentSource): string {
  const section = querySection(source);
  return source.range === undefined
    ? `name how it pages, or where it counts them (${section}.paging, total)`
    : `ask for shorter ranges (--from and --to, or ${section}.range.maxWindow), or name how it pages (${section}.paging, total)`;
}
