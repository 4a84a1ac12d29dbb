/** Bets of everything the player has: the edge where comparisons go wrong. */
import { toMillis } from "../../../protocols/wallet/millis.js";
import { expectStatus, firstFinding } from "../../expect.js";
import { ScenarioBlocked } from "../../scenario-context.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { atTable, check } from "./scenario.js";
import { type Table } from "./table.js";

/** Who has more is not asked to stake all of it: 1000 units. */
export const WHOLE_BALANCE_MOST = 1_000_000;

/** @throws {ScenarioBlocked} when staking everything would be too much */
export function needModestBalance({ opening, limits }: Table): void {
  if (limits.most !== null && limits.most < opening.amount) {
    throw new ScenarioBlocked(
      `the player has ${opening.amount} millis and may bet ${limits.most} at most, so not all of it: name a player with less in wallet.player, or leave this check out with --skip`,
      opening.step.exchanges,
    );
  }
  if (opening.amount <= WHOLE_BALANCE_MOST) return;
  throw new ScenarioBlocked(
    `the player has ${opening.amount} millis, and this stakes all of it, so at most ${WHOLE_BALANCE_MOST}: name a player with less in wallet.player, or leave this check out with --skip`,
    opening.step.exchanges,
  );
}

const EXACT = check("wallet.withdraw.exact-balance-accepted", "MUST", {
  title: "a bet of exactly the balance is accepted and leaves nothing",
  clause: "Wallet callbacks, POST /withdraw; errors: 402 insufficient funds",
  why: "Players cannot go all in.",
  fix: "Refuse a bet that is greater than the balance, not one that equals it.",
});

export const wholeBalanceScenarios = [
  atTable({
    id: "wallet.withdraw.whole-balance",
    checks: [EXACT],
    requests: 2,
    stakeMillis: WHOLE_BALANCE_MOST,
    play: async (table) => {
      needModestBalance(table);
      const bet = table.bet("everything", {
        amount: toMillis(table.opening.amount),
      });
      const step = await table.play(`a bet of ${bet.amount}, all there is`, bet);
      const after = await table.balance("the balance after it");
      judgeSpan(table, EXACT.id, { before: table.opening, steps: [step], after }, (delta, reply) =>
        firstFinding(
          expectStatus(reply, 200, "the balance covers the bet"),
          expectDelta(delta, 0 - bet.amount, "the bet was accepted"),
        ),
      );
    },
  }),
];
