/** Finds out the least bet of a wallet that states none: by a first bet, and what a refusal of it says. */
import { toMillis } from "../../../protocols/wallet/millis.js";
import { buildOperation } from "../../../protocols/wallet/operations.js";
import type { HttpReply } from "../../../core/http.js";
import type { Account } from "./account.js";
import { USUAL_BET } from "./stakes.js";
import { callback, idOf, type WalletContext } from "./wallet-target.js";

const LADDER = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/** Between two rungs: the smaller of these parts that is taken still. */
const PARTS = [0.2, 0.5];

/** The first bet, amounts that its refusal names, the rungs, and the parts of one. */
export const LEAST_BET_REQUESTS = 1 + 3 + LADDER.length + PARTS.length;

/**
 * @returns in millis; 0 where an ordinary bet is taken, or none is: then the least bet is not the reason
 */
export async function findLeastBet(context: WalletContext, account: Account): Promise<number> {
  const first = await tryBet(context, account, USUAL_BET.min);
  if (first === null || !isTooSmall(first)) return 0;
  const most = Math.min(account.left, context.target.maxStakeMillis ?? account.left);
  const isPossible = (amount: number) => amount > USUAL_BET.min && amount <= most;
  for (const amount of [...amountsIn(first), ...LADDER].filter(isPossible)) {
    if (!(await isTaken(context, account, amount))) continue;
    if (!LADDER.includes(amount)) return amount;
    for (const part of PARTS.map((each) => Math.ceil(amount * each)).filter(isPossible))
      if (await isTaken(context, account, part)) return part;
    return amount;
  }
  return 0;
}

async function isTaken(context: WalletContext, account: Account, amount: number): Promise<boolean> {
  return (await tryBet(context, account, amount))?.status === 200;
}

/** The statuses with which a wallet may refuse a bet for its size. */
function isTooSmall({ status }: HttpReply): boolean {
  return status === 400 || status === 403 || status === 422;
}

/** Amounts that the refusal names, as millis and as units; the smallest first. */
function amountsIn({ status, body }: HttpReply): readonly number[] {
  const text = Buffer.from(body).toString("utf8").slice(0, 2_000);
  const named = [...text.matchAll(/\d{1,12}(?:\.\d{1,3})?/g)].map(([digits]) => Number(digits));
  return named
    .filter((value) => value !== status)
    .flatMap((value) => (Number.isInteger(value) && value > 100 ? [value] : [value * 1000]))
    .filter((amount) => Number.isSafeInteger(amount) && amount > USUAL_BET.min)
    .sort((a, b) => a - b)
    .slice(0, 3);
}

async function tryBet(
  context: WalletContext,
  { session }: Account,
  amount: number,
): Promise<HttpReply | null> {
  const { target } = context;
  const label = `a bet of ${amount} millis, to find out the least bet`;
  const bet = buildOperation(target.dialect, session, {
    type: "bet",
    txId: idOf(context, label),
    roundId: idOf(context, `${label}, round`),
    amount: toMillis(amount),
    free: false,
  });
  const { reply } = await context.send(label, callback(target, bet));
  return reply;
}
