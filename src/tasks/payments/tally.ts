/** What a journal's lines add up to: counts, and exact sums of money. */
import { memoize } from "../../core/memoize.js";
import {
  addDecimals,
  parseDecimal,
  renderDecimal,
  ZERO,
  type Decimal,
} from "../../protocols/payments/payment-amount.js";
import type { Outcome, OutcomeLine, JournalLine } from "./journal-lines.js";

export interface Sum {
  count: number;
  amount: Decimal;
}

export type MoneyOutcome = "pushed" | "skipped" | "failed" | "converted";

/** Counts and exact sums, folded from the lines: a resumed run has what an unbroken one would have. */
export interface Tally {
  fetched: number;
  repeats: number;
  conflicts: number;
  outside: number;
  /** No payments by the profile's own rule. */
  others: number;
  /** Payments whose time its zone's clocks showed twice or never. */
  unsureTimes: number;
  /** Of the payments' query. */
  pages: number;
  /** Pages in which the path of the records led nowhere. */
  absent: number;
  /** What speaks against taking what came for all of it, in words. */
  readonly doubts: Set<string>;
  /** Window → records that its last pass lacked by the source's own total. */
  readonly shortfalls: Map<number, number>;
  readonly outcomes: Record<Outcome, number>;
  /** Currency → outcome → sum. */
  readonly sums: Sums;
}

export type Sums = Map<string, Record<MoneyOutcome, Sum>>;

export function emptyTally(): Tally {
  return {
    fetched: 0,
    repeats: 0,
    conflicts: 0,
    outside: 0,
    others: 0,
    unsureTimes: 0,
    pages: 0,
    absent: 0,
    doubts: new Set(),
    shortfalls: new Map(),
    outcomes: {
      pushed: 0,
      skipped: 0,
      failed: 0,
      refused: 0,
      refund: 0,
      refunded: 0,
      "refund-partial": 0,
      "refund-needless": 0,
      "refund-unknown": 0,
      "refund-failed": 0,
      converted: 0,
    },
    sums: new Map(),
  };
}

export function addToTally(tally: Tally, line: JournalLine): void {
  if ("outcome" in line) {
    tally.outcomes[line.outcome] += 1;
    if (line.kind === "payment") addMoney(tally, line);
  } else if ("marks" in line) {
    if (line.ofRefunds !== true) tally.pages += 1;
    tally.fetched += line.fetched;
    tally.repeats += line.repeats;
    tally.conflicts += line.conflicts;
    tally.outside += line.outside;
    tally.others += line.others ?? 0;
    tally.unsureTimes += line.unsureTimes ?? 0;
    if (line.absent === true) tally.absent += 1;
    line.doubts?.forEach((doubt) => tally.doubts.add(doubt));
    if (line.next === null) tally.shortfalls.set(line.window, line.short ?? 0);
  }
}

function addMoney(tally: Tally, { outcome, amount, currency }: OutcomeLine): void {
  const decimal = amount === undefined ? null : decimalOf(amount);
  if (decimal === null || currency === undefined) return;
  if (!isMoneyOutcome(outcome)) return;
  const sum = sumsAt(tally.sums, currency)[outcome];
  sum.count += 1;
  sum.amount = addDecimals(sum.amount, decimal);
}

/** Of one currency, begun where there are none yet. */
export function sumsAt(sums: Sums, currency: string): Record<MoneyOutcome, Sum> {
  const known = sums.get(currency);
  if (known !== undefined) return known;
  const none = (): Sum => ({ count: 0, amount: ZERO });
  const begun = { pushed: none(), skipped: none(), failed: none(), converted: none() };
  sums.set(currency, begun);
  return begun;
}

const MONEY_OUTCOMES: readonly MoneyOutcome[] = ["pushed", "skipped", "failed", "converted"];

export function isMoneyOutcome(outcome: Outcome): outcome is MoneyOutcome {
  return MONEY_OUTCOMES.some((each) => each === outcome);
}

/** A game has few prices, so that nearly every amount was read before. */
const decimalOf = memoize(parseDecimal);

export interface CurrencySum {
  readonly currency: string;
  readonly outcome: MoneyOutcome;
  readonly count: number;
  /** Major units, exact. */
  readonly amount: string;
}

/** By currency, in the order of {@link MoneyOutcome}; sums of nothing are left out. */
export function currencySums({ sums }: Pick<Tally, "sums">): readonly CurrencySum[] {
  return [...sums.keys()].sort().flatMap((currency) =>
    MONEY_OUTCOMES.flatMap((outcome) => {
      const sum = sums.get(currency)?.[outcome];
      return sum === undefined || sum.count === 0
        ? []
        : [
            {
              currency,
              outcome,
              count: sum.count,
              amount: renderDecimal(sum.amount),
            },
          ];
    }),
  );
}
