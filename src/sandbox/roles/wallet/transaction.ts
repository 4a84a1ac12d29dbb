/** A withdrawal or deposit as it was asked for, read out of the callback. */
import type { CallbackAction, CallbackKind } from "../../../protocols/wallet/messages.js";
import type { Account } from "./accounts.js";

export interface Transaction {
  readonly kind: Extract<CallbackKind, "withdraw" | "deposit">;
  readonly action: CallbackAction;
  readonly txId: string;
  readonly roundId: string;
  readonly provider: string;
  /** In millis; not negative and whole as long as the wallet is right. */
  readonly amount: number;
  /** The bet that a deposit belongs to; null when it names none. */
  readonly betTxId: string | null;
  /** The callback's bytes, by which a retry is recognised. */
  readonly body: string;
}

/** A bet that was accepted. */
export interface PlacedBet {
  readonly transaction: Transaction;
  readonly account: Account;
  readonly debited: number;
  refundedBy: string | null;
}

export interface Books {
  /** By `provider_tx_id`. */
  readonly bets: Map<string, PlacedBet>;
  /** Bets that were refused for want of money. */
  readonly refusedBets: Map<string, Transaction>;
  /** Rounds in which something was won. */
  readonly wonRounds: Set<string>;
  /** By `provider_tx_id`. */
  readonly wins: Map<string, Transaction>;
  /** Bets that something was won with. */
  readonly wonBets: Set<string>;
  /** Ids that forged callbacks took, in a wallet that lets them. */
  readonly claimed: Set<string>;
  /** Bets whose rollback came before them. */
  readonly voided: Set<string>;
}

export function openBooks(): Books {
  return {
    bets: new Map(),
    refusedBets: new Map(),
    wonRounds: new Set(),
    wins: new Map(),
    wonBets: new Set(),
    claimed: new Set(),
    voided: new Set(),
  };
}
