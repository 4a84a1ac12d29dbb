/**
 * A round from the first bet to the last word. Where a callback fails, what is
 * open is voided, as a provider would, and what cannot be is named.
 */
import { type BetOutcome, closeOf, rollbackOf, type RoundPlan } from "./plan-round.js";
import type { Millis } from "../../protocols/wallet/millis.js";
import type { RoundDesk } from "./round-desk.js";
import type { Standing } from "./round-ledger.js";

/** A bet that nobody settled, or of which nobody knows whether it was. */
export interface LeftBet {
  readonly txId: string;
  readonly roundId: string;
  /** The callback to repeat: the win that may have been credited, or the refund. */
  readonly action: "WIN" | "ROLL_BACK";
  readonly settlementTxId: string;
  readonly amount: Millis;
}

export interface RoundCourse {
  /** Why it was not played to its end; null when it was. */
  readonly brokenOff: string | null;
  readonly left: readonly LeftBet[];
}

/** @param onBreakOff told why, and what is done about it, before it is done */
export async function runCourse(
  plan: RoundPlan,
  desk: RoundDesk,
  onBreakOff: (why: string) => void,
  signal: AbortSignal,
): Promise<RoundCourse> {
  const states: BetState[] = plan.bets.map(() => "unsent");
  const trouble = await playBets(plan, desk, states, signal);
  if (trouble === null) {
    const close = closeOf(plan);
    if (close !== null) await desk.operate(close);
    await desk.balance();
    return { brokenOff: null, left: [] };
  }
  const open = states.filter((state) => NEEDS_ROLLBACK.includes(state)).length;
  const refunds = open === 1 ? "the open bet" : `${open} open bets`;
  onBreakOff(
    open === 0 ? `${trouble}; no open bet to roll back` : `${trouble}; rolling back ${refunds}`,
  );
  await rollBack(plan, desk, states);
  if (!signal.aborted && !isCutOff(desk)) await desk.balance();
  return { brokenOff: trouble, left: leftBets(plan, states) };
}

/** Whether the last callback did not even reach the operator. */
function isCutOff(desk: RoundDesk): boolean {
  return desk.books().rows.at(-1)?.isUnreachable ?? false;
}

/**
 * `unknown`: no reply says whether the bet was taken. `win-unknown`: none says
 * whether the win was credited; a refund on top of it would pay twice.
 */
type BetState =
  "unsent" | "standing" | "unknown" | "settled" | "win-refused" | "win-unknown" | "rollback-failed";

const NEEDS_ROLLBACK: readonly BetState[] = ["standing", "unknown", "win-refused"];

const AFTER_BET: Readonly<Record<Standing, BetState>> = {
  acknowledged: "standing",
  refused: "settled",
  unknown: "unknown",
};

const AFTER_SETTLEMENT: Readonly<
  Record<Exclude<BetOutcome, "lose">, Readonly<Record<Standing, BetState>>>
> = {
  win: {
    acknowledged: "settled",
    refused: "win-refused",
    unknown: "win-unknown",
  },
  rollback: {
    acknowledged: "settled",
    refused: "rollback-failed",
    unknown: "rollback-failed",
  },
};

/** @returns why it was broken off, or null when every bet was taken and settled */
async function playBets(
  { bets }: RoundPlan,
  desk: RoundDesk,
  states: BetState[],
  signal: AbortSignal,
): Promise<string | null> {
  for (const [at, { bet }] of bets.entries()) {
    if (signal.aborted) return "interrupted";
    const standing = await desk.operate(bet);
    states[at] = AFTER_BET[standing];
    if (standing !== "acknowledged") return `${bet.txId} was ${ENDS[standing]}`;
  }
  for (const [at, { outcome, settlement }] of bets.entries()) {
    if (signal.aborted) return "interrupted";
    if (settlement === null || outcome === "lose") {
      states[at] = "settled";
      continue;
    }
    const standing = await desk.operate(settlement);
    states[at] = AFTER_SETTLEMENT[outcome][standing];
    if (standing !== "acknowledged") return `${settlement.txId} was ${ENDS[standing]}`;
  }
  return null;
}

const ENDS: Readonly<Record<Exclude<Standing, "acknowledged">, string>> = {
  refused: "refused",
  unknown: "not answered in a way that says whether it was booked",
};

/** Latest first: until a bet of unknown outcome is undone, no balance can be foretold. */
async function rollBack({ bets }: RoundPlan, desk: RoundDesk, states: BetState[]): Promise<void> {
  for (const [at, { bet }] of [...bets.entries()].reverse()) {
    const state = states[at];
    if (state === undefined || !NEEDS_ROLLBACK.includes(state)) continue;
    // Of a bet that was never taken, the operator may refuse the refund.
    const wasTaken = state !== "unknown";
    const standing = await desk.operate(rollbackOf(bet));
    const isSettled = standing === "acknowledged" || (standing === "refused" && !wasTaken);
    states[at] = isSettled ? "settled" : "rollback-failed";
    if (isCutOff(desk)) return;
  }
}

function leftBets({ bets }: RoundPlan, states: readonly BetState[]): readonly LeftBet[] {
  return bets.flatMap(({ bet, settlement }, at): LeftBet[] => {
    const state = states[at];
    if (state === undefined || state === "settled" || state === "unsent") return [];
    const isWin = state === "win-unknown" && settlement !== null;
    const callback = isWin ? settlement : rollbackOf(bet);
    return [
      {
        txId: bet.txId,
        roundId: bet.roundId,
        action: isWin ? "WIN" : "ROLL_BACK",
        settlementTxId: callback.txId,
        amount: callback.amount,
      },
    ];
  });
}
