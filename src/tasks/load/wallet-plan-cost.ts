/** What a plan of rounds costs at most, drawn before any of them is played. */
import { UserError } from "../../core/errors.js";
import type { WalletSettings } from "../../profile/wallet-settings.js";
import { isMillis, type Millis, renderMillis } from "../../protocols/wallet/millis.js";
import { mostCallbacksOf, mostMovedBy } from "../wallet/plan-round.js";
import { mixAt } from "./draw.js";
import type { LoadPlan, WalletPart } from "./plan.js";
import { accountOf, stageCount } from "./schedule.js";

export interface AccountCost {
  readonly currency: string;
  readonly requests: number;
  /** In millis; of very many rounds it may be more than a {@link Millis} can hold. */
  readonly amount: number;
}

export interface PlanCost {
  readonly requests: number;
  /** One for each currency. */
  readonly amounts: readonly { readonly currency: string; readonly amount: Millis }[];
}

/** @returns of each of the accounts that play, in their order */
export function accountCosts(
  { seed, stages, part: { mix } }: LoadPlan<WalletPart>,
  settings: Pick<WalletSettings, "game" | "serverDriven" | "players" | "retry">,
  accounts: number,
): readonly AccountCost[] {
  const weights = mix.map(({ weight }) => weight);
  const repeats = 1 + settings.retry.delaysMs.length;
  const entries = mix.map((entry) => ({
    amount: mostMovedBy(entry, settings),
    requests: mostCallbacksOf(entry, settings) * repeats,
  }));
  // Each asks for its balance before and after.
  const costs = settings.players
    .slice(0, accounts)
    .map(({ currency }) => ({ currency, requests: 2 * repeats, amount: 0 }));
  for (const [stageAt, stage] of stages.entries()) {
    const rounds = stageCount(stage) ?? 0;
    for (let nth = 0; nth < rounds; nth += 1) {
      const cost = costs[accountOf(stageAt, nth, accounts)];
      const entry = entries[mixAt(weights, seed, stageAt, nth)];
      if (cost === undefined || entry === undefined) throw new Error("a round has an account");
      cost.requests += entry.requests;
      cost.amount += entry.amount;
    }
  }
  return costs;
}

/** @throws {UserError} `stake_too_high` where the money is more than can be counted */
export function sumOfCosts(costs: readonly AccountCost[]): PlanCost {
  const sums = new Map<string, number>();
  for (const { currency, amount } of costs) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  const amounts = [...sums].map(([currency, amount]) => {
    if (isMillis(amount)) return { currency, amount };
    throw tooHigh(`more ${currency} than can be counted`, "");
  });
  return { requests: costs.reduce((sum, { requests }) => sum + requests, 0), amounts };
}

/** @throws {UserError} `stake_too_high` where the money of one currency is more than `wallet.maxStake` */
export function assertAffordable({ amounts }: PlanCost, maxStakeMillis: Millis | null): void {
  if (maxStakeMillis === null) return;
  for (const { currency, amount } of amounts)
    if (amount > maxStakeMillis)
      throw tooHigh(
        `up to ${renderMillis(amount, currency)}, and wallet.maxStake allows ${renderMillis(maxStakeMillis, currency)}`,
        ", or raise wallet.maxStake in the profile",
      );
}

function tooHigh(what: string, orElse: string): UserError {
  return new UserError(
    "stake_too_high",
    `the plan moves ${what}`,
    `Make the plan shorter or its stakes smaller${orElse}.`,
  );
}
