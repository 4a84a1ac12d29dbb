/** From an operation of the ledger to the callback that asks for it. */
import type { WalletDialect } from "./dialect.js";
import type { WalletOperation } from "./ledger-state.js";
import type { CallbackMessage, WalletSession } from "./messages.js";
import { buildCloseRound, buildRollback, buildWin, buildWithdraw } from "./messages.js";

/**
 * @param operatorId part of a close notification's id, which therefore is not
 *   taken from the operation
 */
export function buildOperation(
  dialect: WalletDialect,
  session: WalletSession & { readonly operatorId: string },
  operation: WalletOperation,
): CallbackMessage {
  switch (operation.type) {
    case "bet":
      return buildWithdraw(dialect, session, {
        ...operation,
        action: operation.free ? "FREE_BET" : "BET",
      });
    case "win":
      return buildWin(dialect, session, {
        ...operation,
        action: operation.free ? "FREE_BET_WIN" : "WIN",
      });
    case "rollback":
      return buildRollback(dialect, session, operation);
    case "close":
      return buildCloseRound(dialect, session, {
        ...operation,
        operatorId: session.operatorId,
      });
  }
}
