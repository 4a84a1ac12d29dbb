/** Puts a player's balance back to where it was, whatever the run and the wallet did to it. */
import type { Bet, Rollback, Win } from "../../../protocols/wallet/ledger-state.js";
import { ZERO_MILLIS } from "../../../protocols/wallet/millis.js";
import { buildOperation } from "../../../protocols/wallet/operations.js";
import type { Account, BookEntry } from "./account.js";
import { exposure, openBets } from "./account-book.js";
import { amountIn, balanceRequest } from "./session.js";
import { mostOwed, USUAL_BET } from "./stakes.js";
import { callback, idOf, type WalletContext, withField } from "./wallet-target.js";

/** Bets that a win is tied to before a new one is placed for it. */
const TIES = 2;

/** Bets by which too much money is taken back, where the greatest bet is small. */
const MOST_BETS = 4;

/** Bets that are rolled back at a time, where no win is taken. */
const MOST_ROLLBACKS = 4;

/** Of a pass of `square`: a reading, wins of ties, two bets and their wins, rollbacks, and a last reading. */
export const SQUARE_REQUESTS = 1 + TIES + 2 * 2 + MOST_ROLLBACKS + 1;

/**
 * Wins back what is missing, or bets away what is too much, as far as these
 * entries can have moved it: more than that was somebody else.
 *
 * @param passes how often it is tried
 * @returns what is missing still; below zero: what is too much; null where no balance can be read
 */
export async function square(
  context: WalletContext,
  account: Account,
  wanted: number,
  entries: readonly BookEntry[],
  passes: number,
): Promise<number | null> {
  for (let pass = 0; ; pass += 1) {
    const amount = await readBack(context, account);
    if (amount === null) return null;
    const missing = wanted - amount;
    if (missing === 0 || pass === passes || Math.abs(missing) > exposure(entries)) return missing;
    await giveBack(context, account, missing);
  }
}

/** Reads the balance as the last thing known of the account. */
export async function readBack(context: WalletContext, account: Account): Promise<number | null> {
  const step = await context.cleanUp(
    `clean-up: the balance, which was ${account.wanted} millis before the run`,
    balanceRequest(context.target, account.session),
  );
  const amount = amountIn(step, context.target, account.unit);
  if (amount !== null) noteBalance(account, amount);
  return amount;
}

/** @param amount as read with nothing of ours under way */
export function noteBalance(account: Account, amount: number): void {
  account.left = amount;
  account.leftAt = account.entries.length;
}

/** Puts back what scenarios left out, once it is much; the end of the run does the rest. */
export async function payDebts(
  context: WalletContext,
  account: Account,
  passes: number,
): Promise<void> {
  const wanted = account.wanted - drainedFrom(account);
  if (Math.abs(wanted - account.left) <= mostOwed(account.limits)) return;
  await square(context, account, wanted, account.entries, passes);
}

/** What was bet only to make the balance small; it stays out until the run ends. */
export function drainedFrom({ drained }: Account): number {
  return drained
    .filter(({ status }) => status === 200)
    .reduce((sum, { amount }) => sum + amount, 0);
}

/** @param missing what the player lacks; below zero: has too much */
export async function giveBack(
  context: WalletContext,
  account: Account,
  missing: number,
): Promise<void> {
  if (missing > 0) await payBack(context, account, missing);
  else await takeBack(context, account, -missing);
}

async function payBack(context: WalletContext, account: Account, missing: number): Promise<void> {
  for (const bet of openBets(account.entries).slice(0, TIES)) {
    if ((await winBack(context, account, bet, missing)) === 200) return;
  }
  // The wallet may take those bets for settled, so one that nothing was won with; a wallet that
  // took a fraction takes what makes it whole.
  const part = Math.ceil(missing) - missing;
  const tie = betOf(context, account, surestBet(account) + part);
  const isPlaced = (await put(context, account, tie)) === 200;
  const owed = isPlaced ? missing + tie.amount : missing;
  let status = await winBack(context, account, tie, owed);
  if (status === 200) return;
  if (!isPlaced) {
    // Whoever has nothing left can still place a bet that takes nothing.
    const free = { ...betOf(context, account, surestBet(account)), free: true };
    await put(context, account, free);
    status = await winBack(context, account, free, owed);
  }
  if (isRefused(status)) await rollBack(context, account, owed);
}

/** Anything else than a refusal may have been booked. */
function isRefused(status: number | null): boolean {
  return status !== null && status >= 400 && status < 500;
}

/** Whoever takes no win may take bets back: the largest that are open and not more than is missing. */
async function rollBack(context: WalletContext, account: Account, missing: number): Promise<void> {
  if (!context.target.serverDriven) return;
  const bets = [...openBets(account.entries)].sort((one, other) => other.amount - one.amount);
  let left = missing;
  for (let rollbacks = 0; rollbacks < MOST_ROLLBACKS; rollbacks += 1) {
    const bet = bets.find(({ amount }) => amount <= left);
    if (bet === undefined) return;
    bets.splice(bets.indexOf(bet), 1);
    left -= bet.amount;
    await undo(context, account, bet);
  }
}

/** Gives each of these bets back: by a win, or where wins are refused by a rollback. */
export async function returnBets(
  context: WalletContext,
  account: Account,
  bets: readonly BookEntry[],
): Promise<void> {
  let takesWins = true;
  for (const bet of bets) {
    if (takesWins) {
      const status = await winBack(context, account, bet, bet.amount);
      takesWins = !isRefused(status) || !context.target.serverDriven;
      if (takesWins) continue;
    }
    await undo(context, account, bet);
  }
}

async function undo(context: WalletContext, account: Account, bet: BookEntry): Promise<void> {
  const txId = freshId(context, account, "clean-up rollback");
  const { roundId, amount, txId: betTxId } = bet;
  await put(context, account, { type: "rollback", txId, roundId, amount, betTxId });
}

/** The smallest bet that was seen to be taken, or that the wallet says it takes. */
export function surestBet({ limits }: Account): number {
  return Math.max(limits.least, USUAL_BET.min);
}

async function takeBack(context: WalletContext, account: Account, extra: number): Promise<void> {
  const { most } = account.limits;
  const least = surestBet(account);
  if (extra < least) {
    // No bet may be so small, for all that is known: a larger one, and the rest is won back on the next pass.
    await put(context, account, betOf(context, account, least));
    return;
  }
  for (let [left, bets] = [extra, 0]; left > 0 && bets < MOST_BETS; bets += 1) {
    const amount = Math.min(left, most ?? left);
    await put(context, account, betOf(context, account, amount));
    left -= amount;
  }
}

/** @returns the status; null where there was no reply */
export async function winBack(
  context: WalletContext,
  account: Account,
  tie: Pick<Bet, "txId" | "roundId"> & Partial<Pick<Bet, "free">>,
  amount: number,
): Promise<number | null> {
  const win: Movement = {
    type: "win",
    txId: freshId(context, account, "clean-up win"),
    roundId: tie.roundId,
    amount,
    free: tie.free ?? false,
    betTxId: tie.txId,
  };
  // The reply may be lost like any other; the same bytes move nothing twice.
  return (await put(context, account, win)) ?? put(context, account, win);
}

/** An amount may be a fraction: a wallet that took one has to give it back. */
type Movement = (Omit<Bet, "amount"> | Omit<Win, "amount"> | Omit<Rollback, "amount">) & {
  readonly amount: number;
};

/** @returns a bet to tie a win to */
export async function placeBet(
  context: WalletContext,
  account: Account,
  amount: number,
): Promise<Pick<Bet, "txId" | "roundId">> {
  const bet = betOf(context, account, amount);
  await put(context, account, bet);
  return bet;
}

function betOf(context: WalletContext, account: Account, amount: number): Movement {
  return {
    type: "bet",
    txId: freshId(context, account, "clean-up bet"),
    roundId: freshId(context, account, "clean-up round"),
    amount,
    free: false,
  };
}

function freshId(context: WalletContext, { entries, index }: Account, label: string): string {
  return idOf(context, `${label} ${entries.length} of player ${index}`);
}

async function put(
  context: WalletContext,
  account: Account,
  movement: Movement,
): Promise<number | null> {
  const { target } = context;
  const message = buildOperation(target.dialect, account.session, {
    ...movement,
    amount: ZERO_MILLIS,
  });
  const { reply } = await context.cleanUp(
    `clean-up: a ${movement.type} of ${movement.amount} millis, to bring the balance back to ${account.wanted}`,
    callback(target, withField(target, message, "amount", movement.amount)),
  );
  return reply?.status ?? null;
}
