/** Different callbacks at once: all of them count, and none takes more than there is. */
import type { Bet, Win } from "../../../protocols/wallet/ledger-state.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import type { CheckDefinition } from "../../check.js";
import { firstFinding } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { precondition } from "../../scenario-context.js";
import { winOf } from "./deposit.js";
import { expectDelta } from "./balance-deltas.js";
import {
  judgeRounds,
  RACE_TRIES,
  raceInRounds,
  raceRequests,
  RACERS,
  type RaceRound,
  statusesOf,
} from "./rounds.js";
import { atTable, check } from "./scenario.js";
import { MOST_SHIFT, SMALL_BET } from "./stakes.js";
import { type Table } from "./table.js";
import { DRAIN_BETS, modestBalance, WHOLE_BALANCE_MOST } from "./whole-balance.js";

const LOCK =
  "Change the balance in one statement that also checks it (UPDATE … SET balance = balance - ? WHERE balance >= ?), or lock the player's row first.";

const ALL_COUNTED = check("wallet.parallel.bets-all-counted", "MUST", {
  title: `${RACERS} different bets at once take exactly the sum of those that were accepted`,
  clause: "Wallet callbacks, POST /withdraw",
  why: "Two bets read the same balance and the second overwrites the first: the player plays for nothing.",
  fix: LOCK,
  kills: ["wallet.loses-parallel-updates"],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const ALL_ACCEPTED = check("wallet.parallel.bets-all-accepted", "SHOULD", {
  title: `${RACERS} different bets at once are all accepted`,
  clause: "Wallet callbacks, POST /withdraw",
  why: "Two bets in one round of a crash game are usual, and arrive together.",
  fix: "Wait for the player's row instead of refusing; repeat a transaction that lost a conflict.",
  kills: ["wallet.refuses-second-bet"],
});

const WINS_COUNTED = check("wallet.parallel.wins-all-counted", "MUST", {
  title: `${RACERS} different wins at once pay exactly the sum of those that were accepted`,
  clause: "Wallet callbacks, POST /deposit",
  why: "Two wins read the same balance and the second overwrites the first: a win is lost.",
  fix: LOCK,
  kills: ["wallet.credits-net-wins", "wallet.answers-wins-200-uncredited"],
  mayCatch: [
    "wallet.loses-parallel-updates",
    "wallet.keeps-cents-only",
    "wallet.stores-units-as-float32",
  ],
});

const NO_OVERDRAFT = check("wallet.parallel.never-overdraws", "MUST", {
  title: `of ${RACERS} bets at once that each take more than half the balance, one is accepted at most`,
  clause: "Wallet callbacks, errors: 402 insufficient funds",
  why: "Every bet is checked against the same balance, and the player stakes several times what is there.",
  fix: LOCK,
  kills: ["wallet.allows-overdraft", "wallet.insufficient-is-200", "wallet.overdraws-in-parallel"],
  mayCatch: [
    "wallet.loses-parallel-updates",
    "wallet.keeps-cents-only",
    "wallet.stores-units-as-float32",
  ],
});

export const raceScenarios = [
  different("bets", [ALL_COUNTED, ALL_ACCEPTED]),
  different("wins", [WINS_COUNTED]),
  atTable({
    id: "wallet.parallel.overdraft",
    checks: [NO_OVERDRAFT],
    requests: raceRequests(1) + DRAIN_BETS + 1,
    stakeMillis: WHOLE_BALANCE_MOST,
    last: true,
    play: playOverdraft,
  }),
];

/** Different bets in one round, or a win of each of several bets. */
function different(
  kind: "bets" | "wins",
  [counted, allAccepted]: readonly [CheckDefinition, CheckDefinition?],
) {
  return atTable({
    id: `wallet.parallel.${kind}`,
    checks: allAccepted === undefined ? [counted] : [counted, allAccepted],
    requests: raceRequests(kind === "bets" ? 1 : 1 + RACERS) + 1,
    stakeMillis: (2 * RACE_TRIES * RACERS + 1) * (SMALL_BET.max + MOST_SHIFT),
    alone: true,
    play: async (table) => {
      const tie = table.bet("tie", { amount: table.amount("tie", SMALL_BET) });
      const placed = await table.play(`a bet of ${tie.amount}`, tie);
      const rounds: (readonly (Bet | Win)[])[] = [];
      const result = await raceInRounds(table, `different ${kind} at once`, async (round) => {
        const bets = Array.from({ length: RACERS }, (_, at) =>
          smallBet(table, tie, `${round}/${at + 1}`),
        );
        const operations = kind === "bets" ? bets : await winsOf(table, bets, round);
        rounds.push(operations);
        return operations.map((each) => table.request(table.message(each)));
      });
      const preconditions = [
        precondition(placed, ({ status }) => status === 200, "an ordinary bet was not accepted"),
      ];
      judgeRounds(
        table,
        counted.id,
        result,
        (round, delta) => countsAll(round, delta, rounds[result.rounds.indexOf(round)] ?? []),
        preconditions,
      );
      if (allAccepted !== undefined)
        judgeRounds(
          table,
          allAccepted.id,
          result,
          (round) => {
            const statuses = statusesOf(round);
            return statuses.every((status) => status === 200 || status === null)
              ? null
              : {
                  expected: "200 for each: the balance covers all of them",
                  actual: statuses.join(", "),
                };
          },
          preconditions,
        );
    },
  });
}

function smallBet(table: Table, { roundId }: Bet, label: string): Bet {
  return table.bet(label, { amount: table.amount(label, SMALL_BET), roundId });
}

/** One win a bet: whether a second one of the same bet is paid is the wallet's choice. */
async function winsOf(table: Table, bets: readonly Bet[], round: number): Promise<readonly Win[]> {
  for (const [at, bet] of bets.entries()) await table.play(`bet ${at + 1} of round ${round}`, bet);
  return bets.map((bet, at) => {
    const label = `${round}/${at + 1} win`;
    const txId = table.id(`${label} of ${bet.txId}`);
    const amount = table.amount(label, SMALL_BET);
    return { ...winOf(table, bet, label), txId, amount };
  });
}

/** A refusal may be a lost conflict; what is answered 5xx, or not at all, may have been booked or not. */
function countsAll(
  round: RaceRound,
  delta: number,
  operations: readonly (Bet | Win)[],
): Finding | null {
  const statuses = statusesOf(round);
  const signed = operations.map(({ type, amount }) => (type === "bet" ? 0 - amount : amount));
  const sumOf = (wanted: (status: number | null) => boolean) =>
    signed.reduce<number>(
      (sum, amount, at) => (wanted(statuses[at] ?? null) ? sum + amount : sum),
      0,
    );
  const sure = sumOf((status) => status === 200);
  const open = sumOf((status) => status === null || status >= 500);
  if (open === 0)
    return expectDelta(
      delta,
      sure,
      `${statuses.filter((status) => status === 200).length} of ${RACERS} were accepted`,
    );
  const [least, most] = [Math.min(sure, sure + open), Math.max(sure, sure + open)];
  return delta >= least && delta <= most
    ? null
    : {
        expected: `a movement from ${least} to ${most} millis`,
        actual: `by /balance it is ${delta}`,
      };
}

async function playOverdraft(table: Table): Promise<void> {
  await modestBalance(table);
  const stakes: number[] = [];
  const result = await raceInRounds(
    table,
    "bets of more than half the balance at once",
    async (round) => {
      const { amount } = await table.balance(`the balance that round ${round} shares out`);
      // Once there is too little to halve, nothing more can be shown.
      const stake = Math.floor((amount ?? 0) / 2) + 1;
      if (amount === null || amount < 2 || stake < table.limits.least) return null;
      stakes.push(stake);
      const bets = Array.from({ length: RACERS }, (_, at) =>
        table.bet(`half ${round}/${at + 1}`, { amount: toMillis(stake) }),
      );
      return bets.map((bet) => table.request(table.message(bet)));
    },
  );
  judgeRounds(table, NO_OVERDRAFT.id, result, (round, delta) => {
    const stake = stakes[result.rounds.indexOf(round)] ?? 0;
    const taken = statusesOf(round).filter((status) => status === 200).length;
    return firstFinding(
      taken <= 1
        ? null
        : {
            expected: "one bet accepted at most",
            actual: `${taken} of ${RACERS} were answered 200`,
          },
      (round.after.amount ?? 0) >= 0
        ? null
        : {
            expected: "a balance that is never below zero",
            actual: `${String(round.after.amount)} millis`,
          },
      expectDelta(delta, taken === 1 ? -stake : [0, -stake], "one of the bets fits at most"),
    );
  });
}
