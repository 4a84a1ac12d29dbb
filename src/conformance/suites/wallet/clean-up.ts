/** Puts the balance back to where it was, whatever a scenario and the wallet did to it. */
import type { Bet, WalletOperation } from "../../../protocols/wallet/ledger-state.js";
import { type CallbackMessage } from "../../../protocols/wallet/messages.js";
import { type Millis, toMillis } from "../../../protocols/wallet/millis.js";
import { callback, type WalletContext } from "./wallet-target.js";
import { amountIn, balanceRequest, type PlayerSession } from "./session.js";

/** What a table must offer to be left as it was found. */
export interface Restorable {
  readonly context: WalletContext;
  readonly session: PlayerSession;
  readonly opening: { readonly amount: Millis };
  readonly id: (label: string) => string;
  readonly bet: (label: string, change?: { readonly amount: Millis }) => Bet;
  readonly message: (operation: WalletOperation) => CallbackMessage;
}

/** Wins back what is missing, or bets away what is too much. */
export async function restore(table: Restorable, bet: Bet | null): Promise<void> {
  const { context, session, opening } = table;
  const wanted = opening.amount;
  const now = await context.cleanUp(
    `clean-up: the balance, which was ${wanted} millis before`,
    balanceRequest(context.target, session),
  );
  const amount = amountIn(now, context.target);
  if (amount === null || amount === wanted) return;
  const missing = wanted - amount;
  if (missing < 0) {
    await put(table, table.bet("clean-up", { amount: toMillis(-missing) }), wanted);
    return;
  }
  if (bet !== null && (await winBack(table, bet, missing)) === 200) return;
  // The wallet may take that bet for settled, so one that nothing was won with.
  const tie = table.bet("clean-up");
  const isPlaced = (await put(table, tie, wanted)) === 200;
  await winBack(table, tie, missing + (isPlaced ? tie.amount : 0));
}

async function winBack(table: Restorable, tie: Bet, amount: number): Promise<number | null> {
  const win: WalletOperation = {
    type: "win",
    txId: table.id(`clean-up win of ${tie.txId}`),
    roundId: tie.roundId,
    amount: toMillis(amount),
    free: false,
    betTxId: tie.txId,
  };
  const { amount: wanted } = table.opening;
  // The reply may be lost like any other; the same bytes move nothing twice.
  return (await put(table, win, wanted)) ?? put(table, win, wanted);
}

async function put(
  { context, message }: Restorable,
  operation: WalletOperation & { readonly amount?: Millis },
  wanted: Millis,
): Promise<number | null> {
  const { reply } = await context.cleanUp(
    `clean-up: a ${operation.type} of ${operation.amount ?? 0} millis, to bring the balance back to ${wanted}`,
    callback(context.target, message(operation)),
  );
  return reply?.status ?? null;
}
