/** What the model of one player's wallet knows, and what it expects of an operator. */
import type { Level } from "../../core/report.js";
import type { RoundBet, TransactionIds } from "./messages.js";
import type { Millis } from "./millis.js";

export type WalletOperation =
  | (TransactionIds & {
      readonly type: "bet";
      readonly amount: Millis;
      readonly free: boolean;
    })
  | (TransactionIds & {
      readonly type: "win";
      readonly amount: Millis;
      readonly free: boolean;
      readonly betTxId: string | null;
    })
  | (TransactionIds & {
      readonly type: "rollback";
      readonly amount: Millis;
      readonly betTxId: string;
    })
  | (TransactionIds & {
      readonly type: "close";
      readonly bets: readonly RoundBet[];
    });

export type Bet = Extract<WalletOperation, { type: "bet" }>;
export type Win = Extract<WalletOperation, { type: "win" }>;
export type Rollback = Extract<WalletOperation, { type: "rollback" }>;

/** Which statuses are right; `any` where the answer is free. */
export type Statuses = readonly number[] | "below-500" | "any";

export interface Expected {
  readonly statuses: Statuses;
  /** What the operation does to the balance. */
  readonly delta: Millis;
  /** What the reply must state; null when it need not state a balance. */
  readonly newBalance: Millis | null;
  /** The `txId` of the operation whose reply must come again, every field; else null. */
  readonly replayOf: string | null;
  readonly statusLevel: Level;
  readonly moneyLevel: Level;
}

export interface LedgerEntry {
  readonly operation: WalletOperation;
  /** `open`: the operator had a choice, and what it chose did not show in the balance. */
  readonly standing: "accepted" | "refused" | "open";
  readonly expected: Expected;
}

export interface WalletLedger {
  readonly balance: Millis;
  /** By `provider_tx_id`: those of withdrawals and deposits are one space. */
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  /** `provider_tx_id` of bets whose one refund was given. */
  readonly refunded: ReadonlySet<string>;
}

export function openLedger(balance: Millis): WalletLedger {
  return { balance, entries: new Map(), refunded: new Set() };
}

export function acceptsStatus(statuses: Statuses, status: number): boolean {
  if (statuses === "any") return true;
  return statuses === "below-500" ? status < 500 : statuses.includes(status);
}
