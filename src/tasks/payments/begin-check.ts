/**
 * The moment at which a range begins: a source that begins behind it (`>` in place of `>=`)
 * keeps what was paid just then. Windows overlap; before the first one there is none, so a
 * source is asked for that moment alone, from a little before it, and what no page has
 * brought is taken. The range itself is never widened: it may be as long as the source allows.
 */
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { firstPage, type PageState } from "../../protocols/payments/paging.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { renderInstant } from "../../protocols/payments/times.js";
import {
  borderOverlapMs,
  isWithin,
  takesDays,
  type TimeRange,
} from "../../protocols/payments/windows.js";
import { type ConvertedPage, convertReply } from "./convert-page.js";
import type { FindLine } from "./find-line.js";
import { hasTimeFor } from "./pace.js";
import { isSettled } from "./page-before.js";
import { momentOf } from "./payment-times.js";
import { pollPage, type PollPorts, type WindowOrder } from "./poll-page.js";
import { nameOf, type TakenRecord } from "./taken-record.js";
import { type Turn, turnPage } from "./turn-page.js";

/** What a question has brought beside the pages of a window. */
export interface Brought {
  readonly records: readonly TakenRecord[];
  /** In words, why there may be more; null where nothing says so. */
  readonly doubt: string | null;
}

interface BegunOrder extends WindowOrder {
  /** Finds what the run has brought so far. */
  readonly settled: FindLine;
}

export interface BeginCheck {
  /** @returns what is to be taken with the last page of the range's first window; nothing with others */
  readonly afterPage: (page: SeenPage) => Promise<Brought>;
}

type SeenPage = Pick<Turn, "next" | "stop"> & Pick<ConvertedPage, "times" | "records">;

export const NOTHING_BROUGHT: Brought = { records: [], doubt: null };
/** More pages of one moment are not read here. */
const MOST_PAGES = 5;

export function createBeginCheck(order: BegunOrder, ports: PollPorts): BeginCheck {
  const { settings, range, window, bounds, settled } = order;
  const { source } = settings;
  const stepMs = borderOverlapMs(source.range);
  const moment = { fromMs: range.fromMs, toMs: Math.min(range.fromMs + stepMs, range.toMs) };
  const mayAsk = window.fromMs === range.fromMs && canBeAskedBefore(settings);
  /** Of the moment, by their names. */
  const came = new Set<string>();
  const missingOf = async (records: readonly TakenRecord[]): Promise<readonly TakenRecord[]> => {
    const missing: TakenRecord[] = [];
    for (const record of records)
      if (isOf(record, moment) && !came.has(nameOf(record)) && !(await isSettled(record, settled)))
        missing.push(record);
    return missing;
  };
  const ask = async (): Promise<Brought> => {
    const part = { fromMs: moment.fromMs - stepMs, toMs: moment.toMs };
    const missing: TakenRecord[] = [];
    const cut = () => ({ records: missing, doubt: missing.length > 0 ? moreText(moment) : null });
    let state: PageState | null = firstPage(pagingOf(source));
    while (state !== null) {
      if (state.pages >= MOST_PAGES) return cut();
      const polled = await pollPage(settings, part, state, ports);
      if (polled.kind === "stop") return cut();
      const values = polled.kind === "page" ? polled.reply.records : [];
      const { records } = convertReply(settings, part, values, ports.clock.nowMs());
      const found = await missingOf(records);
      missing.push(...found);
      for (const record of found) came.add(nameOf(record));
      // What gives all of that moment in the range is not read to its end here.
      if (missing.length === 0) return NOTHING_BROUGHT;
      const turn: Turn = turnPage(polled, settings, state, false);
      if (turn.stop !== null) return cut();
      state = turn.next;
    }
    return { records: missing, doubt: null };
  };
  return {
    afterPage: async ({ next, stop, times, records }) => {
      if (!mayAsk || bounds.begin.isAsked) return NOTHING_BROUGHT;
      const isEnd = next === null && stop === null;
      if (isEnd || times.some((ms) => isWithin(moment, ms)))
        for (const record of records) if (isOf(record, moment)) came.add(nameOf(record));
      if (!isEnd) return NOTHING_BROUGHT;
      if (!hasTimeFor(1, source, ports.pace)) {
        ports.noticeOnce("begin", SLOW_SOURCE);
        return NOTHING_BROUGHT;
      }
      bounds.begin.isAsked = true;
      const brought = await ask();
      if (brought.records.length > 0)
        ports.noticeOnce("begin", takenText(brought.records.length, moment));
      return brought;
    },
  };
}

/** Of a day that is named as the beginning all would come once more; what has no end is asked for from before it. */
export function canBeAskedBefore({ source }: PaymentsSettings): boolean {
  const { range, order, refund } = source;
  if (range === undefined || range.open === true || takesDays(range)) return false;
  return order === undefined && refund?.every !== true;
}

function isOf(record: TakenRecord, moment: TimeRange): boolean {
  const ms = momentOf(record);
  return ms !== null && isWithin(moment, ms);
}

const SLOW_SOURCE =
  "no request is left for the moment at which the range begins (payments.source.rate, report): where the source begins behind it, as conformance payments tells, what was paid just then is missing";

function takenText(count: number, { fromMs }: TimeRange): string {
  return `asked for ${renderInstant(fromMs)} alone, the source gives ${count === 1 ? "a payment" : `${count} payments`} that it does not give for the range that begins then: it begins behind the moment that it is asked for; what it gave is taken`;
}

function moreText({ fromMs }: TimeRange): string {
  return `asked for ${renderInstant(fromMs)} alone, the source gives payments that it does not give for the range that begins then, and there may be more of them than were read: begin the range a little earlier (--from)`;
}
