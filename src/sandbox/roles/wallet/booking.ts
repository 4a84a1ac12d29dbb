/** Moves money: bets, wins, rollbacks and closes, each on the books of one wallet. */
import type { Clock } from "../../../core/ports.js";
import { type Account, type Accounts, inTurn } from "./accounts.js";
import { type Answer, isAnswer, refusal, success } from "./answer.js";
import type { WalletPolicy } from "./wallet-policy.js";
import type { Books, Transaction } from "./transaction.js";

export interface Bookkeeper {
  readonly policy: WalletPolicy;
  readonly books: Books;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly nextOperatorTxId: () => string;
}

/** What is to be done once the decision is made. */
interface Movement {
  readonly delta: number;
  readonly enter: () => void;
}

export function book(
  keeper: Bookkeeper,
  account: Account,
  transaction: Transaction,
): Promise<Answer> {
  const work = () => move(keeper, account, transaction);
  return keeper.policy.takesTurns(transaction) ? inTurn(account, work) : work();
}

async function move(
  keeper: Bookkeeper,
  account: Account,
  transaction: Transaction,
): Promise<Answer> {
  const { policy, clock } = keeper;
  if (account.isLocked) return refusal(400, "the wallet is locked");
  const seen = account.balance;
  const decision = decide(keeper, account, transaction);
  if (isAnswer(decision)) {
    if (decision.status === 402 && policy.locksAfterRefusal) account.isLocked = true;
    return decision;
  }
  const windowMs = policy.windowMs(transaction);
  if (windowMs > 0) await clock.sleep(windowMs);
  const from = policy.writes === "stale" ? seen : account.balance;
  account.balance = policy.stored(from + decision.delta);
  for (const other of policy.alsoMoves(account, keeper.accounts.all()))
    other.balance = policy.stored(other.balance + decision.delta);
  decision.enter();
  return success(
    policy.replyData({
      user_id: account.userId,
      operator_tx_id: keeper.nextOperatorTxId(),
      provider: transaction.provider,
      provider_tx_id: transaction.txId,
      new_balance: policy.stated(account.balance, decision.delta),
      currency: account.currency,
    }),
  );
}

function decide(keeper: Bookkeeper, account: Account, transaction: Transaction): Movement | Answer {
  if (transaction.kind === "withdraw") return decideBet(keeper, account, transaction);
  if (transaction.action === "ROLL_BACK") return decideRollback(keeper, account, transaction);
  return decideWin(keeper, account, transaction);
}

function decideBet(
  { policy, books }: Bookkeeper,
  account: Account,
  bet: Transaction,
): Movement | Answer {
  const refused = policy.refusesBet(bet, books);
  if (refused !== null) return refused;
  const debit = policy.debitOf(bet, books);
  if (!policy.affords(account.balance, debit)) {
    books.refusedBets.set(bet.txId, bet);
    return policy.insufficient(debit);
  }
  return {
    delta: -debit,
    enter: () =>
      void books.bets.set(bet.txId, {
        transaction: bet,
        account,
        debited: debit,
        refundedBy: null,
      }),
  };
}

function decideWin(
  { policy, books }: Bookkeeper,
  account: Account,
  win: Transaction,
): Movement | Answer {
  const refused = policy.refusesWin(win, books, account);
  if (refused !== null) return refused;
  const bet = books.bets.get(win.betTxId ?? "") ?? null;
  return {
    delta: policy.creditOf(win, bet),
    enter: () => {
      books.wonRounds.add(win.roundId);
      books.wins.set(win.txId, win);
      if (win.betTxId !== null) books.wonBets.add(win.betTxId);
    },
  };
}

function decideRollback(
  { policy, books }: Bookkeeper,
  account: Account,
  rollback: Transaction,
): Movement | Answer {
  const known = books.bets.get(rollback.betTxId ?? "") ?? null;
  const bet = known !== null && policy.isBetOf(known, account) ? known : null;
  if (known === null && rollback.betTxId !== null && policy.keepsVoided)
    books.voided.add(rollback.betTxId);
  const refund = policy.refundOf(rollback, bet, books);
  if (isAnswer(refund)) return refund;
  return {
    delta: refund,
    enter: () => {
      if (bet !== null) bet.refundedBy = rollback.txId;
    },
  };
}
