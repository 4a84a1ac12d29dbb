/** What a settlement file's rows add up to, against the totals that stand in it. */
import {
  addDecimals,
  isRounded,
  compareDecimals,
  type Decimal,
  renderDecimal,
  subtractDecimals,
  ZERO,
} from "./payment-amount.js";
import type { FieldReading } from "./payment.js";
import type { SettlementRecord } from "./settlement-record.js";

/** A cell of an amounts' column, signed as it is written; null where it is empty or no amount. */
export type Written = Decimal | null;

export interface TotalCell {
  /** Of the amounts' columns, from 0. */
  readonly column: number;
  readonly amount: FieldReading<Decimal>;
  /** The row's name says of what it is the total: it may be what was paid, or given back. */
  readonly isPart: boolean;
}

export interface Totals {
  /** A payment or a refund; `amount` without its sign. */
  add(record: SettlementRecord, amount: Decimal, written: readonly Written[]): void;
  /** A row of another kind: a total of its column may hold it. */
  pass(currency: string, written: readonly Written[]): void;
  /**
   * A total is not added, but compared with the rows above it: with all of them, or
   * with those since the last total. Of files that begin with it, with those below.
   *
   * @param currency empty where the row names none
   * @returns in words, why it does not agree; null where it does, or where {@link below} will say
   */
  check(row: number, cells: readonly TotalCell[], currency: string): string | null;
  /** Of the rows so far. */
  currencies(): readonly string[];
  /** Of totals above all rows of their currency, those that do not agree. */
  below(): readonly { readonly row: number; readonly problem: string }[];
}

/**
 * Which sum a file's writer meant cannot be seen: of each column as it is written,
 * with or without rows of fees; what was paid and not taken back by a sign; or what
 * is left of it.
 */
interface Sums {
  /** Of rows that count alike in each of the others, which do not hold them. */
  alike: Decimal;
  readonly all: Decimal[];
  readonly counted: Decimal[];
  paid: Decimal;
  back: Decimal;
  /** What of `back` has its sign. */
  signed: Decimal;
}

interface Waiting {
  readonly row: number;
  readonly cell: TotalCell;
  readonly currency: string;
}

export function createTotals(columns: number): Totals {
  const empty = (): Sums => ({
    alike: ZERO,
    all: Array.from({ length: columns }, () => ZERO),
    counted: Array.from({ length: columns }, () => ZERO),
    paid: ZERO,
    back: ZERO,
    signed: ZERO,
  });
  const sums = new Map<string, Sums>();
  const before = new Map<string, Sums>();
  const waiting: Waiting[] = [];

  const sumsOf = (currency: string): Sums => {
    const known = sums.get(currency);
    if (known !== undefined) return known;
    const fresh = empty();
    sums.set(currency, fresh);
    return fresh;
  };
  const whole = (currency: string): Sums | undefined => {
    if (currency !== "") return sums.get(currency);
    const [first, ...others] = sums.values();
    return first && others.reduce((a, b) => merge(a, b, addDecimals), first);
  };
  const problemOf = (
    cell: TotalCell,
    currency: string,
    where: "above" | "below",
  ): string | null => {
    const { column, amount } = cell;
    if (!amount.ok) return `a total that cannot be read: ${amount.problem}`;
    const total = amount.value;
    const sum = whole(currency);
    if (sum === undefined)
      return compareDecimals(total, ZERO) === 0 ? null : "a total of a currency that no row has";
    const since = merge(sum, before.get(currency) ?? empty(), subtractDecimals);
    if (agrees(cell, sum, currency) || agrees(cell, since, currency)) return null;
    const mixed =
      currency === "" && sums.size > 1
        ? ` in several currencies (${[...sums.keys()].sort().join(", ")})`
        : "";
    const shown = renderDecimal(addDecimals(sum.alike, sum.counted[column] ?? ZERO));
    return `the total says ${renderDecimal(total)}, and the rows ${where} add up to ${shown}${mixed}`;
  };

  return {
    add: ({ currency, status }, amount, written) => {
      const own = sumsOf(currency);
      const isNegated = written.some(isNegative);
      if (columns === 1 && status === "COMPLETED" && !isNegated) {
        own.alike = addDecimals(own.alike, amount);
        return;
      }
      addAll(own.all, written);
      addAll(own.counted, written);
      if (status === "COMPLETED") own.paid = addDecimals(own.paid, amount);
      if (status !== "REFUNDED") return;
      own.back = addDecimals(own.back, amount);
      if (isNegated) own.signed = addDecimals(own.signed, amount);
    },
    pass: (currency, written) => {
      addAll(sumsOf(currency).all, written);
    },
    check: (row, cells, currency) => {
      const isAbove = currency === "" ? sums.size === 0 : !sums.has(currency);
      if (isAbove) {
        waiting.push(...cells.map((cell) => ({ row, cell, currency })));
        return null;
      }
      const problem = firstOf(cells, (cell) => problemOf(cell, currency, "above"));
      const now = whole(currency);
      if (now !== undefined) before.set(currency, merge(now, empty(), addDecimals));
      return problem;
    },
    currencies: () => [...sums.keys()],
    below: () => {
      before.clear();
      return waiting.flatMap(({ row, cell, currency }) => {
        const problem = problemOf(cell, currency, "below");
        return problem === null ? [] : [{ row, problem }];
      });
    },
  };
}

function firstOf<Item>(
  items: readonly Item[],
  problemOf: (item: Item) => string | null,
): string | null {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== null) return problem;
  }
  return null;
}

function isNegative(amount: Written): boolean {
  return amount !== null && amount.digits < 0n;
}

function addAll(sums: Decimal[], written: readonly Written[]): void {
  written.forEach((amount, at) => {
    if (amount !== null) sums[at] = addDecimals(sums[at] ?? ZERO, amount);
  });
}

function merge(a: Sums, b: Sums, join: (a: Decimal, b: Decimal) => Decimal): Sums {
  const each = (left: readonly Decimal[], right: readonly Decimal[]) =>
    left.map((value, at) => join(value, right[at] ?? ZERO));
  return {
    alike: join(a.alike, b.alike),
    all: each(a.all, b.all),
    counted: each(a.counted, b.counted),
    paid: join(a.paid, b.paid),
    back: join(a.back, b.back),
    signed: join(a.signed, b.signed),
  };
}

function agrees({ column, amount, isPart }: TotalCell, sums: Sums, currency: string): boolean {
  if (!amount.ok) return false;
  const { alike, all, counted, back, signed } = sums;
  const paid = addDecimals(alike, sums.paid);
  const plain = [
    addDecimals(alike, all[column] ?? ZERO),
    addDecimals(alike, counted[column] ?? ZERO),
    subtractDecimals(paid, signed),
    subtractDecimals(paid, back),
  ];
  const parts = isPart ? [paid, back, subtractDecimals(ZERO, back)] : [];
  return [...plain, ...parts].some((sum) => isRounded(amount.value, sum, currency));
}
