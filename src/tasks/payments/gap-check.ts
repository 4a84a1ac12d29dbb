/**
 * Stretches of time from which nothing came: between two pages in the order of time, and a
 * long one at a window's border. The source is asked for one of each kind in a run: a server
 * that counts its pages wrong, or reads less of a range than it is asked for, has more there.
 */
import type { PageState } from "../../protocols/payments/paging.js";
import { firstPage } from "../../protocols/payments/paging.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { renderInstant } from "../../protocols/payments/times.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import { type ConvertedPage, convertReply } from "./convert-page.js";
import { leavesRoom } from "./pace.js";
import { canBeAskedFor, type Order, orderOf, timeOf, UNSETTLED_MS } from "./payment-times.js";
import { pollPage, type PollPorts, type WindowOrder } from "./poll-page.js";
import { nameOf } from "./taken-record.js";
import { isTotalTold, type Turn } from "./turn-page.js";

export interface GapCheck {
  /** @returns at the window's end, in words, why payments of it may be missing; null where nothing says so */
  readonly afterPage: (state: PageState, page: SeenPage) => Promise<string | null>;
}

type SeenPage = Pick<Turn, "next" | "total"> & Pick<ConvertedPage, "times" | "records">;

/** Fewer may well leave a long stretch free. */
const LEAST_PAYMENTS = 24;
/** As many times as payments lie apart on average. */
const LONG = 10;

export function createGapCheck(
  { settings, window, bounds: { gaps } }: WindowOrder,
  pass: number,
  ports: PollPorts,
): GapCheck {
  const mayAsk = canBeAskedFor(settings);
  const untilMs = Math.min(window.toMs, ports.clock.nowMs() - UNSETTLED_MS);
  if (gaps.isFound && pass > 1)
    Object.assign(gaps, { isBetweenAsked: false, isOutsideAsked: false });
  let isWhole = false;
  /** Of the page before. */
  let last: { readonly ms: number; readonly order: Order } | null = null;
  const span = { earliestMs: Infinity, latestMs: -Infinity, payments: 0 };
  let stretch: TimeRange | null = null;
  /** On pages behind it, of a list that is not in the order of time there. */
  const came = new Set<string>();
  /** Payments within the stretch, its ends not included, by their names. */
  const paidWithin = async (asked: TimeRange): Promise<readonly string[]> => {
    if (!leavesRoom(1, settings.source)) return [];
    const part = { fromMs: asked.fromMs + 1, toMs: asked.toMs };
    const polled = await pollPage(settings, part, firstPage(pagingOf(settings.source)), ports);
    if (polled.kind !== "page") return [];
    const given = convertReply(settings, part, polled.reply.records, ports.clock.nowMs());
    return given.records.filter((record) => isBetween(timeOf(record), asked)).map(nameOf);
  };
  /** At the first border at which there is such a stretch: it is asked for at the end, as pages may be compared by who answers in turn. */
  const noteBorder = (state: PageState, { times, total }: SeenPage) => {
    const [first] = times;
    const before = last;
    const order = orderOf(times);
    const end = times.at(-1);
    last = order === null || end === undefined ? null : { ms: end, order };
    if (gaps.isBetweenAsked || stretch !== null) return;
    if (before === null || first === undefined || last === null) return;
    // A page that came again stands in the list's order to none.
    const isOn = Math.sign(first - before.ms) === before.order && last.order !== -before.order;
    if (!isOn || before.order === 0 || isTotalTold(settings, state, { total })) return;
    const [fromMs, toMs] = [Math.min(before.ms, first), Math.max(before.ms, first)];
    if (toMs - fromMs > 1 && toMs < untilMs) stretch = { fromMs, toMs };
  };
  const lookBetween = async (): Promise<string | null> => {
    if (stretch === null) return null;
    gaps.isBetweenAsked = true;
    const paid = await paidWithin(stretch);
    return paid.every((name) => came.has(name)) ? null : betweenText(stretch);
  };
  const lookOutside = async (): Promise<string | null> => {
    const { earliestMs, latestMs, payments } = span;
    if (gaps.isOutsideAsked || payments < LEAST_PAYMENTS) return null;
    const stretches = [
      { fromMs: latestMs, toMs: untilMs },
      { fromMs: window.fromMs - 1, toMs: earliestMs },
    ];
    const [longest] = stretches.toSorted((a, b) => lengthOf(b) - lengthOf(a));
    const apartMs = (latestMs - earliestMs) / payments;
    if (longest === undefined || lengthOf(longest) < LONG * apartMs) return null;
    if (lengthOf(longest) < lengthOf(window) / 4) return null;
    gaps.isOutsideAsked = true;
    return (await paidWithin(longest)).length > 0 ? outsideText(longest) : null;
  };
  return {
    afterPage: async (state, page) => {
      if (!mayAsk) return null;
      isWhole ||= state.pages === 0;
      noteBorder(state, page);
      if (page.times.some((ms) => isBetween(ms, stretch)))
        for (const record of page.records)
          if (isBetween(timeOf(record), stretch)) came.add(nameOf(record));
      for (const ms of page.times) {
        span.earliestMs = Math.min(span.earliestMs, ms);
        span.latestMs = Math.max(span.latestMs, ms);
      }
      span.payments += page.times.length;
      if (page.next !== null) return null;
      const found = (await lookBetween()) ?? (isWhole ? await lookOutside() : null);
      gaps.isFound = found !== null;
      return found;
    },
  };
}

function isBetween(ms: number | null, stretch: TimeRange | null): boolean {
  return ms !== null && stretch !== null && ms > stretch.fromMs && ms < stretch.toMs;
}

function lengthOf({ fromMs, toMs }: TimeRange): number {
  return toMs - fromMs;
}

function between({ fromMs, toMs }: TimeRange): string {
  return `${renderInstant(fromMs)} and ${renderInstant(toMs)}`;
}

function betweenText(stretch: TimeRange): string {
  return `the source passes over payments where a page ends: asked for the time between ${between(stretch)}, where one page ends and the next begins, it gives some that no page brought; it may count its pages wrong, or go on behind more than the last payment`;
}

function outsideText(stretch: TimeRange): string {
  return `the source does not give all of a range: asked for the time between ${between(stretch)} alone, from which nothing came, it gives payments; ask for shorter ranges (--from and --to, or payments.source.range.maxWindow)`;
}
