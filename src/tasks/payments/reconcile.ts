/** A month of the game's records against PlayCamp's, and what either side makes of it in money. */
import { gameBooks, type GameBooks } from "../../protocols/payments/settlement-books.js";
import {
  settlementTotals,
  storeFee,
  type SettlementTotal,
  type StoreFees,
} from "../../protocols/payments/settlement-totals.js";
import {
  matchRecords,
  type Difference,
  type Match,
  type SettlementRecord,
} from "../../protocols/payments/settlement.js";
import { parseIsoInstant } from "../../protocols/payments/times.js";
import { isWithin, type TimeRange } from "../../protocols/payments/windows.js";
import type { Collected } from "./collect.js";

export interface Reconciliation extends Match {
  readonly totals: {
    readonly game: readonly SettlementTotal[];
    readonly playcamp: readonly SettlementTotal[];
  };
  /** Refunds of payments that are not among the month's. */
  readonly refundsWithoutPayment: readonly string[];
  /** Of PlayCamp's side, dated in another month and unknown to the game in this one; not compared. */
  readonly otherMonths: number;
}

/** The game's side of a month: payments made in it, by their own time. */
export function monthBooks(conversions: readonly Collected[], month: TimeRange): GameBooks {
  return gameBooks(
    conversions.filter(
      ({ payment }) =>
        payment === null || isWithin(month, parseIsoInstant(payment.purchasedAt) ?? 0),
    ),
  );
}

export interface PlaycampBooks {
  readonly records: readonly SettlementRecord[];
  /** Rows that cannot be read, by transaction id. */
  readonly unreadable: ReadonlyMap<string, string>;
}

export function reconcile(
  game: GameBooks,
  playcamp: PlaycampBooks,
  fees: StoreFees,
  month: TimeRange,
): Reconciliation {
  const known = new Set(game.records.map(({ transactionId }) => transactionId));
  const records = playcamp.records.filter(
    (record) => known.has(record.transactionId) || isOfMonth(record, month),
  );
  const feeOf = (record: SettlementRecord) => storeFee(record, fees);
  const { unreadable } = playcamp;
  const { matched, differences } = matchRecords(game.records, records, { feeOf, unreadable });
  return {
    matched,
    differences: [...differences, ...orphanDifferences(game, records)],
    refundsWithoutPayment: game.refundsWithoutPayment.map(({ transactionId }) => transactionId),
    otherMonths: playcamp.records.length - records.length,
    totals: {
      game: settlementTotals(game.records, fees),
      playcamp: settlementTotals(records, fees),
    },
  };
}

/** Whether PlayCamp's side has rows, and none of this month: it proves nothing of it. */
export function isOtherMonth(playcamp: PlaycampBooks, { otherMonths }: Reconciliation): boolean {
  return otherMonths > 0 && otherMonths === playcamp.records.length;
}

/** A refund's time is its own: one of another month matters where the game lists its payment. */
function isOfMonth({ purchasedAt, purchasedOn }: SettlementRecord, month: TimeRange): boolean {
  const ms = parseIsoInstant(purchasedAt ?? purchasedOn ?? "");
  return ms === null || isWithin(month, ms);
}

/** Money that the game gave back, of payments that it does not list: PlayCamp should know of it too. */
function orphanDifferences(
  { refundsWithoutPayment }: GameBooks,
  playcamp: readonly SettlementRecord[],
): readonly Difference[] {
  const refunded = new Set(
    playcamp.flatMap(({ status, transactionId }) => (status === "REFUNDED" ? [transactionId] : [])),
  );
  return refundsWithoutPayment
    .filter(({ transactionId }) => !refunded.has(transactionId))
    .map(({ transactionId, amount }) => ({
      kind: "refund-without-payment",
      transactionId,
      game: amount ?? "REFUNDED",
      playcamp: null,
    }));
}
