/**
 * A random but repeatable series of wallet operations, each with the one
 * answer that a correct operator gives. Operations where it has a choice are
 * left out, so that a walk never accuses an operator of a legal answer.
 */
import type { Expected, WalletLedger, WalletOperation } from "./ledger-state.js";
import { openLedger } from "./ledger-state.js";
import { applyOperation } from "./ledger.js";
import type { Millis } from "./millis.js";
import { addMillis, toMillis } from "./millis.js";

/** An integer from `min` to `max`, both included; the same for the same label. */
export type Draw = (label: string, min: number, max: number) => number;

export const WALK_MOVES = [
  "bet",
  "second-bet",
  "win",
  "rollback",
  "replay",
  "altered-replay",
  "insufficient",
] as const;
export type WalkMove = (typeof WALK_MOVES)[number];

export interface WalkStep {
  /** `restore`: brings the balance back to where it was. */
  readonly move: WalkMove | "restore";
  readonly operation: WalletOperation;
  readonly expected: Expected;
  /** The wallet's balance after the step, whatever the reply states. */
  readonly balanceAfter: Millis;
}

export interface WalkOptions {
  /** Steps, not counting those that restore the balance. */
  readonly count: number;
  readonly opening: Millis;
  /** No single stake or win is larger. */
  readonly maxStake: Millis;
  readonly draw: Draw;
  /** An identifier: the same for the same label, another for another. */
  readonly idOf: (label: string) => string;
  /** Default: all. */
  readonly moves?: readonly WalkMove[];
}

interface Round {
  readonly id: string;
  /** `provider_tx_id`s. */
  readonly bets: readonly string[];
  /** Those of them that were won: whether one can be won twice is the operator's choice. */
  readonly won: readonly string[];
  readonly outcome: "open" | "won" | "void";
}

interface Walk {
  readonly options: WalkOptions;
  readonly state: WalletLedger;
  readonly rounds: readonly Round[];
  readonly steps: readonly WalkStep[];
}

/** @throws {RangeError} when the largest stake is not positive */
export function randomWalk(options: WalkOptions): readonly WalkStep[] {
  if (options.maxStake < 1)
    throw new RangeError(`a walk needs stakes, and ${options.maxStake} is none`);
  let walk: Walk = {
    options,
    state: openLedger(options.opening),
    rounds: [],
    steps: [],
  };
  for (let index = 0; index < options.count; index += 1) walk = oneStep(walk, `step ${index}`);
  for (let index = 0; walk.state.balance !== options.opening; index += 1)
    walk = oneRestoringStep(walk, `restore ${index}`);
  return walk.steps;
}

/** Proposes an operation, or null when the move cannot be made now. */
type Propose = (
  walk: Walk,
  label: string,
) => { readonly operation: WalletOperation; readonly round?: Round } | null;

const PROPOSALS: Readonly<Record<WalkMove, Propose>> = {
  bet: (walk, label) => {
    const round: Round = {
      id: walk.options.idOf(`${label} round`),
      bets: [],
      won: [],
      outcome: "open",
    };
    return betIn(walk, label, round);
  },
  "second-bet": (walk, label) => {
    const round = pick(
      walk,
      `${label} round`,
      walk.rounds.filter(({ outcome }) => outcome !== "void"),
    );
    return round === null ? null : betIn(walk, label, round);
  },
  win: (walk, label) => {
    const live = walk.rounds.filter((each) => each.outcome !== "void" && openBets(each).length > 0);
    const round = pick(walk, `${label} round`, live);
    const betTxId = round === null ? null : pick(walk, `${label} bet`, openBets(round));
    if (round === null || betTxId === null) return null;
    return {
      operation: {
        type: "win",
        txId: walk.options.idOf(`${label} win`),
        roundId: round.id,
        amount: amountUpTo(walk, label, walk.options.maxStake),
        free: false,
        betTxId,
      },
      round: { ...round, outcome: "won", won: [...round.won, betTxId] },
    };
  },
  rollback: proposeRollback,
  replay: (walk, label) => {
    const original = acceptedOperation(walk, label);
    return original === null ? null : { operation: original };
  },
  "altered-replay": (walk, label) => {
    const original = acceptedOperation(walk, label);
    if (original === null || original.type === "close") return null;
    const amount = addMillis(original.amount, toMillis(1));
    return { operation: { ...original, amount } };
  },
  insufficient: (walk, label) => ({
    operation: {
      type: "bet",
      txId: walk.options.idOf(`${label} bet`),
      roundId: walk.options.idOf(`${label} round`),
      amount: addMillis(walk.state.balance, amountUpTo(walk, label, walk.options.maxStake)),
      free: false,
    },
  }),
};

function openBets({ bets, won }: Round): readonly string[] {
  return bets.filter((bet) => !won.includes(bet));
}

function betIn(walk: Walk, label: string, round: Round): ReturnType<Propose> {
  const most = Math.min(walk.options.maxStake, walk.state.balance);
  if (most < 1) return null;
  const txId = walk.options.idOf(`${label} bet`);
  return {
    operation: {
      type: "bet",
      txId,
      roundId: round.id,
      amount: amountUpTo(walk, label, most),
      free: false,
    },
    round: { ...round, bets: [...round.bets, txId] },
  };
}

/** Only a round's single, unsettled bet: a round is voided as a whole. */
function proposeRollback(walk: Walk, label: string): ReturnType<Propose> {
  const voidable = walk.rounds.filter(
    ({ bets, outcome }) => outcome === "open" && bets.length === 1,
  );
  const round = pick(walk, `${label} round`, voidable);
  const bet = walk.state.entries.get(round?.bets[0] ?? "")?.operation;
  if (round === null || bet?.type !== "bet") return null;
  return {
    operation: {
      type: "rollback",
      txId: walk.options.idOf(`${label} rollback`),
      roundId: round.id,
      amount: bet.amount,
      betTxId: bet.txId,
    },
    round: { ...round, outcome: "void" },
  };
}

function acceptedOperation(walk: Walk, label: string): WalletOperation | null {
  const accepted = [...walk.state.entries.values()].filter(
    ({ standing }) => standing === "accepted",
  );
  return pick(walk, `${label} original`, accepted)?.operation ?? null;
}

function amountUpTo(walk: Walk, label: string, most: number): Millis {
  return toMillis(walk.options.draw(`${label} amount`, 1, most));
}

function pick<T>(walk: Walk, label: string, items: readonly T[]): T | null {
  if (items.length === 0) return null;
  return items[walk.options.draw(label, 0, items.length - 1)] ?? null;
}

function oneStep(walk: Walk, label: string): Walk {
  const possible = (walk.options.moves ?? WALK_MOVES).flatMap((move) => {
    const proposal = PROPOSALS[move](walk, label);
    return proposal === null ? [] : [{ move, ...proposal }];
  });
  const chosen = pick(walk, `${label} move`, possible);
  return chosen === null ? walk : taken(walk, chosen);
}

/** What is missing is won back with bets that stand, or with a new, small one where none is left. */
function oneRestoringStep(walk: Walk, label: string): Walk {
  const { options, state } = walk;
  const missing = options.opening - state.balance;
  const win = missing > 0 ? PROPOSALS.win(walk, label) : null;
  const proposal = win ?? PROPOSALS.bet(walk, label);
  if (proposal === null || proposal.operation.type === "close")
    throw new Error(`the walk cannot restore a balance of ${state.balance}`);
  const needsBet = missing > 0 && win === null;
  const amount = needsBet ? 1 : Math.min(Math.abs(missing), options.maxStake);
  const operation = { ...proposal.operation, amount: toMillis(amount) };
  return taken(walk, { ...proposal, operation, move: "restore" });
}

function taken(
  walk: Walk,
  chosen: {
    readonly move: WalkStep["move"];
    readonly operation: WalletOperation;
    readonly round?: Round;
  },
): Walk {
  const { move, operation, round } = chosen;
  const { state, expected, otherwise } = applyOperation(walk.state, operation);
  if (otherwise.length > 0) throw new Error(`the walk took a step with a choice: ${move}`);
  return {
    options: walk.options,
    state,
    rounds:
      round === undefined
        ? walk.rounds
        : [...walk.rounds.filter(({ id }) => id !== round.id), round],
    steps: [...walk.steps, { move, operation, expected, balanceAfter: state.balance }],
  };
}
