/**
 * From converted records to outcomes: tells new transactions from repeated ones,
 * hands the payments on to be delivered, and writes the journal so that at any
 * moment it holds exactly what is settled.
 */
import { createDeliveries, type DeliveryOptions } from "./deliveries.js";
import { keyOf, type OutcomeLine, type PageLine } from "./journal-lines.js";
import type { Stop } from "./persist.js";
import type { PaymentOutcome } from "./push-batch.js";
import type { SyncJournal } from "./sync-journal.js";
import {
  addTwice,
  contentOf,
  keyOfLine,
  paymentLine,
  recordLine,
  transactionIdOf,
  type OnProblem,
  type RecordProblem,
  type TakenRecord,
} from "./taken-record.js";
import { createUnderWay, type UnderWay } from "./under-way.js";
import { createWriteQueue } from "./write-queue.js";
import { isWithin, type TimeRange } from "../../protocols/payments/windows.js";

export type PageHead = Pick<
  PageLine,
  | "page"
  | "window"
  | "pass"
  | "next"
  | "marks"
  | "unstable"
  | "changed"
  | "unjudged"
  | "short"
  | "outside"
  | "others"
  | "unsureTimes"
  | "absent"
  | "ofRefunds"
  | "doubts"
  | "span"
  | "unread"
> & {
  /** Number of the window's first page. */
  readonly windowStart: number;
};

export interface Settler {
  /** Null while all is well. */
  readonly stop: () => Stop | null;
  /** Resolves when there is room for more. */
  readonly take: (head: PageHead, records: readonly TakenRecord[]) => Promise<PageLine>;
  /** Sends what is gathered, full batch or not. */
  flush(): Promise<void>;
  /** Waits until everything under way is settled. */
  drain(): Promise<void>;
}

export type SettleOptions = DeliveryOptions & {
  readonly journal: SyncJournal;
  /** Told of each record that is refused or failed, and of each contradiction. */
  readonly onProblem: OnProblem;
  /** Of a shard: payments outside of it are journalled with their time. */
  readonly interior?: TimeRange;
};

interface OpenPage {
  /** Null until every record is looked at. */
  line: PageLine | null;
  /** Payments without a outcome. */
  waiting: number;
}

/** A transaction under way, not yet in the journal. */
interface Pending {
  readonly content: string;
  readonly page: number;
  readonly open: OpenPage;
}

interface Counts {
  fresh: number;
  repeats: number;
  moved: number;
  conflicts: number;
  readonly twice: string[];
}

export function createSettler(options: SettleOptions): Settler {
  const { journal, onProblem, interior } = options;
  const pending = createUnderWay<Pending>();
  const openPages: OpenPage[] = [];
  const writes = createWriteQueue();

  /** @param lines none of which is under way: from now on the journal knows them */
  const write = async (lines: readonly OutcomeLine[]): Promise<void> => {
    if (lines.length > 0) await writes.add(journal.addOutcomes(lines));
    await settlePages();
  };

  const settlePages = async (): Promise<void> => {
    for (;;) {
      const [page] = openPages;
      if (page?.line == null || page.waiting > 0) return;
      openPages.shift();
      await writes.add(journal.addPage(page.line));
    }
  };

  const deliveries = createDeliveries(options, (outcomes) =>
    write(outcomeLines(outcomes, pending, onProblem, interior)),
  );

  const take: Settler["take"] = async (head, records) => {
    const open: OpenPage = { line: null, waiting: 0 };
    openPages.push(open);
    const counts: Counts = { fresh: 0, repeats: 0, moved: 0, conflicts: 0, twice: [] };
    const lines: OutcomeLine[] = [];
    for (const { conversion, record } of records) {
      const id = transactionIdOf(conversion);
      const content = contentOf(conversion);
      let key = keyOf(conversion.kind, id, record);
      let part = record;
      let found = pending.get(key) ?? journal.find(key);
      let seen = found instanceof Promise ? await found : found;
      if (conversion.kind === "refund" && seen !== null && seen.content !== content) {
        // Another refund of the same payment.
        part = content;
        key = keyOf("refund", id, part);
        found = pending.get(key) ?? journal.find(key);
        seen = found instanceof Promise ? await found : found;
      }
      if (seen !== null) {
        const hasMoved = countSeen(seen, head, journal.recovered.delete(key), counts);
        if (hasMoved) addTwice(counts.twice, conversion);
        if ((seen.content ?? "") === content) continue;
        counts.conflicts += 1;
        onProblem({ kind: "conflict", transactionId: id, reason: CONFLICT });
        continue;
      }
      counts.fresh += 1;
      pending.add(key, { content, page: head.page, open });
      if (conversion.kind !== "payment") {
        const line = recordLine(conversion, part, head.page);
        const { reason } = line;
        if (reason !== undefined) onProblem({ kind: "refused", transactionId: id, reason });
        lines.push(line);
        continue;
      }
      open.waiting += 1;
      const room = deliveries.add(conversion.payment);
      if (room !== undefined) await room;
      if (deliveries.stop() !== null) return pageLine(head, counts);
    }
    const line = pageLine(head, counts);
    open.line = line;
    for (const each of lines) pending.take(keyOfLine(each));
    await write(lines);
    return line;
  };

  return {
    stop: deliveries.stop,
    take,
    flush: deliveries.flush,
    drain: async () => {
      await deliveries.drain();
      await settlePages();
      await writes.drain();
    },
  };
}

const CONFLICT = "came again with other content; the first is kept";

function countSeen(
  seen: { readonly page: number },
  { page, pass, windowStart }: PageHead,
  isRecovered: boolean,
  counts: Counts,
): boolean {
  if (isRecovered) counts.fresh += 1;
  if (isRecovered || pass !== 1) return false;
  counts.repeats += 1;
  const hasMoved = seen.page >= windowStart && seen.page < page;
  if (hasMoved) counts.moved += 1;
  return hasMoved;
}

function pageLine(head: PageHead, counts: Counts): PageLine {
  const { windowStart: _, others = 0, unsureTimes = 0, ...own } = head;
  const { twice, ...counted } = counts;
  const { fresh, repeats } = counts;
  // A further pass brings again what the first has counted.
  const isFirst = head.pass === 1;
  const outside = isFirst ? head.outside : 0;
  const once = {
    ...(twice.length > 0 ? { twice } : {}),
    ...(isFirst && others > 0 ? { others } : {}),
    ...(isFirst && unsureTimes > 0 ? { unsureTimes } : {}),
  };
  const fetched = fresh + repeats + outside + (once.others ?? 0);
  return { ...own, ...counted, outside, ...once, fetched };
}

function outcomeLines(
  outcomes: readonly PaymentOutcome[],
  pending: UnderWay<Pending>,
  onProblem: OnProblem,
  interior: TimeRange | undefined,
): readonly OutcomeLine[] {
  const lines: OutcomeLine[] = [];
  for (const outcome of outcomes) {
    const { transactionId, purchasedAt: at } = outcome.payment;
    const waiting = pending.take(keyOf("payment", transactionId, undefined));
    if (waiting === undefined) continue;
    waiting.open.waiting -= 1;
    if (outcome.outcome === "failed") onProblem(failure(outcome));
    const line = paymentLine(outcome, waiting.content, waiting.page);
    const isListed = interior !== undefined && !isWithin(interior, Date.parse(at));
    lines.push(isListed ? { ...line, at } : line);
  }
  return lines;
}

function failure({ payment, reason, deliveryId }: PaymentOutcome): RecordProblem {
  return {
    kind: "failed",
    transactionId: payment.transactionId,
    reason: reason ?? "",
    ...(deliveryId === undefined ? {} : { deliveryId }),
  };
}
