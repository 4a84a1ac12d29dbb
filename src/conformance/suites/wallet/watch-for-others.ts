/**
 * Whether somebody else plays with the same player. Two runs of this tool may go
 * in step, each at rest when the other is; so each moves a little money at a
 * moment of its own, which the other sees while it sends nothing.
 */
import { createHash } from "node:crypto";
import type { Account } from "./account.js";
import { booked } from "./account-book.js";
import { placeBet, readBack, surestBet, winBack } from "./give-back.js";
import type { WalletContext } from "./wallet-target.js";

const READINGS = 12;
const SHORTEST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 30;

/** Readings, a bet, and a win that may be sent twice. */
export const WATCH_REQUESTS = READINGS + 3;

/** Notes in the account how others were seen. */
export async function watchForOthers(context: WalletContext, account: Account): Promise<void> {
  const draw = drawsOf(context);
  const betAt = draw("bet", 1, READINGS / 2 - 2);
  const winAt = draw("win", READINGS / 2, READINGS - 2);
  const amount = surestBet(account);
  let tie: Awaited<ReturnType<typeof placeBet>> | null = null;
  let known = await readBack(context, account);
  for (let at = 1; at < READINGS && known !== null; at += 1) {
    await context.clock.sleep(draw(`wait ${at}`, SHORTEST_WAIT_MS, LONGEST_WAIT_MS));
    if (at === betAt) tie = await placeBet(context, account, amount);
    if (at === winAt && tie !== null) await winBack(context, account, tie, amount);
    const now = await readBack(context, account);
    const isOurs = at === betAt || at === winAt;
    // A balance that the books explain was only booked late, or shown late: then the one before
    // it was that before this run's own bet or win.
    const books = account.wanted + booked(account.entries);
    const wasShownLate = known === account.wanted + booked(account.entries.slice(0, -1));
    const isLate = now === books && (tie === null || wasShownLate);
    if (now !== null && now !== known && !isOurs && !isLate) {
      account.disturbed = `somebody else moves money of player ${String(account.session.userId)}: from ${known} to ${now} millis while this run sent nothing`;
      return;
    }
    known = now;
  }
}

/** Other moments in every run, even in one of the same id. */
function drawsOf({ values, clock }: WalletContext) {
  const seed = `${values.id("watch")} ${clock.monotonicMs()}`;
  return (label: string, least: number, most: number): number => {
    const hash = createHash("sha256").update(`${seed} ${label}`).digest();
    return least + (hash.readUInt32BE(0) % (most - least + 1));
  };
}
