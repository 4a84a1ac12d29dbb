/** Plays the rounds of a plan, or of one part of it, and closes the books of every account. */
import { UserError } from "../../core/errors.js";
import type { Exchange } from "../../core/http-exchange.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { WalletPlayer, WalletSettings } from "../../profile/wallet-settings.js";
import type { Millis } from "../../protocols/wallet/millis.js";
import { authenticate } from "../wallet/authenticate.js";
import { planRound } from "../wallet/plan-round.js";
import { playRound, type RoundReport } from "../wallet/play-round.js";
import { createCallbackSender, type WalletPorts } from "../wallet/send-callback.js";
import { isHopeless } from "../webhooks/fire-load.js";
import { createLatencies } from "../webhooks/load-latency.js";
import { mixAt, roundSeedAt } from "./draw.js";
import type { LoadResult } from "./load-result.js";
import type { LoadPlan, WalletPart, WeightedRound } from "./plan.js";
import { runTag } from "./plan-deliveries.js";
import { createRoundTally } from "./round-tally.js";
import { runStages, type StagesOrder } from "./run-stages.js";
import { type LoadProgress, MOST_EXAMPLES } from "./run-webhook-plan.js";
import { accountOf, isOwnAccount, roundDeal } from "./schedule.js";
import { type AccountLedger, createAccountLedger, joinBooks } from "./wallet-books.js";
import { accountCosts, assertAffordable, type PlanCost, sumOfCosts } from "./wallet-plan-cost.js";

export interface WalletPlanOrder extends Pick<StagesOrder, "shard" | "runId" | "tool"> {
  readonly plan: LoadPlan<WalletPart>;
  readonly allowLive: boolean;
  /** Before the first request; at most, of the part that is run here. */
  readonly onStart: (cost: PlanCost & { readonly url: string }) => void;
  readonly onAnswer: (soFar: LoadProgress) => void;
}

interface Seat {
  readonly player: WalletPlayer;
  readonly ledger: AccountLedger;
  opening: Millis | null;
  /** The end of the round that is played now: an account plays one at a time. */
  busy: Promise<unknown>;
}

/** @throws {UserError} `accounts_missing`, `stake_too_high`, `round_impossible`, `live_target`; all before the first round */
export async function runWalletPlan(
  { onAnswer, onStart, allowLive, ...order }: WalletPlanOrder,
  agreed: WalletSettings,
  profile: ResolvedProfile,
  ports: WalletPorts,
): Promise<LoadResult> {
  const { plan, shard, runId } = order;
  const settings = { ...agreed, game: plan.part.game ?? agreed.game };
  const accounts = accountsOf(plan.part, settings, shard?.count ?? 1);
  assertPlayable(plan, settings);
  const costs = accountCosts(plan, settings, accounts);
  // The bound holds for the whole plan, however many parts it is run in.
  assertAffordable(sumOfCosts(costs), settings.maxStakeMillis);
  const ownCosts = costs.filter((_, at) => isOwnAccount(at, shard));
  onStart({ url: settings.url, ...sumOfCosts(ownCosts) });

  const seats = settings.players.slice(0, accounts).map((player, at): Seat => ({
    player,
    ledger: createAccountLedger(accountName(at), player.currency),
    opening: null,
    busy: Promise.resolve(),
  }));
  const own = seats.filter((_, at) => isOwnAccount(at, shard));
  const balanceOf = balanceReader(settings, profile, allowLive, ports);
  // Without a balance to begin with, a round would not begin either.
  for (const seat of own) if (!ports.signal.aborted) seat.opening = await balanceOf(seat.player);

  const callbacks = createLatencies();
  const tallies = plan.stages.map(() => createRoundTally());
  const soFar = { sent: 0, answered: 0, accepted: 0, unreachable: 0 };
  const examples: Exchange[] = [];
  const weights = plan.part.mix.map(({ weight }) => weight);
  const tag = runTag(plan.seed, runId);

  /** @returns null where the run was stopped while the account was busy */
  const play = (seat: Seat, stageAt: number, nth: number): Promise<RoundReport | null> => {
    const entry = entryAt(plan.part.mix, mixAt(weights, plan.seed, stageAt, nth));
    const round = {
      ...entry,
      seed: roundSeedAt(plan.seed, stageAt, nth),
      runId: `${tag}-${stageAt + 1}-${nth}`,
      retry: settings.retry,
      allowLive,
    };
    const alone = { ...settings, players: [seat.player] as const };
    // A stop ends the rounds between two callbacks, and open bets are rolled back.
    const played = seat.busy.then(() =>
      ports.signal.aborted ? null : playRound(round, alone, profile, ports),
    );
    seat.busy = played;
    return played;
  };

  const run = await runStages(
    {
      ...order,
      url: settings.url,
      dealOf: (stageAt) => roundDeal(stageAt, accounts, shard),
      isHopeless: (lanes) => isHopeless(soFar, lanes),
      countsOf: (stageAt) => tallies[stageAt]?.counts() ?? createRoundTally().counts(),
      send: async (stageAt, nth) => {
        const seat = seats[accountOf(stageAt, nth, accounts)];
        if (seat === undefined) throw new Error("a round has an account");
        const report = await play(seat, stageAt, nth);
        if (report === null) return "not sent";
        seat.ledger.enter(report);
        for (const { outcome } of report.attempts)
          if (outcome.trace.sentHead !== null) callbacks.add(outcome.trace.totalMs);
        const kind = tallies[stageAt]?.add(report);
        soFar.sent += 1;
        if (kind === "unreachable") soFar.unreachable += 1;
        else soFar.answered += 1;
        if (kind === "consistent") soFar.accepted += 1;
        else if (examples.length < MOST_EXAMPLES) examples.push(...exampleOf(report));
        onAnswer(soFar);
        return kind === "unreachable" ? null : tookMs(report);
      },
    },
    ports,
  );
  const accountsNow = [];
  for (const seat of own)
    accountsNow.push(seat.ledger.books(seat.opening, await balanceOf(seat.player)));
  const books = joinBooks([
    {
      openBets: own.flatMap(({ ledger }) => ledger.openBets()),
      accounts: accountsNow,
      callbackCounts: callbacks.counts(),
    },
  ]);
  return { ...run, kind: "wallet", books, examples };
}

/** Where the profile names the player. */
function accountName(at: number): string {
  return at === 0 ? "wallet.player" : `wallet.players[${at - 1}]`;
}

function accountsOf(part: WalletPart, { players }: WalletSettings, parts: number): number {
  const accounts = part.accounts ?? players.length;
  const needed = Math.max(accounts, parts);
  if (needed <= players.length) return accounts;
  throw new UserError(
    "accounts_missing",
    accounts >= parts
      ? `the plan plays on ${accounts} accounts, and the profile has ${players.length}`
      : `${parts} parts need an account each, and the profile has ${players.length}`,
    "Add players under wallet.players, or take fewer accounts or parts.",
  );
}

/** Each kind of round for itself. */
function assertPlayable({ seed, part }: LoadPlan<WalletPart>, settings: WalletSettings): void {
  for (const entry of part.mix) planRound({ ...entry, seed, runId: "first" }, settings);
}

/** @returns what asks the target for the balance itself; null where it does not say */
function balanceReader(
  settings: WalletSettings,
  profile: ResolvedProfile,
  allowLive: boolean,
  ports: WalletPorts,
) {
  const { url, retry } = settings;
  const send = createCallbackSender(
    { url, retry, allowLive, cutsInFlight: false },
    settings,
    profile,
    ports,
  );
  return async (player: WalletPlayer): Promise<Millis | null> => {
    const { judged } = await authenticate("books", send, { ...settings, players: [player] });
    return judged.reply?.balance ?? null;
  };
}

function entryAt(mix: readonly WeightedRound[], at: number): WeightedRound {
  const entry = mix[at];
  if (entry === undefined) throw new Error("a mix has entries");
  return entry;
}

/** The last callback that was not answered with a 200. */
function exampleOf({ attempts }: RoundReport): readonly Exchange[] {
  const wrong =
    attempts.findLast(({ outcome }) => outcome.reply?.status !== 200) ?? attempts.at(-1);
  return wrong === undefined ? [] : [wrong.exchange];
}

/** From its first callback to the end of its last. */
function tookMs({ attempts }: RoundReport): number {
  return attempts.reduce((sum, { outcome }) => sum + outcome.trace.totalMs, 0);
}
