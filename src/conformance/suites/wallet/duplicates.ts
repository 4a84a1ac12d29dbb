/** Identical callbacks at once: one transaction, and one reply for all of them. */
import type { Bet, WalletOperation, Win } from "../../../protocols/wallet/ledger-state.js";
import { firstFinding } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { precondition, type Step } from "../../scenario-context.js";
import { winOf } from "./deposit.js";
import { expectDelta } from "./balance-deltas.js";
import { expectSameReply } from "./expect-wallet-reply.js";
import {
  judgeRounds,
  neverRefused,
  RACE_TRIES,
  raceInRounds,
  raceRequests,
  RACERS,
  type RaceRound,
  statusesOf,
} from "./rounds.js";
import { atTable, check } from "./scenario.js";
import { type Table } from "./table.js";
import type { WalletTarget } from "./wallet-target.js";

const RETRIES = "Wallet callbacks, idempotency: key provider_tx_id";

const CLAIM =
  "Insert the id under a unique key in the same database transaction that moves the money; whoever comes second waits for it and answers from it.";

const DUPLICATE_BETS = check("wallet.parallel.twin-bets-move-once", "MUST", {
  title: `${RACERS} identical bets at once move money once`,
  clause: RETRIES,
  why: "A retry that overtakes the original debits the player twice.",
  fix: CLAIM,
  kills: ["wallet.books-repeated-bets", "wallet.debits-parallel-twins"],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const DUPLICATES_NEVER_5XX = check("wallet.parallel.twin-bets-never-5xx", "SHOULD", {
  title: `${RACERS} identical bets at once never end in a server error`,
  clause: RETRIES,
  why: "The provider repeats what ended in a 5xx, and meets the same crash again.",
  fix: "Treat a conflict on the unique key as already applied, and answer from what is stored.",
  kills: ["wallet.crashes-on-parallel-twins"],
});

const NEVER_REFUSED = check("wallet.parallel.twin-bets-never-refused", "MUST", {
  title: `of ${RACERS} identical bets at once none is refused where one is taken`,
  clause: "Wallet callbacks, errors: 409 is not retried",
  why: "The provider does not repeat a 409: it voids the round, and the player's stake is gone.",
  fix: CLAIM,
  kills: ["wallet.repeat-is-400", "wallet.twins-are-409"],
});

const DUPLICATES_SAME = check("wallet.parallel.twin-bets-same-reply", "SHOULD", {
  title: `${RACERS} identical bets at once all hear the same reply`,
  clause: RETRIES,
  why: "Which of the answers arrives is chance; a 409 among them voids a bet that was taken.",
  fix: CLAIM,
  kills: [
    "wallet.books-repeated-bets",
    "wallet.replays-new-operator-id",
    "wallet.repeat-is-400",
    "wallet.twins-are-409",
  ],
  mayCatch: ["wallet.debits-parallel-twins", "wallet.crashes-on-parallel-twins"],
});

const WINS_NEVER_REFUSED = check("wallet.parallel.twin-wins-never-refused", "MUST", {
  title: `of ${RACERS} identical wins at once none is refused where one is taken`,
  clause: "Wallet callbacks, errors: 409 is not retried",
  why: "The provider does not repeat a 409, and takes the win for one that was never paid.",
  fix: CLAIM,
  kills: ["wallet.repeat-is-400", "wallet.twins-are-409"],
});

const DUPLICATE_WINS = check("wallet.parallel.twin-wins-pay-once", "MUST", {
  title: `${RACERS} identical wins at once pay once`,
  clause: RETRIES,
  why: "A retry that overtakes the original pays twice.",
  fix: CLAIM,
  kills: [
    "wallet.credits-net-wins",
    "wallet.answers-wins-200-uncredited",
    "wallet.books-repeated-wins",
    "wallet.credits-parallel-twins",
  ],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

export const duplicateScenarios = [
  atTable({
    id: "wallet.parallel.twin-bets",
    checks: [DUPLICATE_BETS, NEVER_REFUSED, DUPLICATES_NEVER_5XX, DUPLICATES_SAME],
    requests: raceRequests(1),
    stakeMillis: RACE_TRIES * 1000,
    alone: true,
    play: async (table) => {
      const bets: Bet[] = [];
      const result = await raceInRounds(table, "identical bets at once", async (round) => {
        const bet = table.bet(`duplicates ${round}`);
        bets.push(bet);
        return duplicates(table, bet);
      });
      judgeRounds(table, DUPLICATE_BETS.id, result, (round, delta) =>
        movesOnce(round, delta, -amountIn(bets, result.rounds, round)),
      );
      judgeRounds(table, NEVER_REFUSED.id, result, neverRefused);
      judgeRounds(table, DUPLICATES_NEVER_5XX.id, result, never5xx);
      judgeRounds(table, DUPLICATES_SAME.id, result, (round) =>
        sameReplies(table.context.target, round),
      );
    },
  }),
  atTable({
    id: "wallet.parallel.twin-wins",
    checks: [DUPLICATE_WINS, WINS_NEVER_REFUSED],
    requests: raceRequests(2),
    stakeMillis: 2 * RACE_TRIES * 1000,
    alone: true,
    play: async (table) => {
      const placed: Step[] = [];
      const wins: Win[] = [];
      const result = await raceInRounds(table, "identical wins at once", async (round) => {
        const bet = table.bet(`bet ${round}`);
        placed.push(await table.play(`a bet of ${bet.amount}`, bet));
        const win = winOf(table, bet, `win ${round}`);
        wins.push(win);
        return duplicates(table, win);
      });
      const isPlaced = placed.map((step) =>
        precondition(step, ({ status }) => status === 200, "the bet was not accepted"),
      );
      judgeRounds(
        table,
        DUPLICATE_WINS.id,
        result,
        (round, delta) => movesOnce(round, delta, amountIn(wins, result.rounds, round)),
        isPlaced,
      );
      judgeRounds(table, WINS_NEVER_REFUSED.id, result, neverRefused, isPlaced);
    },
  }),
];

function duplicates(table: Table, operation: WalletOperation) {
  return Array.from({ length: RACERS }, () => table.request(table.message(operation)));
}

function amountIn(
  operations: readonly (Bet | Win)[],
  rounds: readonly RaceRound[],
  round: RaceRound,
): number {
  return operations[rounds.indexOf(round)]?.amount ?? 0;
}

/** Where none was accepted, whether one was booked all the same stays open. */
function movesOnce(round: RaceRound, delta: number, once: number): Finding | null {
  const isAccepted = statusesOf(round).includes(200);
  return expectDelta(
    delta,
    isAccepted ? once : [once, 0],
    `${RACERS} identical callbacks are one transaction`,
  );
}

function never5xx(round: RaceRound): Finding | null {
  const statuses = statusesOf(round);
  return statuses.some((status) => status !== null && status >= 500)
    ? {
        expected: "no answer of 500 or above",
        actual: statuses.join(", "),
      }
    : null;
}

function sameReplies(target: WalletTarget, { steps }: RaceRound): Finding | null {
  const [first, ...others] = steps.flatMap(({ reply }) => reply ?? []);
  if (first === undefined) return null;
  return firstFinding(...others.map((reply) => expectSameReply(target, first, reply)));
}
