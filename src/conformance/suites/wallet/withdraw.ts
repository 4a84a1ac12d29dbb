/** Bets: what they take, and what is answered. */
import type { Bet, Win } from "../../../protocols/wallet/ledger-state.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import { expectStatus, firstFinding } from "../../expect.js";
import { type Step } from "../../scenario-context.js";
import { deltaOf, expectDelta, judgeSpan, type Span } from "./balance-deltas.js";
import { accepted, expectFields, expectStated } from "./expect-wallet-reply.js";
import { winOf } from "./deposit.js";
import { atTable, check } from "./scenario.js";
import { type BalanceReading } from "./session.js";
import { type Table } from "./table.js";

const CLAUSE = "Wallet callbacks, POST /withdraw";

const MILLIS = "Wallet callbacks: amounts are integer millis";

const DEBITS = check("wallet.withdraw.debits-exactly", "MUST", {
  title: "a bet takes exactly its amount",
  clause: CLAUSE,
  why: "Player and operator disagree about money with every bet.",
  fix: "Subtract the amount as an integer number of millis.",
  kills: ["wallet.refuses-every-bet", "wallet.keeps-cents-only"],
  mayCatch: ["wallet.stores-units-as-float32"],
});

const STATED = check("wallet.withdraw.new-balance-right", "MUST", {
  title: "the reply of a bet states the balance after it",
  clause: CLAUSE,
  why: "The game shows a wrong balance until the next reload.",
  fix: "Answer with the balance that this very transaction left.",
  kills: ["wallet.states-old-balance", "wallet.omits-new-balance", "wallet.balances-as-strings"],
});

const COMPLETE = check("wallet.withdraw.reply-complete", "MUST", {
  title: "the reply of a bet has new_balance as an integer, and ids and currency as they were sent",
  clause: CLAUSE,
  why: "The provider cannot tell which transaction was answered, or what the player has.",
  fix: "Answer user_id, operator_tx_id, provider, provider_tx_id, new_balance (a JSON integer) and currency.",
  kills: [
    "wallet.refuses-every-bet",
    "wallet.omits-new-balance",
    "wallet.echoes-other-tx-id",
    "wallet.balances-as-strings",
    "wallet.success-with-code-zero",
  ],
});

const NAMED = check("wallet.withdraw.reply-names-everything", "SHOULD", {
  title: "the reply of a bet has every field of the protocol",
  clause: CLAUSE,
  why: "Without operator_tx_id a disputed bet cannot be found on both sides.",
  fix: "Answer user_id, operator_tx_id, provider, provider_tx_id, new_balance and currency.",
  kills: ["wallet.omits-operator-tx-id"],
});

const MILLIS_KEPT = check("wallet.withdraw.millis-kept", "MUST", {
  title: "bets of 101, 107 and 333 millis take exactly that",
  clause: MILLIS,
  why: "Rounding to cents or to floating point gives or takes a little with every bet, millions of times.",
  fix: "Store balances as integers of millis, or as decimals with three places.",
  kills: ["wallet.keeps-cents-only"],
  mayCatch: ["wallet.stores-units-as-float32"],
});

const FREE = check("wallet.withdraw.free-bet-takes-nothing", "MUST", {
  title: "a FREE_BET is accepted and takes no real money",
  clause: "Wallet callbacks: FREE_BET deducts 0 real money",
  why: "Players pay for what they were given.",
  fix: "Book a FREE_BET with an effect of 0 on the balance.",
  kills: ["wallet.refuses-every-bet", "wallet.debits-free-bets"],
  mayCatch: ["wallet.stores-units-as-float32"],
});

const SEVERAL = check("wallet.round.several-bets-and-wins", "MUST", {
  title: "several bets and several wins in one round are all booked",
  clause: "Wallet callbacks: provider_tx_id is the key, not the round",
  why: "The second bet of a round is lost, or its win is not paid.",
  fix: "Recognise transactions by provider_tx_id alone; a round may hold many.",
  kills: [
    "wallet.refuses-every-bet",
    "wallet.credits-net-wins",
    "wallet.refuses-second-bet",
    "wallet.refuses-second-win",
    "wallet.answers-wins-200-uncredited",
  ],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const ODD_AMOUNTS = [101, 107, 333];

export const withdrawScenarios = [
  atTable({
    id: "wallet.withdraw.bet",
    checks: [DEBITS, STATED, COMPLETE, NAMED],
    requests: 2,
    stakeMillis: 1000,
    play: async (table) => {
      const { target } = table.context;
      const bet = table.bet("bet");
      const step = await table.play(`a bet of ${bet.amount} millis`, bet);
      const after = await table.balance("the balance after it");
      const span = { before: table.opening, steps: [step], after };
      judgeSpan(table, DEBITS.id, span, (delta, reply) =>
        firstFinding(
          expectStatus(reply, 200, "the balance covers the bet"),
          expectDelta(delta, 0 - bet.amount, `the bet is ${bet.amount} millis`),
        ),
      );
      judgeSpan(
        table,
        STATED.id,
        span,
        (_delta, reply) => expectStated(target, reply, after.amount),
        [accepted(step)],
      );
      const message = table.message(bet);
      table.context.judge(COMPLETE.id, step, (reply) =>
        expectFields(target, message, reply, "MUST"),
      );
      table.context.judge(
        NAMED.id,
        step,
        (reply) => expectFields(target, message, reply, "SHOULD"),
        [accepted(step)],
      );
    },
  }),
  atTable({
    id: "wallet.withdraw.millis",
    checks: [MILLIS_KEPT],
    requests: 2 * ODD_AMOUNTS.length,
    stakeMillis: 1000,
    play: async (table) => {
      const steps: Step[] = [];
      const spans: Omit<Span, "steps">[] = [];

      let before: BalanceReading = table.opening;
      const { shift, most } = table.limits;
      const amounts = ODD_AMOUNTS.map((each) => each + shift).filter(
        (each) => most === null || each <= most,
      );
      for (const amount of amounts) {
        const bet = table.bet(`bet of ${amount}`, { amount: toMillis(amount) });
        steps.push(await table.play(`a bet of ${amount} millis`, bet));
        const after = await table.balance(`the balance after ${amount}`);
        steps.push(after.step);
        spans.push({ before, after });
        before = after;
      }
      judgeSpan(
        table,
        MILLIS_KEPT.id,
        { before: table.opening, steps, after: before },
        () =>
          firstFinding(
            ...amounts.map((amount, at) =>
              expectDelta(
                deltaOf(spans[at] ?? { before, after: before }),
                -amount,
                `the bet is ${amount} millis`,
              ),
            ),
          ),
        steps.filter(({ name }) => name.startsWith("a bet")).map(accepted),
      );
    },
  }),
  atTable({
    id: "wallet.withdraw.free-bet",
    checks: [FREE],
    requests: 2,
    stakeMillis: 1000,
    play: async (table) => {
      const bet = table.bet("free bet", { free: true });
      const step = await table.play(`a FREE_BET of ${bet.amount} millis`, bet);
      const after = await table.balance("the balance after it");
      judgeSpan(table, FREE.id, { before: table.opening, steps: [step], after }, (delta, reply) =>
        firstFinding(
          expectStatus(reply, 200, "the free bet is right"),
          expectDelta(delta, 0, "the stake is on the house"),
        ),
      );
    },
  }),
  atTable({
    id: "wallet.round.several",
    checks: [SEVERAL],
    requests: 7,
    stakeMillis: 3000,
    play: playSeveral,
  }),
];

/** Bets and wins of the same amount too: what is alike is not the same. */
async function playSeveral(table: Table): Promise<void> {
  const roundId = table.id("round");
  const [stake, prize] = [table.amount("stake"), table.amount("prize")];
  const bets = [stake, table.amount("other stake"), stake].map((amount, at) =>
    table.bet(`bet ${at + 1}`, { roundId, amount }),
  );
  const wins = [prize, table.amount("other prize"), prize].map((amount, at): Win => ({
    ...winOf(table, bets[at] ?? table.bet("none"), `win ${at + 1}`),
    amount,
  }));
  const steps = [];
  for (const each of [...bets, ...wins])
    steps.push(await table.play(`a ${each.type} of ${each.amount} in the round`, each));
  const after = await table.balance("the balance after the round");
  const sum = (all: readonly (Bet | Win)[]) => all.reduce((total, { amount }) => total + amount, 0);
  judgeSpan(table, SEVERAL.id, { before: table.opening, steps, after }, (delta, ...replies) =>
    firstFinding(
      ...replies.map((reply) => expectStatus(reply, 200, "each has an id of its own")),
      expectDelta(delta, sum(wins) - sum(bets), "three bets and three wins were booked"),
    ),
  );
}
