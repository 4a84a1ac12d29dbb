/** A player sits down: a session, the limits of bets, the account opened, and nobody else at play. */
import { UserError } from "../../../core/errors.js";
import { isMillis } from "../../../protocols/wallet/millis.js";
import { ScenarioBlocked } from "../../scenario-context.js";
import type { Account } from "./account.js";
import { booked, exposure } from "./account-book.js";
import { drainedFrom, noteBalance, square } from "./give-back.js";
import { type KeptBook, type Leftover, openKeptBook } from "./kept-book.js";
import { findLeastBet } from "./least-bet.js";
import {
  amountIn,
  type BalanceReading,
  blockedBy,
  fieldIn,
  openSession,
  readBalance,
  renewSession,
  sessionOf,
} from "./session.js";
import { leastBalance, limitsFrom, MOST_SHIFT, mostOwed, USUAL_BET } from "./stakes.js";
import { type Opened, type WalletContext, type WalletTarget } from "./wallet-target.js";

export interface Seat {
  readonly account: Account;
  readonly opening: BalanceReading & { readonly amount: number };
}

/** @throws {ScenarioBlocked} without a session, with too little money, or when others play with this player */
export async function takeSeat(context: WalletContext, index: number): Promise<Seat> {
  const { target } = context;
  const opened = await openSession(context, index);
  const userId = String(opened.userId);
  const known = target.book.get(userId);
  if (known !== undefined && known.index !== index)
    throw new ScenarioBlocked(
      "two entries of wallet.player and wallet.players are the same user: give each a player of its own",
      opened.step?.exchanges ?? [],
    );
  target.seats.set(userId, index);
  const account = known ?? (await openAccount(context, index, opened));
  const reading =
    known === undefined
      ? await readBalance(context, account.session, "the balance before")
      : await readOpening(context, account, opened);
  const opening = { ...reading, amount: needAmount(reading) };
  assertUndisturbed(account, opening);
  needMoney(account, opening);
  return { account, opening };
}

/** Opens the session once more beside it; where the old one had run out, the balance is read again. */
async function readOpening(context: WalletContext, { index, session }: Account, opened: Opened) {
  const read = () => readBalance(context, session, "the balance before");
  const [first] = await Promise.all([read(), renewSession(context, index, opened)]);
  const status = first.step.reply?.status ?? 200;
  return status >= 400 && status < 500 && !opened.isSpent ? read() : first;
}

/** Such as one that is larger than what programs count exactly. */
const NO_BALANCE = `no balance up to ${Number.MAX_SAFE_INTEGER} can be read`;

function needAmount({ step, amount }: BalanceReading): number {
  if (amount === null) throw blockedBy("/balance", step, NO_BALANCE);
  return amount;
}

/** @throws {ScenarioBlocked} below what the suite needs */
function needMoney(account: Account, { amount, step: { exchanges } }: Seat["opening"]): void {
  const { limits, wanted } = account;
  const needed = leastBalance(limits);
  const has = amount + drainedFrom(account);
  const owed = Math.min(Math.max(0, wanted - has), mostOwed(limits));
  if (has + owed >= needed) return;
  const why = limits.least * 100 === needed ? `, 100 times the least bet of ${limits.least}` : "";
  throw new ScenarioBlocked(
    `the player has ${amount} millis, and the suite needs ${needed}${why}: credit the player, or name another in wallet.player`,
    exchanges,
  );
}

/** @throws {ScenarioBlocked} when the balance is not as the last scenario left it */
function assertUndisturbed(account: Account, { amount, step }: Seat["opening"]): void {
  const { left, leftAt, entries, wanted } = account;
  noteBalance(account, amount);
  // What a wallet books late is its own doing, and no stranger's.
  const isLate = amount === wanted + booked(entries);
  if (leftAt !== entries.length || amount === left || isLate) return;
  account.wanted += amount - left;
  account.disturbed ??= `somebody else moves money of player ${String(account.session.userId)}: ${left} millis after one scenario, ${amount} before the next`;
  throw new ScenarioBlocked(
    `${account.disturbed}; give this run a player of its own in wallet.player`,
    step.exchanges,
  );
}

async function openAccount(
  context: WalletContext,
  index: number,
  opened: Opened,
): Promise<Account> {
  const { target } = context;
  const session = sessionOf(target, index, opened.userId);
  const kept = await openKept(target, String(opened.userId));
  const reading = await readBalance(context, session, "the balance before the run");
  const stated = reading.amount;
  if (stated === null) {
    await kept.release(kept.leftover === null);
    throw blockedBy("/balance", reading.step, NO_BALANCE);
  }
  const unit = unitBetween(opened, stated, target);
  const amount = amountIn(reading.step, target, unit) ?? stated;
  const account: Account = {
    ...{ index, session, unit, left: amount, leftAt: 0, wanted: amount },
    ...{ entries: [], drained: [], disturbed: null, watches: 0, isResumed: false },
    limits: statedLimits(opened, target),
    keep: kept.keep,
    release: kept.release,
  };
  target.book.set(String(opened.userId), account);
  await makeGood(context, account, kept);
  await setLimits(context, account, opened);
  return account;
}

async function openKept(target: WalletTarget, player: string): Promise<KeptBook> {
  try {
    return await openKeptBook(target.notes, target.url, player, target.say);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new ScenarioBlocked(
      `another run on this machine plays with player ${player} (${error.message}): wait for it to end, or name another player in wallet.player`,
      [],
    );
  }
}

/** Gives back what a run that was killed left out, or says why not. */
async function makeGood(context: WalletContext, account: Account, kept: KeptBook): Promise<void> {
  const { leftover } = kept;
  const before = leftover?.balance ?? account.left;
  await kept.begin(before, leftover?.openedAt ?? new Date(context.clock.nowMs()).toISOString());
  const missing = before - account.left;
  account.isResumed = leftover !== null;
  if (leftover === null || missing === 0) return;
  const { say } = context.target;
  const story = storyOf(account, leftover, missing);
  if (Math.abs(missing) > exposure(leftover.entries)) {
    say(
      `warning: ${story}; that run sent callbacks of ${exposure(leftover.entries)} millis in all, so somebody else moved money too, and nothing is given back`,
    );
    account.isResumed = false;
    await kept.begin(account.left, new Date(context.clock.nowMs()).toISOString());
    return;
  }
  account.entries.push(...leftover.entries);
  leftover.entries.forEach(kept.keep);
  account.wanted = before;
  const out = await square(context, account, before, account.entries, 2);
  say(
    out === 0
      ? `${story}; it is given back now`
      : `warning: ${story}; it could not be given back yet`,
  );
}

function storyOf(
  { session, left }: Account,
  { openedAt, balance }: Leftover,
  missing: number,
): string {
  const what = missing > 0 ? `${missing} millis short` : `${-missing} millis too rich`;
  return `the run of ${openedAt} was cut off and left player ${String(session.userId)} ${what}: ${balance} before it, ${left} now`;
}

/** A wallet may count in other units on `/balance` than on `/auth`: that is one defect, not one of every check. */
function unitBetween({ step }: Opened, amount: number, target: WalletTarget): number {
  const stated = step?.reply == null ? null : fieldIn(step.reply, target, "balance");
  if (typeof stated !== "number" || stated === amount) return 1;
  return [10, 100, 1000].find((unit) => Math.abs(stated - amount * unit) <= 1) ?? 1;
}

function statedLimits({ step }: Opened, target: WalletTarget): Account["limits"] {
  const least = step?.reply == null ? null : fieldIn(step.reply, target, "minbet");
  const most = step?.reply == null ? null : fieldIn(step.reply, target, "maxbet");
  return limitsFrom(
    target.leastBetMillis ?? (isMillis(least) ? least : 0),
    isMillis(most) && most > 0 ? most : null,
  );
}

/** @throws {ScenarioBlocked} when what the suite stakes is above the greatest bet, or was not announced */
async function setLimits(context: WalletContext, account: Account, opened: Opened): Promise<void> {
  const { target } = context;
  if (account.limits.least === 0) {
    account.limits = limitsFrom(await findLeastBet(context, account), account.limits.most);
    await square(context, account, account.wanted, account.entries, 2);
  }
  const { least, shift, most } = account.limits;
  const exchanges = opened.step?.exchanges ?? [];
  if (most !== null && most < USUAL_BET.min + 40 + shift)
    throw new ScenarioBlocked(
      `the player may bet from ${least} to ${most} millis, which leaves no room for different bets: raise maxbet for this player`,
      exchanges,
    );
  if (target.maxStakeMillis === null || target.leastBetMillis !== null || shift <= MOST_SHIFT)
    return;
  throw new ScenarioBlocked(
    `the least bet is ${least} millis, so more would be moved than was announced under wallet.maxStake: set wallet.stake to ${least}`,
    exchanges,
  );
}
