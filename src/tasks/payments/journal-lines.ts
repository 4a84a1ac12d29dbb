/** What a run's journal holds, line by line, and what the lines add up to. Reading and writing files is for others. */
import {
  addDecimals,
  parseDecimal,
  renderDecimal,
  ZERO,
  type Decimal,
} from "../../protocols/payments/money.js";
import type { PageState } from "../../protocols/payments/paging.js";

export const SYNC_FORMAT = "playcamp-gw/sync@1";

/** What makes two runs the same run. */
export interface RunIdentity {
  /** The profile's file and environment. */
  readonly profile: string;
  readonly source: string;
  /** Null where nothing is pushed. */
  readonly push: string | null;
  /** UTC, ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** Digest of how records are polled and converted. */
  readonly settings: string;
}

export interface RunLine {
  readonly run: RunIdentity & { readonly format: string };
}

export type Fate =
  | "pushed"
  /** PlayCamp had it already. */
  | "skipped"
  /** PlayCamp will not take it. */
  | "failed"
  /** The record cannot become a payment. */
  | "refused"
  | "refund"
  /** Converted, and not pushed because nobody asked for it. */
  | "converted";

export type RecordKind = "payment" | "refund" | "refused";

/** What became of one transaction. */
export interface FateLine {
  /** Null when the record has no readable transaction id. */
  readonly id: string | null;
  /** Stands for the id where there is none. */
  readonly record?: string;
  readonly kind: RecordKind;
  readonly fate: Fate;
  /** Of payments, and of refunds that hold theirs. */
  readonly amount?: string;
  readonly currency?: string;
  /** Digest of the payment, to tell a repetition from a contradiction. */
  readonly content?: string;
  /** The page that brought it, counted over the whole run. */
  readonly page: number;
  readonly reason?: string;
}

/** A page whose transactions are all settled, and where the poll goes on. */
export interface PageLine {
  readonly page: number;
  readonly window: number;
  readonly pass: number;
  /** Records received for the first time in this pass over the window. */
  readonly fetched: number;
  readonly fresh: number;
  readonly repeats: number;
  /** Of the repeats, those that an earlier page of this window brought: the source's order moved. */
  readonly moved: number;
  readonly conflicts: number;
  /** Records outside the range, of a source that takes none. */
  readonly outside: number;
  /** Null at the end of the pass. `seen` is spread over the lines as `marks`. */
  readonly next: Omit<PageState, "seen"> | null;
  readonly marks: readonly string[];
  /** Something else shows that records may have been missed: poll the window again. */
  readonly unstable?: true;
  /** Records that the source's own total promised and that did not come. */
  readonly short?: number;
}

export interface EndLine {
  readonly end: true;
}

export type JournalLine = RunLine | FateLine | PageLine | EndLine;

export function renderLine(line: JournalLine): string {
  return "fate" in line ? renderFate(line) : `${JSON.stringify(line)}\n`;
}

/** What `JSON.stringify` would write: there are as many of these as transactions. */
function renderFate(line: FateLine): string {
  const { record, amount, currency, content, reason } = line;
  const named = `{"id":${JSON.stringify(line.id)}${record === undefined ? "" : `,"record":${JSON.stringify(record)}`}`;
  const money = `${amount === undefined ? "" : `,"amount":"${amount}"`}${currency === undefined ? "" : `,"currency":"${currency}"`}${content === undefined ? "" : `,"content":"${content}"`}`;
  const why = reason === undefined ? "" : `,"reason":${JSON.stringify(reason)}`;
  return `${named},"kind":"${line.kind}","fate":"${line.fate}"${money},"page":${line.page}${why}}\n`;
}

/** @returns null for what no run has written: the torn end of a crash */
export function parseLine(text: string): JournalLine | null {
  try {
    const value: unknown = JSON.parse(text);
    const isLine =
      typeof value === "object" &&
      value !== null &&
      ["run", "fate", "marks", "end"].some((key) => key in value);
    return isLine ? (value as JournalLine) : null;
  } catch {
    return null;
  }
}

/**
 * A transaction's name in the table of those seen; a refund is not its payment.
 *
 * A payment's is mostly its id, the very string: a million names need not be made.
 */
export function keyOf(
  kind: RecordKind,
  id: string | null,
  record: string | undefined,
): string {
  if (id === null) return `?${record ?? ""}`;
  const isPlain = kind === "payment" && !id.includes(":") && id[0] !== "?";
  return isPlain ? id : `${kind}:${id}`;
}

export interface Sum {
  count: number;
  amount: Decimal;
}

export type MoneyFate = "pushed" | "skipped" | "failed" | "converted";

/** Counts and exact sums, folded from the lines: a resumed run has what an unbroken one would have. */
export interface Tally {
  fetched: number;
  repeats: number;
  conflicts: number;
  outside: number;
  pages: number;
  /** Window → records that its last pass lacked by the source's own total. */
  readonly shortfalls: Map<number, number>;
  readonly fates: Record<Fate, number>;
  /** Currency → fate → sum. */
  readonly sums: Map<string, Record<MoneyFate, Sum>>;
}

export function emptyTally(): Tally {
  return {
    fetched: 0,
    repeats: 0,
    conflicts: 0,
    outside: 0,
    pages: 0,
    shortfalls: new Map(),
    fates: {
      pushed: 0,
      skipped: 0,
      failed: 0,
      refused: 0,
      refund: 0,
      converted: 0,
    },
    sums: new Map(),
  };
}

export function addToTally(tally: Tally, line: JournalLine): void {
  if ("fate" in line) {
    tally.fates[line.fate] += 1;
    if (line.kind === "payment") addMoney(tally, line);
  } else if ("marks" in line) {
    tally.pages += 1;
    tally.fetched += line.fetched;
    tally.repeats += line.repeats;
    tally.conflicts += line.conflicts;
    tally.outside += line.outside;
    if (line.next === null) tally.shortfalls.set(line.window, line.short ?? 0);
  }
}

function addMoney(tally: Tally, { fate, amount, currency }: FateLine): void {
  const decimal = amount === undefined ? null : parseDecimal(amount);
  if (decimal === null || currency === undefined) return;
  if (fate === "refused" || fate === "refund") return;
  let sums = tally.sums.get(currency);
  if (sums === undefined) {
    const none = (): Sum => ({ count: 0, amount: ZERO });
    sums = {
      pushed: none(),
      skipped: none(),
      failed: none(),
      converted: none(),
    };
    tally.sums.set(currency, sums);
  }
  const sum = sums[fate];
  sum.count += 1;
  sum.amount = addDecimals(sum.amount, decimal);
}

export interface CurrencySum {
  readonly currency: string;
  readonly fate: MoneyFate;
  readonly count: number;
  /** Major units, exact. */
  readonly amount: string;
}

/** By currency, in the order of {@link MoneyFate}; sums of nothing are left out. */
export function currencySums({ sums }: Tally): readonly CurrencySum[] {
  const order: readonly MoneyFate[] = [
    "pushed",
    "skipped",
    "failed",
    "converted",
  ];
  return [...sums.keys()].sort().flatMap((currency) =>
    order.flatMap((fate) => {
      const sum = sums.get(currency)?.[fate];
      return sum === undefined || sum.count === 0
        ? []
        : [
            {
              currency,
              fate,
              count: sum.count,
              amount: renderDecimal(sum.amount),
            },
          ];
    }),
  );
}
