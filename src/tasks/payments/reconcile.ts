/** A month of the game's records against PlayCamp's, and what either side makes of it in money. */
import { gameBooks, type GameBooks } from "../../protocols/payments/settlement-books.js";
import {
  settlementTotals,
  type SettlementTotal,
  type StoreFees,
} from "../../protocols/payments/settlement-totals.js";
import {
  matchRecords,
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

export function reconcile(
  game: GameBooks,
  playcamp: readonly SettlementRecord[],
  fees: StoreFees,
): Reconciliation {
  return {
    ...matchRecords(game.records, playcamp),
    refundsWithoutPayment: game.refundsWithoutPayment,
    totals: {
      game: settlementTotals(game.records, fees),
      playcamp: settlementTotals(playcamp, fees),
    },
  };
}
