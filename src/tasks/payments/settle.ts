/**
 * From converted records to fates: tells new transactions from repeated ones,
 * gathers batches, keeps a bounded number of them under way, and writes the
 * journal so that at any moment it holds exactly what is settled.
 */
import type { Conversion } from "../../protocols/payments/convert.js";
import type { Payment } from "../../protocols/payments/payment.js";
import { hash64 } from "./id-table.js";
import { keyOf, type FateLine, type PageLine } from "./journal-lines.js";
import type { Stop } from "./persist.js";
import type { PaymentFate, Sink } from "./push-batch.js";
import type { SyncJournal } from "./sync-journal.js";

/** What a record came to; a refusal has its reason in words. */
export type Taken =
  | Exclude<Conversion, { kind: "refused" }>
  | {
      readonly kind: "refused";
      readonly transactionId: string | null;
      readonly reason: string;
    };

export interface TakenRecord {
  readonly conversion: Taken;
  /** Tells records apart that have no id. */
  readonly digest: () => string;
}

export type PageHead = Pick<
  PageLine,
  | "page"
  | "window"
  | "pass"
  | "next"
  | "marks"
  | "unstable"
  | "short"
  | "outside"
> & {
  /** Number of the window's first page. */
  readonly windowStart: number;
};

export interface Settler {
  /** Null while all is well. */
  readonly stop: () => Stop | null;
  /** Resolves when there is room for more. */
  readonly take: (
    head: PageHead,
    records: readonly TakenRecord[],
  ) => Promise<PageLine>;
  /** Sends what is gathered, full batch or not. */
  flush(): Promise<void>;
  /** Waits until everything under way is settled. */
  drain(): Promise<void>;
}

export interface SettleOptions {
  readonly journal: SyncJournal;
  readonly sink: Sink;
  readonly batchSize: number;
  readonly concurrency: number;
  /** Told of each record that is refused, and of each contradiction. */
  readonly onProblem: (problem: RecordProblem) => void;
}

export interface RecordProblem {
  readonly kind: "refused" | "failed" | "conflict";
  readonly transactionId: string | null;
  readonly reason: string;
}

interface OpenPage {
  readonly number: number;
  /** Null until every record is looked at. */
  line: PageLine | null;
  /** Payments without a fate. */
  waiting: number;
}

interface Waiting {
  readonly payment: Payment;
  readonly page: OpenPage;
  readonly content: string;
}

/** A transaction under way, not yet in the journal. */
type Pending = Map<string, { readonly content: string; readonly page: number }>;

/** Reasons are cut, so that a line of the journal stays one block. */
const LONGEST_REASON = 500;

export function createSettler(options: SettleOptions): Settler {
  const { journal, onProblem } = options;
  const pending: Pending = new Map();
  const openPages: OpenPage[] = [];
  const writes = createWriteQueue();
  const deliveries = createDeliveries(options, async (sent, fates) => {
    const lines = fateLines(sent, fates, onProblem);
    const written = journal.addFates(lines);
    lines.forEach((line) => pending.delete(keyOfLine(line)));
    await writes.add(written);
    await settlePages();
  });

  const settlePages = async (): Promise<void> => {
    for (;;) {
      const [page] = openPages;
      if (page?.line == null || page.waiting > 0) return;
      openPages.shift();
      await writes.add(journal.addPage(page.line));
    }
  };

  const take: Settler["take"] = async (head, records) => {
    const page: OpenPage = { number: head.page, line: null, waiting: 0 };
    openPages.push(page);
    const counts = { fresh: 0, repeats: 0, moved: 0, conflicts: 0 };
    const lines: FateLine[] = [];
    for (const { conversion, digest } of records) {
      const id = idOf(conversion);
      const record = id === null ? digest() : undefined;
      const key = keyOf(conversion.kind, id, record);
      const content = contentOf(conversion);
      const hit = pending.get(key) ?? journal.find(key);
      const seen = hit instanceof Promise ? await hit : hit;
      if (seen !== null) {
        countSeen(seen, journal.recovered.delete(key));
        if ((seen.content ?? "") !== content) {
          counts.conflicts += 1;
          onProblem({ kind: "conflict", transactionId: id, reason: CONFLICT });
        }
        continue;
      }
      counts.fresh += 1;
      pending.set(key, { content, page: head.page });
      if (conversion.kind !== "payment") {
        lines.push(recordLine(conversion, record, head.page, onProblem));
        continue;
      }
      page.waiting += 1;
      await deliveries.add({ payment: conversion.payment, page, content });
      if (deliveries.stop() !== null) return pageLine(head, counts);
    }
    const written = journal.addFates(lines);
    lines.forEach((line) => pending.delete(keyOfLine(line)));
    await writes.add(written);
    page.line = pageLine(head, counts);
    await settlePages();
    return page.line;

    function countSeen(seen: { page: number }, isRecovered: boolean): void {
      if (isRecovered) counts.fresh += 1;
      else if (head.pass === 1) {
        counts.repeats += 1;
        if (seen.page >= head.windowStart && seen.page < head.page)
          counts.moved += 1;
      }
    }
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

interface WriteQueue {
  /** Waits for the write before this one, so that the disk is never more than one behind. */
  readonly add: (written: Promise<void>) => Promise<void>;
  readonly drain: () => Promise<void>;
}

/**
 * Nothing has to be on the disk before the next request goes out: what a crash
 * loses of the journal is polled and pushed again, and PlayCamp skips it.
 */
function createWriteQueue(): WriteQueue {
  let last: Promise<void> = Promise.resolve();
  return {
    add: (written) => {
      const before = last;
      last = before.then(() => written);
      // Whoever comes next hears of a failure.
      last.catch(() => undefined);
      written.catch(() => undefined);
      return before;
    },
    drain: () => last,
  };
}

const CONFLICT = "came again with other content; the first is kept";

function pageLine(
  { windowStart: _, ...head }: PageHead,
  counts: Pick<PageLine, "fresh" | "repeats" | "moved" | "conflicts">,
): PageLine {
  const { fresh, repeats } = counts;
  const outside = head.pass === 1 ? head.outside : 0;
  return { ...head, ...counts, outside, fetched: fresh + repeats + outside };
}

interface Deliveries {
  readonly stop: () => Stop | null;
  /** Resolves when there is room for more. */
  readonly add: (waiting: Waiting) => Promise<void> | undefined;
  readonly flush: () => Promise<void>;
  readonly drain: () => Promise<void>;
}

/** Gathers batches and keeps a bounded number of them under way. */
function createDeliveries(
  { sink, batchSize, concurrency }: SettleOptions,
  settle: (
    sent: readonly Waiting[],
    fates: readonly PaymentFate[],
  ) => Promise<void>,
): Deliveries {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let batch: Waiting[] = [];
  let stop: Stop | null = null;
  const deliver = async (sent: readonly Waiting[]): Promise<void> => {
    const outcome = await sink(sent.map(({ payment }) => payment));
    stop ??= outcome.stop;
    await settle(sent, outcome.fates);
  };
  const flush = async (): Promise<void> => {
    while (underWay.size >= concurrency) await Promise.race(underWay);
    rethrow(failures);
    if (batch.length === 0 || stop !== null) return;
    const sent = batch;
    batch = [];
    const delivery: Promise<void> = deliver(sent)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(delivery));
    underWay.add(delivery);
  };
  return {
    stop: () => stop,
    add: (waiting) => {
      batch.push(waiting);
      return batch.length >= batchSize ? flush() : undefined;
    },
    flush,
    drain: async () => {
      while (underWay.size > 0) await Promise.race(underWay);
      rethrow(failures);
    },
  };
}

function rethrow(failures: readonly unknown[]): void {
  if (failures.length > 0) throw failures[0];
}

function fateLines(
  sent: readonly Waiting[],
  fates: readonly PaymentFate[],
  onProblem: SettleOptions["onProblem"],
): readonly FateLine[] {
  const byId = new Map(sent.map((each) => [each.payment.transactionId, each]));
  return fates.flatMap(({ payment, fate, reason }) => {
    const { transactionId } = payment;
    const waiting = byId.get(transactionId);
    if (waiting === undefined) return [];
    waiting.page.waiting -= 1;
    if (fate === "failed")
      onProblem({ kind: "failed", transactionId, reason: reason ?? "" });
    return [paymentLine(waiting, fate, reason)];
  });
}

function keyOfLine({ kind, id, record }: FateLine): string {
  return keyOf(kind, id, record);
}

function idOf(conversion: Taken): string | null {
  return conversion.kind === "payment"
    ? conversion.payment.transactionId
    : conversion.transactionId;
}

/** Empty for what is not a payment: only money can contradict itself. */
function contentOf(conversion: Taken): string {
  if (conversion.kind !== "payment") return "";
  const { payment } = conversion;
  const [high, low] = hash64(
    payment.userId,
    payment.productId,
    payment.amount,
    payment.currency,
    payment.platform,
    payment.distributionType,
    payment.purchasedAt,
  );
  return high.toString(36) + low.toString(36);
}

function paymentLine(
  { payment, page, content }: Waiting,
  fate: FateLine["fate"],
  reason: string | null,
): FateLine {
  return {
    id: payment.transactionId,
    kind: "payment",
    fate,
    amount: payment.amount,
    currency: payment.currency,
    content,
    page: page.number,
    ...(reason === null ? {} : { reason: reason.slice(0, LONGEST_REASON) }),
  };
}

function recordLine(
  conversion: Exclude<Taken, { kind: "payment" }>,
  record: string | undefined,
  page: number,
  onProblem: SettleOptions["onProblem"],
): FateLine {
  const id = conversion.transactionId;
  const unnamed = record === undefined ? {} : { record };
  if (conversion.kind === "refund") {
    const { payment } = conversion;
    const money =
      payment === null
        ? {}
        : { amount: payment.amount, currency: payment.currency };
    return { id, ...unnamed, kind: "refund", fate: "refund", ...money, page };
  }
  const reason = conversion.reason.slice(0, LONGEST_REASON);
  onProblem({ kind: "refused", transactionId: id, reason });
  return { id, ...unnamed, kind: "refused", fate: "refused", page, reason };
}
