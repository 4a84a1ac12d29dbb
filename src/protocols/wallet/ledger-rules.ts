/**
 * What the protocol lets an operator do with an operation: one outcome where it
 * is strict, several where it leaves a choice. The first is the usual one.
 */
import { isDeepStrictEqual } from "node:util";
import type { Level } from "../../core/report.js";
import type {
  Bet,
  LedgerEntry,
  Rollback,
  Statuses,
  WalletLedger,
  WalletOperation,
  Win,
} from "./ledger-state.js";
import type { Millis } from "./millis.js";
import { ZERO_MILLIS, subtractMillis } from "./millis.js";

/** One thing that an operator may correctly do. */
export interface Outcome {
  readonly statuses: Statuses;
  readonly delta: Millis;
  /** Null: the earlier entry stays as it is. */
  readonly standing: LedgerEntry["standing"] | null;
  readonly refunds?: string;
  readonly replays?: LedgerEntry;
  readonly statusLevel?: Level;
  readonly moneyLevel?: Level;
}

export type Outcomes = readonly [Outcome, ...Outcome[]];

const ACCEPTED = { statuses: [200], standing: "accepted" } as const;
const UNMOVED = { delta: ZERO_MILLIS } as const;

function refused(status: number): Outcome {
  return { ...UNMOVED, statuses: [status], standing: "refused" };
}

/** Any answer but a fault, as long as nothing moves. */
const FREE_ANSWER: Outcome = {
  ...UNMOVED,
  statuses: "below-500",
  standing: "open",
  statusLevel: "SHOULD",
};

/** For an id that has not been seen. */
export function freshOutcomes(state: WalletLedger, operation: WalletOperation): Outcomes {
  if (operation.type === "close") return [{ ...UNMOVED, ...ACCEPTED }];
  if (operation.type === "rollback") return rollbackOutcomes(state, operation);
  // What a stake of nothing, or of less on the house, means is not said.
  const isFreeBet = operation.type === "bet" && operation.free;
  if (operation.amount === 0 || (isFreeBet && operation.amount < 0)) return [FREE_ANSWER];
  if (operation.amount < 0) return [refused(400)];
  return operation.type === "bet" ? betOutcomes(state, operation) : winOutcomes(state, operation);
}

function betOutcomes(state: WalletLedger, bet: Bet): Outcomes {
  const isVoid = [...state.entries.values()].some(
    ({ operation }) => operation.type === "rollback" && operation.betTxId === bet.txId,
  );
  if (isVoid) return [{ ...FREE_ANSWER, statuses: "any", moneyLevel: "SHOULD" }];
  if (bet.free) return [{ ...UNMOVED, ...ACCEPTED }];
  if (bet.amount > state.balance) return [refused(402)];
  const debited: Outcome = {
    ...ACCEPTED,
    delta: subtractMillis(ZERO_MILLIS, bet.amount),
  };
  return isClosed(state, bet.roundId) ? [debited, refused(400)] : [debited];
}

/** A win without a bet that stands, or after the close, may be credited or refused. */
function winOutcomes(state: WalletLedger, win: Win): Outcomes {
  const credited: Outcome = { ...ACCEPTED, delta: win.amount };
  const isRegular = standingBets(state, win.roundId).some(
    ({ txId, free }) => free === win.free && (win.betTxId === null || win.betTxId === txId),
  );
  return isRegular && !isClosed(state, win.roundId) ? [credited] : [credited, refused(400)];
}

function rollbackOutcomes(state: WalletLedger, rollback: Rollback): Outcomes {
  const bet = betThatStands(state, rollback.betTxId);
  if (bet === null) return [FREE_ANSWER];
  if (bet.free) return [{ ...FREE_ANSWER, moneyLevel: "SHOULD" }];
  const refund: Outcome = {
    ...ACCEPTED,
    delta: bet.amount,
    refunds: bet.txId,
  };
  const isRegular =
    rollback.amount === bet.amount &&
    rollback.roundId === bet.roundId &&
    !isWon(state, bet) &&
    !isClosed(state, bet.roundId);
  return isRegular ? [refund] : [refund, { ...FREE_ANSWER, moneyLevel: "SHOULD" }];
}

/** Once a bet may have been settled by a win, whether it can still be voided is not said. */
function isWon(state: WalletLedger, bet: Bet): boolean {
  return [...state.entries.values()].some(
    ({ operation, standing }) =>
      operation.type === "win" &&
      standing !== "refused" &&
      (operation.betTxId === null
        ? operation.roundId === bet.roundId
        : operation.betTxId === bet.txId),
  );
}

/** The provider closes a round after all else; what comes later is not foreseen. */
function isClosed(state: WalletLedger, roundId: string): boolean {
  return [...state.entries.values()].some(
    ({ operation }) => operation.type === "close" && operation.roundId === roundId,
  );
}

/** @returns null when there is no such bet, it was refused, or it was refunded */
function betThatStands(state: WalletLedger, txId: string): Bet | null {
  const entry = state.entries.get(txId);
  if (entry?.operation.type !== "bet" || entry.standing !== "accepted") return null;
  return state.refunded.has(txId) ? null : entry.operation;
}

function standingBets(state: WalletLedger, roundId: string): readonly Bet[] {
  return [...state.entries.keys()]
    .map((txId) => betThatStands(state, txId))
    .filter((bet) => bet?.roundId === roundId)
    .filter((bet) => bet !== null);
}

/** The id was there before: the same again, or something else under its name. */
export function repeatedOutcomes(
  state: WalletLedger,
  operation: WalletOperation,
  earlier: LedgerEntry,
): Outcomes {
  const isSame = isDeepStrictEqual(operation, earlier.operation);
  if (isSame) return replayOutcomes(state, earlier);
  const conflict: Outcome = { ...UNMOVED, statuses: [409], standing: null };
  if (earlier.standing === "open")
    return [
      { ...FREE_ANSWER, standing: null },
      ...evaluated(state, operation).filter(({ delta }) => delta !== 0),
    ];
  if (earlier.standing === "refused")
    return [
      conflict,
      { ...conflict, statuses: earlier.expected.statuses },
      ...evaluated(state, operation),
    ];
  const isSameButRound = isDeepStrictEqual(
    { ...operation, roundId: earlier.operation.roundId },
    earlier.operation,
  );
  return isSameButRound ? [{ ...conflict, statusLevel: "SHOULD" }] : [conflict];
}

function replayOutcomes(state: WalletLedger, earlier: LedgerEntry): Outcomes {
  const again: Outcome = {
    ...UNMOVED,
    statuses: earlier.expected.statuses,
    standing: null,
    statusLevel: earlier.expected.statusLevel,
  };
  if (earlier.standing === "accepted") return [{ ...again, replays: earlier }];
  if (earlier.standing === "open") return [again];
  // What was refused need not be remembered, and may be looked at afresh.
  const afresh = evaluated(state, earlier.operation).filter(
    ({ statuses }) => !isDeepStrictEqual(statuses, again.statuses),
  );
  return [again, ...afresh];
}

/** As if the id had never been seen. */
function evaluated(state: WalletLedger, operation: WalletOperation): Outcomes {
  const entries = new Map(state.entries);
  entries.delete(operation.txId);
  return freshOutcomes({ ...state, entries }, operation);
}
