/** A whole range of the game's records in memory, for what has to be compared as a whole. */
import type { Conversion } from "../../protocols/payments/conversion.js";
import { renderPayment } from "../../protocols/payments/payment.js";
import { doubtsOf } from "./outcome-report.js";
import { keyOf } from "./journal-lines.js";
import type { Stop } from "./persist.js";
import { pollWindows, type PollOrder, type WalkPorts } from "./poll-windows.js";
import { START } from "./poll-position.js";
import type { Settler } from "./settle.js";
import { nothingShown } from "./shown.js";
import { addTwice, contentOf, type OnProblem, type Taken } from "./taken-record.js";

export type Collected = Exclude<Conversion, { kind: "refused" | "other" }>;

export interface Collection {
  readonly conversions: readonly Collected[];
  readonly refused: number;
  /** Why what came may not be all, in words. */
  readonly doubts: readonly string[];
  /** Null when the whole range was polled. */
  readonly stop: Stop | null;
}

/** Records that come again unchanged are kept once; contradictions are all kept. */
export async function collectRecords(
  order: PollOrder,
  ports: WalkPorts & { readonly onProblem: OnProblem },
  onCount: (count: number) => void,
): Promise<Collection> {
  const conversions: Collected[] = [];
  /** Key and content → page that brought it first. */
  const seen = new Map<string, number>();
  let refused = 0;
  const tally = { pages: 0, absent: 0, doubts: new Set<string>() };
  const shortfalls = new Map<number, number>();
  const take: Settler["take"] = async ({ windowStart, ...head }, records) => {
    let fresh = 0;
    let moved = 0;
    const twice: string[] = [];
    if (head.ofRefunds !== true) tally.pages += 1;
    if (head.absent === true) tally.absent += 1;
    head.doubts?.forEach((doubt) => tally.doubts.add(doubt));
    if (head.next === null) shortfalls.set(head.window, head.short ?? 0);
    for (const { conversion, record } of records) {
      const name = nameOf(conversion, record);
      const page = seen.get(name);
      if (page !== undefined) {
        if (page < windowStart || page >= head.page) continue;
        moved += 1;
        if (head.pass === 1) addTwice(twice, conversion);
        continue;
      }
      seen.set(name, head.page);
      fresh += 1;
      if (conversion.kind !== "refused") conversions.push(conversion);
      else {
        refused += 1;
        const { transactionId, reason } = conversion;
        ports.onProblem({ kind: "refused", transactionId, reason });
      }
    }
    onCount(conversions.length);
    const repeats = records.length - fresh;
    return {
      ...head,
      fresh,
      moved,
      ...(twice.length > 0 ? { twice } : {}),
      repeats,
      conflicts: 0,
      fetched: records.length,
    };
  };
  const settler: Settler = {
    take,
    stop: () => null,
    flush: () => Promise.resolve(),
    drain: () => Promise.resolve(),
  };
  const journal = {
    position: START,
    shown: nothingShown(),
    recovered: new Map(),
    find: () => null,
  };
  const stop = await pollWindows(order, journal, settler, ports);
  const missing = [...shortfalls.values()].reduce((a, b) => a + b, 0);
  const short = missing === 0 ? [] : [`the source counts ${missing} more than it gave`];
  const doubts = [...doubtsOf(tally, order.settings.source.records), ...short];
  return { conversions, refused, doubts, stop };
}

function nameOf(conversion: Taken, record: string | undefined): string {
  if (conversion.kind === "payment") return `payment:${renderPayment(conversion.payment)}`;
  const { kind, transactionId } = conversion;
  const part = conversion.kind === "refund" ? contentOf(conversion) : record;
  return keyOf(kind, transactionId, part);
}
