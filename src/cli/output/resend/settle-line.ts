/** The command line that sends the callback which settles a bet that a round left open. */
import { shellLine } from "../../../core/shell.js";
import type { LeftBet } from "../../../tasks/wallet/round-course.js";

/**
 * The same callback again, byte for byte, as far as this command line can say it.
 *
 * @param target the words that lead back to the same operator
 */
export function settleLine(
  { action, txId, roundId, settlementTxId, amount }: LeftBet,
  target: readonly string[],
): string {
  const words = [
    ["fire-callback", "deposit", "--action", action],
    ["--tx", settlementTxId, "--bet-tx", txId, "--round", roundId],
    ["--amount", String(amount)],
  ].flat();
  return shellLine(["playcamp-gw", ...words, ...target]);
}
