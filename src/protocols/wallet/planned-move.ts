/** One move of a random walk, told by numbers, and the operation that it is with fresh identifiers. */
import type { WalletOperation } from "./ledger-state.js";
import { closeRoundTxId } from "./messages.js";
import { toMillis, type Millis } from "./millis.js";

export const WALK_MOVES = [
  "bet",
  "second-bet",
  "shared-round",
  "free-bet",
  "win",
  "rollback",
  "second-rollback",
  "early-rollback",
  "late-bet",
  "foreign-rollback",
  "close",
  "replay",
  "altered-replay",
  "insufficient",
] as const;
export type WalkMove = (typeof WALK_MOVES)[number];

/** One operation; transactions, bets and rounds go by numbers that mean nothing else. */
export interface PlannedMove {
  readonly move: WalkMove;
  readonly type: WalletOperation["type"];
  readonly player: number;
  readonly tx: number;
  readonly round: number;
  /** The transaction that a win or a rollback names. */
  readonly bet: number | null;
  readonly free: boolean;
  /** Of an insufficient bet: how much more than the balance. */
  readonly amount: Millis;
  /** Of a close: stake and outcome of each bet. */
  readonly bets: readonly (readonly [stake: Millis, coefficient: number])[];
}

/**
 * The operation as it goes out.
 *
 * @param idOf an identifier: the same for the same label, another for another
 * @param balance of its player, by the model
 */
export function realiseMove(
  { type, move, tx, round, bet, free, amount, bets }: PlannedMove,
  idOf: (label: string) => string,
  operatorId: string,
  balance: Millis,
): WalletOperation {
  const ids = { txId: idOf(`transaction ${tx}`), roundId: idOf(`round ${round}`) };
  const betTxId = bet === null ? "" : idOf(`transaction ${bet}`);
  switch (type) {
    case "bet":
      return {
        ...{ type, ...ids, free },
        amount: move === "insufficient" ? toMillis(balance + amount) : amount,
      };
    case "win":
      return { type, ...ids, amount, free, betTxId };
    case "rollback":
      return { type, ...ids, amount, betTxId };
    case "close":
      return {
        ...{ type, ...ids, txId: closeRoundTxId(ids.roundId, operatorId) },
        bets: bets.map(([stake, coefficient]) => ({ stake, coefficient })),
      };
  }
}
