/** What a run came to: the summary, and one line a transaction. */
import { keyOf, type OutcomeLine } from "./journal-lines.js";
import type { Stop } from "./persist.js";
import type { SyncJournal } from "./sync-journal.js";
import { currencySums, type CurrencySum, type Tally } from "./tally.js";

export interface SyncSummary {
  readonly finished: boolean;
  readonly fetched: number;
  readonly converted: number;
  readonly refused: number;
  /** Records of refunds. */
  readonly refunds: number;
  /** Payments that PlayCamp has taken back, now or before. */
  readonly refunded: number;
  /** Refunds of a part of a payment, which PlayCamp's call cannot say: not sent. */
  readonly refundsInPart: number;
  /** Refunds of payments that neither the run nor PlayCamp has. */
  readonly refundsUnknown: number;
  readonly pushed: number;
  /** PlayCamp had them already. */
  readonly skipped: number;
  readonly failed: number;
  /** Records that came again, the same in every field. */
  readonly repeats: number;
  /** Transactions that came again with other content. */
  readonly conflicts: number;
  /** Outside the range, of a source that takes none. */
  readonly outside: number;
  /** No payments by `payments.source.counts`. */
  readonly others: number;
  /** Payments whose time its zone's clocks showed twice or never. */
  readonly unsureTimes: number;
  /** By the source's own totals, and never given. */
  readonly missing: number;
  /** Why what came may not be all, in words; the run is then incomplete. */
  readonly doubts: readonly string[];
  readonly sums: readonly CurrencySum[];
  readonly stop: Stop | null;
}

/** @param recordsPath the profile's, for the message where it never led anywhere */
export function summarise(tally: Tally, stop: Stop | null, recordsPath?: string): SyncSummary {
  const { outcomes, fetched, repeats, conflicts, outside, others, unsureTimes } = tally;
  const { pushed, skipped, refused, refund, refunded } = outcomes;
  const failed = outcomes.failed + outcomes["refund-failed"];
  return {
    finished: stop === null,
    fetched,
    converted: pushed + skipped + outcomes.failed + outcomes.converted,
    refused,
    refunds: refund,
    refunded,
    refundsInPart: outcomes["refund-partial"],
    refundsUnknown: outcomes["refund-unknown"],
    pushed,
    skipped,
    failed,
    repeats,
    conflicts,
    outside,
    others,
    unsureTimes,
    missing: [...tally.shortfalls.values()].reduce((a, b) => a + b, 0),
    doubts: doubtsOf(tally, recordsPath),
    sums: currencySums(tally),
    stop,
  };
}

/** @param recordsPath see {@link summarise} */
export function doubtsOf(
  { doubts, pages, absent }: Pick<Tally, "doubts" | "pages" | "absent">,
  recordsPath: string | undefined,
): readonly string[] {
  if (pages === 0 || absent < pages) return [...doubts];
  const nowhere = `"${recordsPath ?? ""}" led nowhere in any reply: the path may be wrong, or an error told with status 200; where that is how the source says that there are none, set payments.source.empty to {"absent":true}`;
  return [...doubts, nowhere];
}

export type RunOutcome = "done" | "refused" | "incomplete" | "interrupted";

export function outcomeOf(summary: SyncSummary): RunOutcome {
  const { stop, failed, refused, conflicts, missing, doubts } = summary;
  if (stop?.kind === "interrupted") return "interrupted";
  if (stop?.kind === "refused" || failed + refused + conflicts > 0) return "refused";
  const open = missing + summary.refundsInPart + summary.refundsUnknown + doubts.length;
  return stop === null && open === 0 ? "done" : "incomplete";
}

/** A line of `--out`. */
interface TransactionLine {
  readonly transactionId: string | null;
  readonly outcome: OutcomeLine["outcome"];
  readonly amount?: string;
  readonly currency?: string;
  /** The source also has a refund of it. */
  readonly refunded?: true;
  /** What became of its refund at PlayCamp. */
  readonly refund?: OutcomeLine["outcome"];
  readonly reason?: string;
}

/** One line of NDJSON a transaction; of one with several records, its payment's. */
export async function* transactionLines(journal: SyncJournal): AsyncGenerator<string> {
  const { refund, refused } = journal.tally.outcomes;
  // Only then can one transaction have several records.
  const isMixed = refund + refused > 0;
  let lines = "";
  for await (const outcome of journal.outcomes()) {
    const line = isMixed ? await mergedLine(outcome, journal) : transactionLine(outcome, false);
    if (line === null) continue;
    lines += `${JSON.stringify(line)}\n`;
    if (lines.length < 64 * 1024) continue;
    yield lines;
    lines = "";
  }
  yield lines;
}

/** Null for a record whose transaction another line tells of. */
async function mergedLine(
  line: OutcomeLine,
  journal: SyncJournal,
): Promise<TransactionLine | null> {
  const { id, kind } = line;
  const has = async (other: OutcomeLine["kind"]) => {
    const found = journal.find(keyOf(other, id, undefined));
    return found !== null && (await found) !== null;
  };
  if (kind === "refund-call") return null;
  if (id === null) return transactionLine(line, false);
  if (kind !== "payment" && (await has("payment"))) return null;
  if (kind === "refused" && (await has("refund"))) return null;
  // One line tells of all refunds of a payment.
  if (kind === "refund" && line.record !== undefined) return null;
  const call = await journal.find(keyOf("refund-call", id, undefined));
  const told = transactionLine(line, kind === "payment" && (await has("refund")));
  if (call === null) return told;
  return {
    ...told,
    refund: call.outcome,
    ...(call.reason === undefined ? {} : { reason: call.reason }),
  };
}

function transactionLine(
  { id, outcome, amount, currency, reason }: OutcomeLine,
  isRefunded: boolean,
): TransactionLine {
  return {
    transactionId: id,
    outcome,
    ...(amount === undefined ? {} : { amount }),
    ...(currency === undefined ? {} : { currency }),
    ...(isRefunded ? { refunded: true as const } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}
