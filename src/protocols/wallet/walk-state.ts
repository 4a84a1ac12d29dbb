/** What a random walk has so far, and how one of several is drawn from it. */
import type { PlannedMove, WalkMove } from "./planned-move.js";

/** An integer from `min` to `max`, both included; the same for the same label. */
type Draw = (label: string, min: number, max: number) => number;

export interface WalkOptions {
  readonly count: number;
  readonly players: number;
  readonly leastStake: number;
  readonly mostStake: number;
  readonly draw: Draw;
  /** Default: all. */
  readonly moves?: readonly WalkMove[];
}

export interface PlacedBet {
  readonly move: PlannedMove;
  /** `tainted`: what becomes of it is not said. */
  state: "open" | "won" | "void" | "tainted";
}

export interface Round {
  readonly number: number;
  readonly player: number;
  readonly bets: PlacedBet[];
  isClosed: boolean;
}

export interface Walk {
  readonly options: WalkOptions;
  readonly rounds: Round[];
  readonly steps: PlannedMove[];
  /** Rollbacks whose bet is still to come. */
  readonly promised: PlannedMove[];
}

export function openBets(walk: Walk): readonly PlacedBet[] {
  return betsIn(walk, "open");
}

export function lastRoundOf({ steps }: Walk, player: number): number | undefined {
  return steps.findLast((step) => step.type === "bet" && step.player === player)?.round;
}

export function openRounds({ rounds }: Walk): readonly Round[] {
  return rounds.filter(({ isClosed }) => !isClosed);
}

export function betsIn(walk: Walk, state: PlacedBet["state"]): readonly PlacedBet[] {
  return openRounds(walk).flatMap(({ bets }) => bets.filter((bet) => bet.state === state));
}

/** Bets outnumber all else, and each kind is to come again: the one that came so least often. */
export function pickByKind(
  walk: Walk,
  label: string,
  move: WalkMove,
  moves: readonly PlannedMove[],
): PlannedMove | null {
  const kindOf = ({ type, free }: PlannedMove) => `${type} ${free}`;
  const times = (kind: string) =>
    walk.steps.filter((step) => step.move === move && kindOf(step) === kind).length;
  const kinds = [...new Set(moves.map(kindOf))];
  const rare = kinds.filter((each) => times(each) === Math.min(...kinds.map(times)));
  const kind = pick(walk, `${label} kind`, rare);
  const fitting = moves.filter((each) => kindOf(each) === kind);
  return pick(walk, label, fitting);
}

export function pick<T>({ options }: Walk, label: string, items: readonly T[]): T | null {
  if (items.length === 0) return null;
  return items[options.draw(label, 0, items.length - 1)] ?? null;
}
