/** The end of a run: what is out is paid back, and what could not be is named. */
import type { Closing, GiveBackCallback, UnreturnedMoney } from "../../suite.js";
import type { Account } from "./account.js";
import { booked, keepingBooks, openBets, transactionsOf } from "./account-book.js";
import { giveBack, returnBets, square, SQUARE_REQUESTS } from "./give-back.js";
import { USUAL_BET } from "./stakes.js";
import { watchForOthers, WATCH_REQUESTS } from "./watch-for-others.js";
import { idOf, seatsOf, type WalletContext, type WalletTarget } from "./wallet-target.js";

const PASSES = 3;
const TRIES = 3;
const WAIT_MS = 1_000;

/** For each player, at most, bets that made a balance small not counted. */
export const CLOSING_REQUESTS = TRIES * SQUARE_REQUESTS + WATCH_REQUESTS;

/** @param accused whether something was found wrong, which must not be others' doing */
export async function closeAccounts(unkept: WalletContext, accused: boolean): Promise<Closing> {
  const context = keepingBooks(unkept);
  const accounts = [...context.target.book.values()];
  const closed = await Promise.all(
    accounts.map((account) => closeAccount(context, account, accused)),
  );
  return {
    moneyOut: closed.flatMap(({ out }) => out ?? []),
    answeredFor: closed.flatMap(({ answersFor }) => answersFor ?? []),
  };
}

/** Why what a scenario found may be others' doing; null where it stands. */
export function doubtOf({ book, players }: WalletTarget, scenarioId: string): string | null {
  // These find only what others cannot have caused.
  if (scenarioId.startsWith("wallet.two-players.")) return null;
  const seats = seatsOf(scenarioId, players.length);
  return (
    [...book.values()].find(({ index, disturbed }) => disturbed !== null && seats.includes(index))
      ?.disturbed ?? null
  );
}

interface ClosedAccount {
  readonly out: UnreturnedMoney | null;
  /** The player, where nothing that an earlier run left out is unaccounted for. */
  readonly answersFor: string | null;
}

async function closeAccount(
  context: WalletContext,
  account: Account,
  accused: boolean,
): Promise<ClosedAccount> {
  await returnBets(
    context,
    account,
    account.drained.filter(({ status }) => status === 200),
  );
  if (accused && account.disturbed === null) await watchForOthers(context, account);
  const { missing, isCertain } = await squared(context, account);
  // The next run reads the balance, and knows what could only be guessed here.
  await account.release(missing === 0 && isCertain);
  const isAnswered = account.isResumed && (missing !== 0 || isCertain);
  return {
    out: missing === 0 ? null : unreturned(context, account, missing),
    answersFor: isAnswered ? String(account.session.userId) : null,
  };
}

interface Squared {
  /** What could not be given back, in millis. */
  readonly missing: number;
  /** False where no balance could be read any more. */
  readonly isCertain: boolean;
}

async function squared(context: WalletContext, account: Account): Promise<Squared> {
  const { entries } = account;
  if (account.disturbed !== null) {
    // The balance tells nothing any more; what a right wallet booked of ours does.
    if (booked(entries) !== 0) await giveBack(context, account, -booked(entries));
    return { missing: -booked(entries), isCertain: true };
  }
  if (account.left === account.wanted && account.leftAt === entries.length)
    return { missing: 0, isCertain: true };
  for (let at = 1; ; at += 1) {
    const missing = await square(context, account, account.wanted, entries, PASSES);
    if (missing !== null) return { missing, isCertain: true };
    if (at === TRIES) return { missing: outByBooks(account), isCertain: false };
    await context.clock.sleep(WAIT_MS * at);
  }
}

/**
 * What is out where no balance can be read: by the last reading, and what was sent since.
 * A lost reply counts as booked; where that alone makes it nothing, only lost bets do,
 * since money that is given back by a lost callback may be out still.
 */
function outByBooks({ wanted, left, leftAt, entries }: Account): number {
  const since = entries.slice(leftAt);
  const out = wanted - left - booked(since);
  if (out !== 0) return out;
  return (
    wanted - left - booked(since.filter((each) => each.action === "BET" || each.status === 200))
  );
}

function unreturned(context: WalletContext, account: Account, millis: number): UnreturnedMoney {
  const { session, entries } = account;
  return {
    player: String(session.userId),
    currency: session.currency,
    millis,
    transactions: transactionsOf(entries),
    giveBack: callbacksFor(context, account, millis),
  };
}

/** Ids are fixed, so that money comes back once however often the callbacks are sent. */
function callbacksFor(
  context: WalletContext,
  account: Account,
  millis: number,
): UnreturnedMoney["giveBack"] {
  const { index, session, entries, limits } = account;
  const who = {
    player: index + 1,
    userId: typeof session.userId === "string" ? session.userId : null,
  };
  const least = Math.max(limits.least, USUAL_BET.min);
  const txId = idOf(context, `give back ${index}`);
  const roundId = idOf(context, `give back ${index}, round`);
  const bet = (amountMillis: number): GiveBackCallback => ({
    ...{ endpoint: "withdraw", action: "BET", amountMillis, txId, roundId, betTxId: null },
    ...who,
  });
  const win = (amountMillis: number, betTxId: string, round: string): GiveBackCallback => ({
    ...{ endpoint: "deposit", action: "WIN", amountMillis, roundId: round, betTxId },
    txId: idOf(context, `give back ${index}, win`),
    ...who,
  });
  const whole = Math.ceil(millis);
  if (whole < 0 && -whole >= limits.least) return [bet(-whole)];
  const [tie] = openBets(entries);
  if (tie !== undefined && whole > 0) return [win(whole, tie.txId, tie.roundId)];
  const stake = whole > 0 ? least : least - whole;
  return [bet(stake), win(stake + whole, txId, roundId)];
}

/** What must be said when nothing more can be sent; null where nothing is out. */
export function lastWordsOf({ book }: Pick<WalletTarget, "book">): string | null {
  const lines = [...book.values()].flatMap((account) => {
    const out = outByBooks(account);
    const { session } = account;
    return out === 0
      ? []
      : [
          `player ${String(session.userId)}: ${out} millis ${session.currency} not given back (${transactionsOf(account.entries).slice(-3).join(", ")})`,
        ];
  });
  return lines.length === 0
    ? null
    : `${lines.join("\n")}\nThe next run of conformance wallet on this player gives it back.`;
}
