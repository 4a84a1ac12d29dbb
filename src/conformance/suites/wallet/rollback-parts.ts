/** What all checks of ROLL_BACK share. */
import type { Bet, Rollback } from "../../../protocols/wallet/ledger-state.js";
import { type Table } from "./table.js";

export const ROLLBACK_CLAUSE =
  "Wallet callbacks, POST /deposit: ROLL_BACK is the refund of a voided bet";

export const ROLLBACK_FIX =
  "Mark the bet as refunded in the transaction that pays it back, and refuse or acknowledge every further rollback of it.";

export function rollbackOf(table: Table, bet: Bet, label = "rollback"): Rollback {
  return {
    type: "rollback",
    txId: table.id(`${label} of ${bet.txId}`),
    roundId: bet.roundId,
    amount: bet.amount,
    betTxId: bet.txId,
  };
}
