/**
 * Numbered pages of a source that counts them from 0, where the profile has them begin
 * with 1: the first page is never asked for, and a short list is on no other.
 */
import { querySection } from "../../protocols/payments/end-doubts.js";
import type { PaymentSource } from "../../protocols/payments/mapping.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { agreedTotal, firstPage } from "../../protocols/payments/paging.js";
import { parseIsoInstant } from "../../protocols/payments/times.js";
import { isWithin, type TimeRange } from "../../protocols/payments/windows.js";
import { type ConvertedPage, convertReply } from "./convert-page.js";
import type { FindLine } from "./find-line.js";
import { leavesRoom } from "./pace.js";
import { isSettled } from "./page-before.js";
import { pollPage, type PollPorts, type WindowOrder } from "./poll-page.js";
import { nameOf, type TakenRecord } from "./taken-record.js";
import type { Turn } from "./turn-page.js";

export interface NumberCheck {
  /**
   * Asks for the page before the first one, until a window has told how they are counted.
   *
   * @param settled finds what the run has brought so far: of a window that it goes on with,
   *   the pages before
   */
  readonly before: (settled: FindLine) => Promise<void>;
  /** @returns at the window's end, in words, what speaks against its number; null where nothing does */
  readonly afterPage: (page: SeenPage) => string | null;
}

type SeenPage = Pick<Turn, "next"> & Pick<ConvertedPage, "count" | "records">;

export function createNumberCheck(
  { settings, window, bounds }: WindowOrder,
  ports: PollPorts,
): NumberCheck {
  const { source } = settings;
  const paging = pagingOf(source);
  /** Of page 0, in the window, and on no other page so far. */
  const left = new Set<string>();
  // A total tells of what is passed over, where the list is read to its end.
  const isTold = agreedTotal(paging) !== null && source.order === undefined;
  const isFromOne = paging.kind === "page" && Number(paging.first ?? 1) === 1;
  let isAsked = false;
  return {
    before: async (settled) => {
      isAsked = isFromOne && !isTold && !bounds.isNumbered && leavesRoom(1, source);
      if (!isAsked) return;
      const position = { kind: "number", number: 0 } as const;
      const zeroth = { ...firstPage(paging), position, probing: true };
      const polled = await pollPage(settings, window, zeroth, onceOnly(ports));
      const values = polled.kind === "page" ? polled.reply.records : [];
      const { records } = convertReply(settings, window, values, ports.clock.nowMs());
      bounds.isNumbered = records.length > 0 || polled.kind !== "page";
      for (const record of records)
        if (isInside(record, window) && !(await isSettled(record, settled)))
          left.add(nameOf(record));
    },
    afterPage: ({ next, count, records }) => {
      // Of an empty range nothing can be told.
      if (isAsked && count > 0) bounds.isNumbered = true;
      isAsked = false;
      if (left.size > 0) for (const record of records) left.delete(nameOf(record));
      return next === null && left.size > 0 ? numberText(source) : null;
    },
  };
}

function isInside({ conversion }: TakenRecord, window: TimeRange): boolean {
  const text = conversion.kind === "payment" ? conversion.payment.purchasedAt : "";
  return isWithin(window, parseIsoInstant(text) ?? 0);
}

/** A server may take the number for a fault of its own: it is not asked again. */
function onceOnly(ports: PollPorts): PollPorts {
  const asked = new AbortController();
  const sleep = () => {
    asked.abort();
    return Promise.resolve();
  };
  return {
    ...ports,
    clock: { ...ports.clock, sleep },
    signal: AbortSignal.any([ports.signal, asked.signal]),
    notice: () => undefined,
  };
}

function numberText(source: PaymentSource): string {
  return `the source gives payments on page 0 that are on no page from 1 on: where it counts its pages from 0, set ${querySection(source)}.paging.first to 0`;
}
