/**
 * What will happen in a round, decided before it begins: stakes, outcomes, ids,
 * and the most that it can cost. The same seed gives the same round under new ids.
 */
import { createValues } from "../../conformance/values.js";
import { UserError } from "../../core/errors.js";
import type { WalletSettings } from "../../profile/wallet-settings.js";
import { type GameFlow, KNOWN_GAMES } from "../../protocols/wallet/launch.js";
import type { Bet, Rollback, WalletOperation, Win } from "../../protocols/wallet/ledger-state.js";
import type { RoundBet } from "../../protocols/wallet/messages.js";
import { type Millis, renderMillis, sumMillis, toMillis } from "../../protocols/wallet/millis.js";

export const ROUND_OUTCOMES = ["win", "lose", "rollback", "mixed"] as const;
export type RoundOutcome = (typeof ROUND_OUTCOMES)[number];
export type BetOutcome = Exclude<RoundOutcome, "mixed">;

export interface RoundOrder {
  /** Null: one for a classic game, three for a server-driven one. */
  readonly bets: number | null;
  readonly outcome: RoundOutcome;
  /** Of each bet. */
  readonly stake: Millis;
  readonly seed: number;
  /** Sets this round's ids apart from those of every other. */
  readonly runId: string;
}

interface PlannedBet {
  readonly bet: Bet;
  readonly outcome: BetOutcome;
  /** Null for a lost bet, of which the operator hears nothing more. */
  readonly settlement: Win | Rollback | null;
  /** As the close notification states it. */
  readonly coefficient: number;
}

export interface RoundPlan {
  readonly roundId: string;
  readonly game: string;
  readonly flow: GameFlow;
  readonly bets: readonly PlannedBet[];
  /** Callbacks, not counting repetitions; rollbacks after a failure included. */
  readonly mostCallbacks: number;
  /** Stakes, and what comes back of them in wins or refunds. */
  readonly mostMoved: Millis;
}

const SERVER_DRIVEN_BETS = 3;

/** Cash-out multipliers, in hundredths. */
const LOWEST_COEFFICIENT = 110;
const HIGHEST_COEFFICIENT = 300;

/** @throws {UserError} `round_impossible`, `stake_too_high` */
export function planRound(
  order: RoundOrder,
  settings: Pick<WalletSettings, "game" | "serverDriven" | "maxStakeMillis" | "players">,
): RoundPlan {
  const flow = flowOf(settings);
  const count = betsOf(order, flow);
  assertPossible(flow, count, order, settings.game);
  const bets = outcomesOf(order, flow, count).map((outcome, at) => planBet(outcome, at + 1, order));
  const plan: RoundPlan = {
    roundId: roundIdOf(order),
    game: settings.game,
    flow,
    bets,
    mostCallbacks: callbacksOf(count),
    mostMoved: sumMillis(bets.flatMap(movedBy)),
  };
  assertAffordable(plan, settings);
  return plan;
}

/** The last word of a round whose every bet is settled; null for a classic game. */
export function closeOf({
  flow,
  roundId,
  bets,
}: RoundPlan): Extract<WalletOperation, { type: "close" }> | null {
  if (flow === "classic") return null;
  // A voided bet was neither won nor lost, so it has no multiplier to state.
  const counted = bets.filter(({ outcome }) => outcome !== "rollback");
  return {
    type: "close",
    txId: `${roundId}-close`,
    roundId,
    bets: counted.map(({ bet, coefficient }): RoundBet => ({
      stake: bet.amount,
      coefficient,
    })),
  };
}

/** The refund of one of the round's bets. */
export function rollbackOf(bet: Bet): Rollback {
  return {
    type: "rollback",
    txId: `${bet.txId}-rollback`,
    roundId: bet.roundId,
    amount: bet.amount,
    betTxId: bet.txId,
  };
}

/** A game that is not known is what the profile says of the provider. */
function flowOf({ game, serverDriven }: Pick<WalletSettings, "game" | "serverDriven">): GameFlow {
  if (!serverDriven) return "classic";
  return Object.hasOwn(KNOWN_GAMES, game)
    ? (KNOWN_GAMES[game] ?? "server-driven")
    : "server-driven";
}

function assertPossible(
  flow: GameFlow,
  count: number,
  { outcome, stake }: RoundOrder,
  game: string,
): void {
  const impossible = (problem: string, hint: string) =>
    new UserError("round_impossible", problem, hint);
  const elsewhere =
    "Play a server-driven game, such as --game aviadrone, with wallet.serverDriven not false.";
  if (stake === 0) throw impossible("--amount 0: a bet has a stake", "Give at least 1.");
  if (flow !== "classic") return;
  if (count > 1)
    throw impossible(
      `--bets ${count}: ${game} is played as a classic game, with one bet a round`,
      elsewhere,
    );
  if (outcome === "rollback")
    throw impossible(
      `--outcome rollback: ${game} is played as a classic game, and the provider voids bets of server-driven ones only`,
      elsewhere,
    );
}

function valuesOf({ seed, runId }: RoundOrder) {
  return createValues(seed, runId, "play-round");
}

function outcomesOf(order: RoundOrder, flow: GameFlow, count: number): readonly BetOutcome[] {
  const { outcome } = order;
  if (outcome !== "mixed") return Array.from({ length: count }, (): BetOutcome => outcome);
  const possible: readonly [BetOutcome, ...BetOutcome[]] =
    flow === "classic" ? ["win", "lose"] : ["win", "lose", "rollback"];
  const values = valuesOf(order);
  // Every outcome in turn, from a drawn one on, so that a mixed round is mixed.
  const first = values.int("first outcome", 0, possible.length - 1);
  return Array.from(
    { length: count },
    (_, at) => possible[(first + at) % possible.length] ?? possible[0],
  );
}

function planBet(outcome: BetOutcome, number: number, order: RoundOrder): PlannedBet {
  const roundId = roundIdOf(order);
  const bet: Bet = {
    type: "bet",
    txId: `${roundId}-bet-${number}`,
    roundId,
    amount: order.stake,
    free: false,
  };
  if (outcome === "lose") return { bet, outcome, settlement: null, coefficient: 0 };
  if (outcome === "rollback") return { bet, outcome, settlement: rollbackOf(bet), coefficient: 0 };
  const hundredths = valuesOf(order).int(
    `coefficient of bet ${number}`,
    LOWEST_COEFFICIENT,
    HIGHEST_COEFFICIENT,
  );
  const win: Win = {
    type: "win",
    txId: `${bet.txId}-win`,
    roundId,
    amount: multiply(bet.amount, hundredths),
    free: false,
    betTxId: bet.txId,
  };
  return { bet, outcome, settlement: win, coefficient: hundredths / 100 };
}

/**
 * What a round moves at most, whatever is drawn: its stakes, and what comes back of them.
 *
 * @param settings of the game
 */
export function mostMovedBy(
  { bets, outcome, stake }: Pick<RoundOrder, "bets" | "outcome" | "stake">,
  settings: Pick<WalletSettings, "game" | "serverDriven">,
): Millis {
  const count = betsOf({ bets }, flowOf(settings));
  const mayWin = outcome === "win" || outcome === "mixed";
  const back = mayWin ? multiply(stake, HIGHEST_COEFFICIENT) : stake;
  return toMillis(count * (stake + back));
}

/** Callbacks of a round at most, not counting repetitions. */
export function mostCallbacksOf(
  { bets }: Pick<RoundOrder, "bets">,
  settings: Pick<WalletSettings, "game" | "serverDriven">,
): number {
  return callbacksOf(betsOf({ bets }, flowOf(settings)));
}

function betsOf({ bets }: Pick<RoundOrder, "bets">, flow: GameFlow): number {
  return bets ?? (flow === "classic" ? 1 : SERVER_DRIVEN_BETS);
}

/** auth, a bet and a settlement each, the close or the settlement that failed, balance */
function callbacksOf(bets: number): number {
  return 2 * bets + 3;
}

/** Rounded down, as a provider rounds in its own favour. */
function multiply(stake: Millis, hundredths: number): Millis {
  return toMillis(Number((BigInt(stake) * BigInt(hundredths)) / 100n));
}

function roundIdOf({ runId }: RoundOrder): string {
  return `r-${runId}`;
}

/** A bet that does not end as planned is refunded. */
function movedBy({ bet, settlement }: PlannedBet): readonly Millis[] {
  return [bet.amount, toMillis(Math.max(bet.amount, settlement?.amount ?? bet.amount))];
}

function assertAffordable(
  { bets, mostMoved }: RoundPlan,
  { maxStakeMillis, players: [{ currency }] }: Pick<WalletSettings, "maxStakeMillis" | "players">,
): void {
  if (maxStakeMillis === null || mostMoved <= maxStakeMillis) return;
  const money = (amount: Millis) => renderMillis(amount, currency);
  throw new UserError(
    "stake_too_high",
    `the round moves up to ${money(mostMoved)} (${bets.length === 1 ? "its stake" : `${bets.length} stakes`}, and what comes back in wins or refunds), and wallet.maxStake allows ${money(maxStakeMillis)}`,
    "Give a smaller --amount or fewer --bets, or raise wallet.maxStake in the profile.",
  );
}
