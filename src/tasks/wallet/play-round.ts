/**
 * Plays a whole round against an operator: auth, bets, wins or rollbacks, the
 * close, the balance. What goes wrong on the way is voided as a provider would.
 */
import type { RetrySchedule } from "../../core/retry-schedule.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { WalletSettings } from "../../profile/wallet-settings.js";
import { type Millis, renderMillis, sumMillis } from "../../protocols/wallet/millis.js";
import type { RetryOptions } from "../../transport/retry.js";
import type { Sent } from "../../transport/send.js";
import { planRound, type RoundOrder, type RoundPlan } from "./plan-round.js";
import { type RoundCourse, runCourse } from "./round-course.js";
import { openRoundDesk } from "./round-desk.js";
import { type Books, knownBalance } from "./round-ledger.js";
import { createCallbackSender, type WalletPorts } from "./send-callback.js";

export interface PlayRound extends RoundOrder {
  readonly retry: RetrySchedule;
  readonly allowLive: boolean;
  /** Before the first request; at most. */
  readonly onStart?: (cost: {
    readonly url: string;
    readonly requests: number;
    readonly amount: Millis;
  }) => void;
  readonly onAttempt?: RetryOptions["onAttempt"];
  /** The round is not played to its end; what is done about it. */
  readonly onBreakOff?: (why: string) => void;
}

/** `incomplete`: nothing wrong was seen, and not all could be. */
type RoundVerdict = "consistent" | "wrong" | "incomplete";

export interface RoundReport extends RoundCourse {
  readonly plan: RoundPlan;
  readonly url: string;
  readonly currency: string;
  readonly books: Books;
  /** What the balance should be in the end; null when nobody knows. */
  readonly expectedBalance: Millis | null;
  readonly verdict: RoundVerdict;
  readonly attempts: readonly Sent[];
}

/** @throws {UserError} `round_impossible`, `stake_too_high`, `live_target`; all before the first request */
export async function playRound(
  order: PlayRound,
  settings: WalletSettings,
  profile: ResolvedProfile,
  ports: WalletPorts,
): Promise<RoundReport> {
  const plan = planRound(order, settings);
  const { url, players } = settings;
  const repeats = 1 + order.retry.delaysMs.length;
  const requests = plan.mostCallbacks * repeats;
  order.onStart?.({ url, requests, amount: plan.mostMoved });
  const send = createCallbackSender(
    { ...order, url, cutsInFlight: false },
    settings,
    profile,
    ports,
  );
  const opened = await openRoundDesk(send, settings);
  const { desk } = opened;
  const obstacle = obstacleOf(plan, opened.books);
  const course =
    desk === null || obstacle !== null
      ? { brokenOff: obstacle, left: [] }
      : await runCourse(plan, desk, (why) => order.onBreakOff?.(why), ports.signal);
  const books = desk?.books() ?? opened.books;
  return {
    plan,
    url,
    currency: players[0].currency,
    books,
    ...course,
    expectedBalance: knownBalance(books),
    verdict: verdictOf(books, course.brokenOff),
    attempts: desk?.attempts() ?? opened.attempts,
  };
}

/** @returns why the round cannot begin, or null */
function obstacleOf({ bets }: RoundPlan, { currency, opening, rows }: Books): string | null {
  const [auth] = rows;
  // Money is not moved on an account that is not the one that was asked for.
  if (opening === null || auth?.ok !== true)
    return "no bet was placed, since auth did not end as agreed";
  const stakes = sumMillis(bets.map(({ bet }) => bet.amount));
  return stakes <= opening
    ? null
    : `the stakes are ${renderMillis(stakes, currency)}, and the player has ${renderMillis(opening, currency)}`;
}

function verdictOf({ rows }: Books, brokenOff: string | null): RoundVerdict {
  if (rows.some(({ ok, isUnreachable }) => !ok && !isUnreachable)) return "wrong";
  const isWhole = brokenOff === null && rows.every(({ ok }) => ok);
  return isWhole ? "consistent" : "incomplete";
}
