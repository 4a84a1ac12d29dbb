/** What a plan of rounds costs at most, before it is played. */
import { describe, expect, it } from "vitest";
import { parsePlan } from "../../../src/tasks/load/parse-plan.js";
import { isWalletPlan } from "../../../src/tasks/load/plan.js";
import {
  accountCosts,
  assertAffordable,
  sumOfCosts,
} from "../../../src/tasks/load/wallet-plan-cost.js";
import { toMillis } from "../../../src/protocols/wallet/millis.js";

const player = (currency: string) =>
  ({ userToken: "u", sessionToken: "s", currency, platform: "desktop", userId: null }) as const;

const SETTINGS = {
  ...{ game: "aviadrone", serverDriven: true, retry: { delaysMs: [100] }, maxStakeMillis: null },
  players: [player("USD"), player("EUR"), player("USD"), player("KRW")],
} as const;

/** auth, two bets and their settlements, close, balance; each once more. */
const PER_ROUND = 7 * 2;
const BALANCES = 2 * 2;

function planOf(rounds: number, stake = 100) {
  const file = {
    version: 1,
    wallet: { mix: [{ bets: 2, outcome: "lose", stake }] },
    stages: [{ rate: 5, count: rounds }],
  };
  const { plan } = parsePlan(JSON.stringify(file), "load.json");
  if (!isWalletPlan(plan)) throw new Error("it plays rounds");
  return plan;
}

describe("what a plan of rounds costs", () => {
  it("is counted by currency, and only of the accounts that play", () => {
    // Of 4 players 3 play: 3, 2 and 2 rounds.
    expect(sumOfCosts(accountCosts(planOf(7), SETTINGS, 3))).toEqual({
      requests: 7 * PER_ROUND + 3 * BALANCES,
      amounts: [
        { currency: "USD", amount: 5 * 400 },
        { currency: "EUR", amount: 2 * 400 },
      ],
    });
  });

  it("is that of the accounts of a part", () => {
    const [, second] = accountCosts(planOf(7), SETTINGS, 3);
    expect(second).toEqual({
      ...{ currency: "EUR", amount: 800 },
      requests: 2 * PER_ROUND + BALANCES,
    });
  });

  it("may reach wallet.maxStake in each currency, and not go beyond it in any", () => {
    const costs = accountCosts(planOf(8, 1_000), SETTINGS, 4);
    const check = (millis: number) => () => {
      assertAffordable(sumOfCosts(costs), toMillis(millis));
    };
    expect(check(16_000)).not.toThrow();
    expect(check(15_999)).toThrow("up to 16.000 USD, and wallet.maxStake allows 15.999 USD");
    expect(() => {
      assertAffordable(sumOfCosts(costs.slice(3)), toMillis(7_999));
    }).toThrow("up to 8.000 KRW, and wallet.maxStake allows 7.999 KRW");
  });

  it("of more than can be counted is refused", () => {
    const costs = accountCosts(planOf(1_000_000, 2_500_000_000), SETTINGS, 1);
    expect(() => sumOfCosts(costs)).toThrow("more USD than can be counted");
  });
});
