/**
 * A random but repeatable series of wallet operations of one or several players.
 * Each is told by numbers instead of identifiers, so that the whole or a part of
 * it can be sent again with fresh ones; what a right wallet makes of it, the
 * ledger says (ledger.ts).
 */
import { toMillis, type Millis } from "./millis.js";
import { WALK_MOVES, type PlannedMove, type WalkMove } from "./planned-move.js";
import {
  betsIn,
  lastRoundOf,
  openBets,
  openRounds,
  pick,
  pickByKind,
  type PlacedBet,
  type Round,
  type Walk,
  type WalkOptions,
} from "./walk-state.js";

/** What takes somebody beside the player. */
const JOINT: readonly WalkMove[] = ["shared-round", "foreign-rollback"];

/** Dealt twice as often. */
const COMMON: readonly WalkMove[] = ["bet", "win", "rollback", "replay"];
const FIRST_BETS = 2;

/** What needs rounds that the provider voids and closes. */
export const SERVER_DRIVEN_MOVES: readonly WalkMove[] = [
  "shared-round",
  "rollback",
  "second-rollback",
  "early-rollback",
  "late-bet",
  "foreign-rollback",
  "close",
];

export function randomWalk(options: WalkOptions): readonly PlannedMove[] {
  const walk: Walk = { options, rounds: [], steps: [], promised: [] };
  const moves = (options.moves ?? WALK_MOVES).filter(
    (move) => !JOINT.includes(move) || options.players > 1,
  );
  const cards = [...moves, ...moves.filter((move) => COMMON.includes(move))];
  let deck: WalkMove[] = [];
  for (let at = 0; at < options.count; at += 1) {
    const label = `step ${at}`;
    // Dealt, so that a short walk has every move; one that is not possible yet gives way to a bet.
    if (deck.length === 0) deck = [...cards];
    const [wanted = "bet"] =
      at < FIRST_BETS ? [] : deck.splice(options.draw(`${label} move`, 0, deck.length - 1), 1);
    const step = PROPOSALS[wanted](walk, label, at) ?? PROPOSALS.bet(walk, label, at);
    if (step !== null) walk.steps.push(step);
  }
  return walk.steps;
}

type Propose = (walk: Walk, label: string, at: number) => PlannedMove | null;

const PROPOSALS: Readonly<Record<WalkMove, Propose>> = {
  bet: (walk, label, at) => placed(walk, openRound(walk, label, at), "bet", label, at),
  "second-bet": (walk, label, at) => {
    const open = openRounds(walk);
    // Every other time where most bets are: some rounds are to hold many.
    const most = Math.max(...open.map(({ bets }) => bets.length));
    const isDeep = walk.options.draw(`${label} depth`, 0, 1) === 1;
    const round = pick(
      walk,
      label,
      isDeep ? open.filter(({ bets }) => bets.length === most) : open,
    );
    return round === null ? null : placed(walk, round, "second-bet", label, at);
  },
  "shared-round": (walk, label, at) => {
    const round = pick(walk, label, openRounds(walk));
    if (round === null) return null;
    const player = (round.player + 1) % walk.options.players;
    return placed(walk, { ...round, player }, "shared-round", label, at);
  },
  "free-bet": (walk, label, at) => placed(walk, openRound(walk, label, at), "free-bet", label, at),
  win: (walk, label, at) => {
    const bet = pick(walk, label, aged(walk, label, openBets(walk)));
    if (bet === null) return null;
    bet.state = "won";
    return {
      ...follow(walk, bet, "win", label, at),
      amount:
        walk.options.draw(`${label} size`, 0, 2) === 0 ? bet.move.amount : stakeOf(walk, label),
      free: bet.move.free,
    };
  },
  rollback: (walk, label, at) => {
    const open = openBets(walk);
    const real = open.filter(({ move }) => !move.free);
    const bet = pick(walk, label, aged(walk, label, real.length > 0 ? real : open));
    if (bet === null) return null;
    bet.state = "void";
    return follow(walk, bet, "rollback", label, at);
  },
  "second-rollback": (walk, label, at) => {
    const bet = pick(walk, label, betsIn(walk, "void"));
    return bet === null ? null : follow(walk, bet, "second-rollback", label, at);
  },
  "early-rollback": (walk, label, at) => {
    const round = openRound(walk, label, at);
    round.isClosed = true;
    const step = planned(walk, label, {
      ...{ move: "early-rollback", type: "rollback", player: round.player, round: round.number },
      ...{ tx: at, bet: at + walk.options.count },
    });
    walk.promised.push(step);
    return step;
  },
  "late-bet": (walk, label) => {
    const step = walk.promised.shift();
    if (step?.bet == null) return null;
    return planned(walk, label, {
      ...{ ...step, move: "late-bet", type: "bet" },
      ...{ tx: step.bet, bet: null },
    });
  },
  "foreign-rollback": (walk, label, at) => {
    const bet = pick(walk, label, openBets(walk));
    if (bet === null) return null;
    bet.state = "tainted";
    const player = (bet.move.player + 1) % walk.options.players;
    return { ...follow(walk, bet, "foreign-rollback", label, at), player };
  },
  close: (walk, label, at) => {
    const held = openRounds(walk).filter(({ bets }) => bets.length > 0);
    const voided = held.filter(({ bets }) => bets.some(({ state }) => state === "void"));
    const isOfVoid = walk.options.draw(`${label} void`, 0, 1) === 1 && voided.length > 0;
    const round = pick(walk, label, isOfVoid ? voided : held);
    if (round === null) return null;
    round.isClosed = true;
    return planned(walk, label, {
      ...{ move: "close", type: "close", player: round.player, round: round.number, tx: at },
      amount: toMillis(0),
      bets: round.bets.map(({ move, state }) => [move.amount, state === "won" ? 2 : 0]),
    });
  },
  replay: (walk, label) => {
    const earlier = pickByKind(walk, label, "replay", repeatable(walk));
    return earlier === null ? null : { ...earlier, move: "replay" };
  },
  "altered-replay": (walk, label) => {
    const again = repeatable(walk).filter(({ type }) => type !== "close");
    const earlier = pickByKind(walk, label, "altered-replay", again);
    if (earlier === null) return null;
    // Within what a bet may be: limits may well be looked at before ids.
    const { leastStake, mostStake, draw } = walk.options;
    const { amount } = earlier;
    const isMore =
      amount <= leastStake || (amount < mostStake && draw(`${label} change`, 0, 1) > 0);
    return { ...earlier, move: "altered-replay", amount: toMillis(amount + (isMore ? 1 : -1)) };
  },
  insufficient: (walk, label, at) =>
    planned(walk, label, {
      ...{ move: "insufficient", type: "bet", tx: at, round: at },
      player: playerOf(walk, label),
    }),
};

/** What was once answered for certain: the same again must hear the same. */
function repeatable({ steps }: Walk): readonly PlannedMove[] {
  return steps.filter(({ move }) =>
    (["bet", "second-bet", "shared-round", "free-bet", "win", "rollback", "close"] as const).some(
      (each) => each === move,
    ),
  );
}

function openRound(walk: Walk, label: string, number: number): Round {
  const round = { number, player: playerOf(walk, label), bets: [], isClosed: false };
  walk.rounds.push(round);
  return round;
}

function playerOf({ options }: Walk, label: string): number {
  return options.draw(`${label} player`, 0, options.players - 1);
}

function placed(
  walk: Walk,
  round: Round,
  move: "bet" | "second-bet" | "shared-round" | "free-bet",
  label: string,
  at: number,
): PlannedMove {
  const step = planned(walk, label, {
    ...{ move, type: "bet", player: round.player, round: round.number, tx: at },
    free: move === "free-bet",
    ...levelWith(walk, round, label),
  });
  round.bets.push({ move: step, state: "open" });
  return step;
}

/** Every other bet beside others is as high as one of them: only ids tell them apart. */
function levelWith(walk: Walk, { bets }: Round, label: string): Partial<PlannedMove> {
  const other = pick(walk, `${label} level`, bets);
  return other === null || walk.options.draw(`${label} equal`, 0, 1) === 0
    ? {}
    : { amount: other.move.amount };
}

/** Of the bet's amount. */
function follow(
  walk: Walk,
  { move: bet }: PlacedBet,
  move: WalkMove,
  label: string,
  at: number,
): PlannedMove {
  return planned(walk, label, {
    ...{ move, type: move === "win" ? "win" : "rollback", player: bet.player, round: bet.round },
    ...{ tx: at, bet: bet.tx, amount: bet.amount },
  });
}

function planned(
  walk: Walk,
  label: string,
  step: Pick<PlannedMove, "move" | "type" | "player" | "round" | "tx"> & Partial<PlannedMove>,
): PlannedMove {
  return { bet: null, free: false, amount: stakeOf(walk, label), bets: [], ...step };
}

function stakeOf({ options }: Walk, label: string): Millis {
  return toMillis(options.draw(`${label} amount`, options.leastStake, options.mostStake));
}

/** Every other time those that their player, or the round, has left behind: what comes late, or beside another. */
function aged(walk: Walk, label: string, bets: readonly PlacedBet[]): readonly PlacedBet[] {
  if (walk.options.draw(`${label} age`, 0, 1) === 0) return bets;
  const left = bets.filter(
    ({ move: { move, player, round } }) =>
      move === "shared-round" || round !== lastRoundOf(walk, player),
  );
  return left.length > 0 ? left : bets;
}
