/** Rollbacks of one bet at once: one of them pays. */
import { describeReply, firstFinding } from "../../expect.js";
import type { Bet } from "../../../protocols/wallet/ledger-state.js";
import { precondition, type Step } from "../../scenario-context.js";
import { expectDelta } from "./balance-deltas.js";
import {
  judgeRounds,
  neverRefused,
  RACE_TRIES,
  raceInRounds,
  raceRequests,
  RACERS,
  statusesOf,
} from "./rounds.js";
import { atTable, check } from "./scenario.js";
import { ROLLBACK_CLAUSE, ROLLBACK_FIX, rollbackOf } from "./rollback-parts.js";

const PARALLEL_SAME = check("wallet.rollback.parallel-twins-refund-once", "MUST", {
  title: `${RACERS} identical rollbacks at once refund once, and none is refused where one is taken`,
  clause: "Wallet callbacks, idempotency: on rollbacks too",
  why: "A retry that overtakes the original pays twice.",
  fix: ROLLBACK_FIX,
  kills: [
    "wallet.acknowledges-rollbacks-only",
    "wallet.refunds-repeated-rollbacks",
    "wallet.repeat-is-400",
    "wallet.twins-are-409",
  ],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const PARALLEL_OTHER = check("wallet.rollback.parallel-others-refund-once", "MUST", {
  title: `${RACERS} rollbacks of one bet at once, with different ids, refund once`,
  clause: ROLLBACK_CLAUSE,
  why: "Each of them finds a bet that is not refunded yet.",
  fix: ROLLBACK_FIX,
  kills: [
    "wallet.refunds-in-parallel",
    "wallet.acknowledges-rollbacks-only",
    "wallet.refunds-every-rollback",
  ],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

export const parallelRollbackScenarios = [
  parallel("duplicates", PARALLEL_SAME.id, PARALLEL_SAME),
  parallel("others", PARALLEL_OTHER.id, PARALLEL_OTHER),
];

/** Identical rollbacks, or rollbacks with ids of their own, of one bet a round. */
function parallel(
  kind: "duplicates" | "others",
  checkId: string,
  definition: ReturnType<typeof check>,
) {
  return atTable({
    id: `wallet.rollback.parallel-${kind}`,
    checks: [definition],
    requests: raceRequests(2),
    stakeMillis: RACE_TRIES * 1000,
    serverDriven: true,
    alone: true,
    play: async (table) => {
      const bets: Bet[] = [];
      const placed: Step[] = [];
      const result = await raceInRounds(
        table,
        `rollbacks of one bet at once (${kind})`,
        async (round) => {
          const bet = table.bet(`voided ${round}`);
          bets.push(bet);
          placed.push(await table.play(`the bet of round ${round}`, bet));
          return Array.from({ length: RACERS }, (_, at) =>
            table.request(
              table.message(
                rollbackOf(table, bet, kind === "duplicates" ? "rollback" : `rollback ${at + 1}`),
              ),
            ),
          );
        },
      );
      judgeRounds(
        table,
        checkId,
        result,
        (round, delta) => {
          const amount = bets[result.rounds.indexOf(round)]?.amount ?? 0;
          const isAccepted = statusesOf(round).includes(200);
          return firstFinding(
            expectDelta(delta, isAccepted ? amount : [amount, 0], "one bet is paid back once"),
            kind === "duplicates" ? neverRefused(round) : null,
          );
        },
        placed.map((step) =>
          precondition(
            step,
            ({ status }) => status === 200,
            `the bet was not accepted: ${step.reply === null ? "" : describeReply(step.reply)}`,
          ),
        ),
      );
    },
  });
}
