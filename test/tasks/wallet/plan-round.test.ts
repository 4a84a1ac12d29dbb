/** What a round will be: outcomes, ids and bounds that hold whatever is asked for. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WalletOperation } from "../../../src/protocols/wallet/ledger-state.js";
import { openLedger } from "../../../src/protocols/wallet/ledger-state.js";
import { applyOperation } from "../../../src/protocols/wallet/ledger.js";
import { toMillis } from "../../../src/protocols/wallet/millis.js";
import {
  closeOf,
  planRound,
  ROUND_OUTCOMES,
  type RoundPlan,
  rollbackOf,
} from "../../../src/tasks/wallet/plan-round.js";

const SETTINGS = {
  game: "aviadrone",
  serverDriven: true,
  maxStakeMillis: null,
  players: [
    {
      userToken: "u",
      sessionToken: "s",
      currency: "USD",
      platform: "desktop",
      userId: null,
    },
  ],
} as const;

const orders = fc.record({
  bets: fc.integer({ min: 1, max: 12 }),
  outcome: fc.constantFrom(...ROUND_OUTCOMES),
  stake: fc.integer({ min: 1, max: 1_000_000_000 }).map(toMillis),
  seed: fc.nat(),
  runId: fc.constant("run"),
});

function operationsOf(plan: RoundPlan): readonly WalletOperation[] {
  const close = closeOf(plan);
  return [
    ...plan.bets.map(({ bet }) => bet),
    ...plan.bets.flatMap(({ settlement }) => settlement ?? []),
    ...(close === null ? [] : [close]),
  ];
}

describe("planRound", () => {
  it("asks only for what a correct operator answers in one way", () => {
    fc.assert(
      fc.property(orders, (order) => {
        let ledger = openLedger(toMillis(100_000_000_000));
        for (const operation of operationsOf(planRound(order, SETTINGS))) {
          const applied = applyOperation(ledger, operation);
          expect(applied.otherwise).toEqual([]);
          expect(applied.expected.statuses).toEqual([200]);
          ledger = applied.state;
        }
      }),
    );
  });

  it("uses no id twice, not even for the refunds of a round that breaks off", () => {
    fc.assert(
      fc.property(orders, (order) => {
        const plan = planRound(order, SETTINGS);
        const planned = operationsOf(plan);
        const refunds = plan.bets
          .filter(({ outcome }) => outcome !== "rollback")
          .map(({ bet }) => rollbackOf(bet));
        const ids = [...planned, ...refunds].map(({ txId }) => txId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it("names a bound that no ending of the round exceeds", () => {
    fc.assert(
      fc.property(orders, fc.nat(12), (order, brokenAt) => {
        const plan = planRound(order, SETTINGS);
        const moved = plan.bets.reduce((sum, { bet, settlement }, at) => {
          const back = at < brokenAt ? settlement : rollbackOf(bet);
          return sum + bet.amount + (back?.amount ?? 0);
        }, 0);
        expect(moved).toBeLessThanOrEqual(plan.mostMoved);
        const whole = operationsOf(plan).length + 2;
        expect(whole).toBeLessThanOrEqual(plan.mostCallbacks);
      }),
    );
  });

  it("wins no less than the stake, at the multiplier that it states", () => {
    fc.assert(
      fc.property(orders, (order) => {
        const { bets } = planRound({ ...order, outcome: "win" }, SETTINGS);
        for (const { bet, settlement, coefficient } of bets) {
          const won = settlement?.amount ?? 0;
          expect(won).toBeGreaterThanOrEqual(bet.amount);
          expect(Math.abs(won - bet.amount * coefficient)).toBeLessThan(1.001);
        }
      }),
    );
  });

  it.for([
    [1, 1],
    [2, 2],
    [3, 3],
    [9, 3],
  ])("mixes %d bets into %d outcomes", ([bets = 0, kinds]) => {
    const stake = toMillis(1000);
    const order = { outcome: "mixed", stake, seed: 3, runId: "r" } as const;
    const plan = planRound({ ...order, bets }, SETTINGS);
    expect(new Set(plan.bets.map(({ outcome }) => outcome)).size).toBe(kinds);
  });

  it.for([
    ["aviadrone", true, "server-driven", 3],
    ["chicken-race", true, "classic", 1],
    ["somebody's game", true, "server-driven", 3],
    ["constructor", true, "server-driven", 3],
    ["aviadrone", false, "classic", 1],
  ] as const)("%s, serverDriven %s: %s", ([game, serverDriven, flow, bets]) => {
    const order = { bets: null, outcome: "win", seed: 1, runId: "r" } as const;
    const plan = planRound({ ...order, stake: toMillis(1) }, { ...SETTINGS, game, serverDriven });
    expect(plan.flow).toBe(flow);
    expect(plan.bets).toHaveLength(bets);
    expect(closeOf(plan) === null).toBe(flow === "classic");
  });
});
