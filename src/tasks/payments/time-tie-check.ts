/**
 * Pages that the source names by a token or a link of its own, in the order of time: where
 * its token stands for a time alone, others of the last payment's time are passed over. It is
 * asked for that time by the range, and then gives what no page has brought.
 */
import type { PageState } from "../../protocols/payments/paging.js";
import { firstPage } from "../../protocols/payments/paging.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { renderInstant } from "../../protocols/payments/times.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { type ConvertedPage, convertReply } from "./convert-page.js";
import { leavesRoom } from "./pace.js";
import {
  canBeAskedFor,
  type Order,
  orderOf,
  SECOND_MS,
  timeOf,
  UNSETTLED_MS,
} from "./payment-times.js";
import { pollPage, type PollPorts, type WindowOrder } from "./poll-page.js";
import { nameOf, type TakenRecord } from "./taken-record.js";

type Page = Pick<ConvertedPage, "count" | "times" | "records">;

export interface TimeTieCheck {
  /** @returns in words, why payments between this page and the one before it may be missing */
  readonly afterPage: (state: PageState, page: Page) => Promise<string | null>;
}

/** The end of a page. */
interface Left {
  readonly atMs: number;
  /** Of the payments at that time. */
  readonly names: ReadonlySet<string>;
  readonly order: Order;
}

export function createTimeTieCheck(
  { settings, bounds: { ties } }: WindowOrder,
  ports: PollPorts,
): TimeTieCheck {
  const mayAsk = isNamedBySource(settings) && canBeAskedFor(settings);
  const settledMs = ports.clock.nowMs() - UNSETTLED_MS;
  let left: Left | null = null;
  const passedAt = async ({ atMs, names }: Left): Promise<boolean> => {
    const part = { fromMs: atMs, toMs: atMs + SECOND_MS };
    const polled = await pollPage(settings, part, firstPage(pagingOf(settings.source)), ports);
    if (polled.kind !== "page") return false;
    const given = convertReply(settings, part, polled.reply.records, ports.clock.nowMs());
    return given.records.some((record) => timeOf(record) === atMs && !names.has(nameOf(record)));
  };
  return {
    afterPage: async (_state, page) => {
      if (!mayAsk || ties.areKept || ties.isTold) return null;
      const before = left;
      left = endOf(page, before);
      ties.areSeen ||= hasTies(page.times);
      const [first] = page.times;
      if (before === null || (left === null && page.count > 0)) return null;
      ties.areKept = first === before.atMs;
      const isTurned = left !== null && left.order * before.order < 0;
      // Where no two have one time, that just two at a border have is unlikely.
      if (ties.areKept || !ties.areSeen || isTurned || before.atMs > settledMs) return null;
      if (!leavesRoom(ties.asked + 1, settings.source)) {
        ports.noticeOnce("ties", SLOW_SOURCE);
        return null;
      }
      ties.asked += 1;
      ties.isTold = await passedAt(before);
      return ties.isTold ? passedText(before.atMs) : null;
    },
  };
}

/** @returns null where nothing was paid, and where the page is not in the order of time */
function endOf({ times, records }: Page, before: Left | null): Left | null {
  const last = times.at(-1);
  const order = orderOf(times);
  if (last === undefined || order === null) return null;
  const names = new Set(lastTied(records));
  // A page of one time goes on with what the page before ended with.
  if (order === 0 && before?.atMs === last)
    return { ...before, names: new Set([...before.names, ...names]) };
  return { atMs: last, names, order };
}

/** Names of the last payments that have one time: a page's others are not looked at. */
function lastTied(records: readonly TakenRecord[]): readonly string[] {
  const names: string[] = [];
  let at: string | null = null;
  for (let nth = records.length - 1; nth >= 0; nth -= 1) {
    const record = records[nth];
    if (record?.conversion.kind !== "payment") continue;
    const { purchasedAt } = record.conversion.payment;
    if (at !== null && purchasedAt !== at) break;
    at = purchasedAt;
    names.push(nameOf(record));
  }
  return names;
}

function hasTies(times: readonly number[]): boolean {
  return times.some((ms, at) => at > 0 && ms === times[at - 1]);
}

/** A cursor that is a field of the last record is asked by that: `tie-check.ts`. */
function isNamedBySource({ source }: PaymentsSettings): boolean {
  const paging = pagingOf(source);
  if (paging.kind === "cursor") return paging.next?.includes("[-1]") !== true;
  return paging.kind === "next-url" || paging.kind === "link";
}

const SLOW_SOURCE =
  "the source's rate leaves no requests to ask whether it passes over payments where a page ends: of several at one time, some may be missing";

function passedText(atMs: number): string {
  return `the source goes on behind the time of a page's last payment, and passes over others at that time: asked for ${renderInstant(atMs)} alone, it gives one that no page brought; its pages have to go on by what differs in each payment, or ask for shorter ranges, which need no second page (payments.source.range.maxWindow)`;
}
