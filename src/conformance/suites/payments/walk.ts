/** Walks through a window's pages as the gateway's poller does, within a bound. Nothing is judged here. */
import type { Exchange } from "../../../core/http-exchange.js";
import { convertRecord } from "../../../protocols/payments/convert.js";
import { explainConversion } from "../../../protocols/payments/convert-fields.js";
import { type Conversion } from "../../../protocols/payments/conversion.js";
import { type JsonValue, renderJson } from "../../../core/json/value.js";
import {
  endDoubts,
  mostPagesOf,
  tooManyPages,
  type WindowEnd,
} from "../../../protocols/payments/end-doubts.js";
import { readSigns } from "../../../protocols/payments/reply-signs.js";
import type { PaymentField, Paging } from "../../../protocols/payments/mapping.js";
import {
  firstPage,
  nextPage,
  saidTotal,
  type PageState,
  type ReceivedPage,
} from "../../../protocols/payments/paging.js";
import { pagingOf } from "../../../protocols/payments/request.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import type { HttpReply } from "../../../core/http.js";
import type { Step } from "../../scenario-context.js";
import { poll, readPoll, type PaymentsContext } from "./payments-target.js";

/** A record and what it means. */
export interface Entry {
  /** As written, white space aside. */
  readonly text: string;
  readonly conversion: Conversion;
  /** Null when it cannot be read. */
  readonly id: string | null;
  /** Tells it from every other record: a payment and its refund may share an id. Null without an id. */
  readonly key: string | null;
  readonly timeMs: number | null;
  readonly currency: string | null;
}

interface WalkedPage {
  readonly state: PageState;
  readonly entries: readonly Entry[];
  /** Of the range, as its reply says it; null where it says nothing. */
  readonly total: string | null;
}

export interface Walk {
  readonly window: TimeRange;
  readonly pages: readonly WalkedPage[];
  readonly entries: readonly Entry[];
  /** `bound`: there may be more. `anomaly`: the pages lead nowhere. `failed`: no reply that can be read. */
  readonly end: "end" | "bound" | "anomaly" | "failed";
  /** What went wrong; empty for `end`. */
  readonly problem: string;
  /** What speaks against taking its records for all, in words; nothing where no reply of its end does. */
  readonly doubts: readonly string[];
  /** The path of the records led nowhere in all its replies. */
  readonly isAbsent: boolean;
  /** The page that turned out to lie past the last one; null where none was asked for. */
  readonly after: PageState | null;
  readonly exchanges: readonly Exchange[];
}

/** @param mostPages requests, at most */
export async function walkWindow(
  context: PaymentsContext,
  name: string,
  window: TimeRange,
  mostPages: number,
): Promise<Walk> {
  const paging = pagingOf(context.target.source);
  const pages: WalkedPage[] = [];
  const exchanges: Exchange[] = [];
  let absent = 0;
  const finish = (
    end: Walk["end"],
    problem: string,
    after: PageState | null,
    doubts: readonly string[] = [],
  ): Walk => ({
    window,
    pages,
    entries: pages.flatMap(({ entries }) => entries),
    end,
    problem,
    doubts,
    isAbsent: absent > 0 && absent === pages.length,
    after,
    exchanges,
  });
  let state = firstPage(paging);
  const allowed = mostPagesOf(context.target.source);
  const most = Math.min(mostPages, allowed);
  for (let number = 1; number <= most; number += 1) {
    const request = poll(context, window, { page: state });
    const step = await context.send(`${name}, page ${number}`, request);
    exchanges.push(...step.exchanges);
    const reading = step.reply === null ? null : readPoll(context.target, step.reply);
    // A server may refuse what lies past its last page.
    if (reading?.kind === "refused" && number > 1) return finish("end", "", state);
    if (reading?.kind !== "records") {
      return finish("failed", `${name}: ${reading?.problem ?? silenceOf(step)}`, null);
    }
    const entries = reading.records.map((record) => entryOf(context, record));
    if (reading.presence === "absent") absent += 1;
    const received = {
      body: reading.body,
      headers: step.reply?.headers ?? [],
      count: entries.length,
      requestUrl: request.url,
      digest: reading.digest,
    };
    // To the last page, whatever a total says: the total itself is judged.
    const next = nextPage(paging, state, received, "ignored");
    const isPast =
      next.kind === "end"
        ? entries.length === 0 || next.received === state.received
        : entries.length === 0 && next.kind === "more" && next.state.probing;
    if (!isPast || number === 1) pages.push({ state, entries, total: saidTotal(paging, received) });
    // Behind an empty page another one may be asked for, but it is none that the bound left out.
    if (next.kind === "end" || (isPast && number === most)) {
      const end = { pages: number, received: state.received + entries.length };
      const doubts = doubtsOf(context, step.reply?.status ?? 0, { ...received, ...end });
      return finish("end", "", isPast ? state : stateBehind(paging, state, received), doubts);
    }
    if (next.kind === "anomaly") return finish("anomaly", next.anomaly.message, null);
    state = next.state;
  }
  const reason =
    allowed <= mostPages
      ? tooManyPages(context.target.source)
      : `not at its end after ${mostPages} pages; poll-payments goes on to payments.source.maxPages`;
  return finish("bound", `${name}: ${reason}`, null);
}

/** The page behind one that says that it is the last; null where pages are not counted. */
function stateBehind(paging: Paging, state: PageState, page: ReceivedPage): PageState | null {
  if (paging.kind !== "page" && paging.kind !== "offset") return null;
  const { more: _, ...bare } = paging;
  const next = nextPage(bare, state, page, "ignored");
  return next.kind === "more" ? next.state : null;
}

/** As a sync would have them. */
function doubtsOf(
  { target: { source } }: PaymentsContext,
  status: number,
  end: Omit<WindowEnd, "signs" | "status">,
): readonly string[] {
  const ignored = [...(source.ignore ?? []), source.success?.path ?? ""];
  const signs = readSigns(end.body, end.headers, source.records ?? "", ignored);
  const fault = signs.fault === null ? [] : [`the reply tells of an error: ${signs.fault}`];
  return [...fault, ...endDoubts(source, { ...end, status, signs })];
}

function silenceOf({ silence }: Step): string {
  return silence?.message ?? "no reply";
}

export function entryOf(
  { target: { settings } }: Pick<PaymentsContext, "target">,
  record: JsonValue,
): Entry {
  const fields = explainConversion(record, settings);
  const textOf = (wanted: PaymentField): string | null => {
    const value = fields.find(({ field }) => field === wanted)?.value;
    return typeof value === "string" ? value : null;
  };
  const time = textOf("purchasedAt");
  const id = textOf("transactionId");
  const conversion = convertRecord(record, settings);
  return {
    text: renderJson(record),
    conversion,
    id,
    key: id === null || conversion.kind !== "refund" ? id : `${id} (refund)`,
    timeMs: time === null ? null : Date.parse(time),
    currency: textOf("currency"),
  };
}

/** The records of a reply; none where it has none. */
export function entriesIn(
  context: Pick<PaymentsContext, "target">,
  reply: HttpReply,
): readonly Entry[] {
  const reading = readPoll(context.target, reply);
  if (reading.kind !== "records") return [];
  return reading.records.map((record) => entryOf(context, record));
}

export function keysOf(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap(({ key }) => key ?? []);
}

/** The distinct times of the records, ascending. */
export function timesOf(entries: readonly Entry[]): readonly number[] {
  const times = new Set(entries.flatMap(({ timeMs }) => timeMs ?? []));
  return [...times].sort((a, b) => a - b);
}
