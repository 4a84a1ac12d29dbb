/** Bets: what they take, what is answered, and which amounts are refused. */
import type { CallbackMessage } from "../../../protocols/wallet/messages.js";
import type { JsonValue } from "../../../protocols/wallet/exact-json.js";
import { type Millis, toMillis } from "../../../protocols/wallet/money.js";
import type { CheckDefinition } from "../../check.js";
import { expectStatus, firstFinding } from "../../expect.js";
import { premise, type Premise, type Step } from "../../kit.js";
import { deltaOf, expectDelta, judgeSpan, type Span } from "./money.js";
import { expectFields, expectStated } from "./replies.js";
import { atTable, check } from "./scenario.js";
import { accepted } from "./signature.js";
import type { BalanceReading, Table } from "./table.js";
import { withField } from "./target.js";

const CLAUSE = "Wallet callbacks, POST /withdraw";
const MILLIS = "Wallet callbacks: amounts are integer millis";

const DEBITS = check("wallet.withdraw.debits-exactly", "MUST", {
  title: "a bet takes exactly its amount",
  clause: CLAUSE,
  why: "Player and operator disagree about money with every bet.",
  fix: "Subtract the amount as an integer number of millis.",
});
const STATED = check("wallet.withdraw.new-balance-right", "MUST", {
  title: "the reply of a bet states the balance after it",
  clause: CLAUSE,
  why: "The game shows a wrong balance until the next reload.",
  fix: "Answer with the balance that this very transaction left.",
});
const COMPLETE = check("wallet.withdraw.reply-complete", "MUST", {
  title:
    "the reply of a bet has new_balance as an integer, and ids and currency as they were sent",
  clause: CLAUSE,
  why: "The provider cannot tell which transaction was answered, or what the player has.",
  fix: "Answer user_id, operator_tx_id, provider, provider_tx_id, new_balance (a JSON integer) and currency.",
});
const NAMED = check("wallet.withdraw.reply-names-everything", "SHOULD", {
  title: "the reply of a bet has every field of the protocol",
  clause: CLAUSE,
  why: "Without operator_tx_id a disputed bet cannot be found on both sides.",
  fix: "Answer user_id, operator_tx_id, provider, provider_tx_id, new_balance and currency.",
});
const MILLIS_KEPT = check("wallet.withdraw.millis-kept", "MUST", {
  title: "bets of 101, 107 and 333 millis take exactly that",
  clause: MILLIS,
  why: "Rounding to cents or to floating point gives or takes a little with every bet, millions of times.",
  fix: "Store balances as integers of millis, or as decimals with three places.",
});
const FREE = check("wallet.withdraw.free-bet-takes-nothing", "MUST", {
  title: "a FREE_BET is accepted and takes no real money",
  clause: "Wallet callbacks: FREE_BET deducts 0 real money",
  why: "Players pay for what they were given.",
  fix: "Book a FREE_BET with an effect of 0 on the balance.",
});
const SEVERAL = check("wallet.round.several-bets-and-wins", "MUST", {
  title: "several bets and several wins in one round are all booked",
  clause: "Wallet callbacks: provider_tx_id is the key, not the round",
  why: "The second bet of a round is lost, or its win is not paid.",
  fix: "Recognise transactions by provider_tx_id alone; a round may hold many.",
});

const ODD_AMOUNTS = [101, 107, 333];

export const withdrawScenarios = [
  atTable({
    id: "wallet.withdraw.bet",
    checks: [DEBITS, STATED, COMPLETE, NAMED],
    requests: 2,
    stakeMillis: 1000,
    play: async (table) => {
      const { target } = table.kit;
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
      table.kit.judge(COMPLETE.id, step, (reply) =>
        expectFields(target, message, reply, "MUST"),
      );
      table.kit.judge(
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
      const amounts = ODD_AMOUNTS.map((each) => each + table.limits.shift);
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
      judgeSpan(
        table,
        FREE.id,
        { before: table.opening, steps: [step], after },
        (delta, reply) =>
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
    requests: 5,
    stakeMillis: 3000,
    play: playSeveral,
  }),
];

async function playSeveral(table: Table): Promise<void> {
  const roundId = table.id("round");
  const bets = ["first", "second"].map((label) =>
    table.bet(label, { roundId }),
  );
  const steps = [];
  let moved = 0;
  for (const bet of bets) {
    steps.push(await table.play(`a bet of ${bet.amount} in the round`, bet));
    moved -= bet.amount;
  }
  for (const bet of bets) {
    const amount = table.amount(`win of ${bet.txId}`);
    moved += amount;
    steps.push(
      await table.play(`a win of ${amount} in the round`, {
        type: "win",
        txId: table.id(`win of ${bet.amount}`),
        roundId,
        amount,
        free: false,
        betTxId: bet.txId,
      }),
    );
  }
  const after = await table.balance("the balance after the round");
  judgeSpan(
    table,
    SEVERAL.id,
    { before: table.opening, steps, after },
    (delta, ...replies) =>
      firstFinding(
        ...replies.map((reply) =>
          expectStatus(reply, 200, "each has an id of its own"),
        ),
        expectDelta(delta, moved, "two bets and two wins were booked"),
      ),
  );
}

interface BadAmount {
  readonly definition: CheckDefinition;
  readonly what: string;
  readonly value: (amount: number) => JsonValue | undefined;
}

function badAmount(
  id: string,
  what: string,
  why: string,
  value: BadAmount["value"],
): BadAmount {
  const definition = check(`wallet.withdraw.${id}-refused`, "MUST", {
    title: `a bet with ${what} is refused with 400 and moves nothing`,
    clause: `${MILLIS}; errors: 400 validation`,
    why,
    fix: "Accept non-negative JSON integers only, before anything is booked.",
  });
  return { definition, what, value };
}

const BAD_AMOUNTS: readonly BadAmount[] = [
  badAmount(
    "negative-amount",
    "a negative amount",
    "A negative bet credits the player.",
    (amount) => -amount,
  ),
  badAmount(
    "fractional-amount",
    "an amount of 10.5",
    "Somebody rounds, and the sides disagree; a crash makes the provider repeat it for ever.",
    () => 10.5,
  ),
  badAmount(
    "string-amount",
    "an amount in quotes",
    "Text that is added to a number is a new number in some languages.",
    String,
  ),
  badAmount(
    "missing-amount",
    "no amount",
    "A guess moves money, or pretends that it did.",
    () => undefined,
  ),
];

export const amountScenarios = [
  atTable({
    id: "wallet.withdraw.bad-amounts",
    checks: BAD_AMOUNTS.map(({ definition }) => definition),
    requests: 2 + 2 * BAD_AMOUNTS.length,
    stakeMillis: 1000,
    play: async (table) => {
      const twin = await table.play("a right bet", table.bet("twin"));
      let before = await table.balance("the balance after the right bet");
      for (const { definition, what, value } of BAD_AMOUNTS) {
        const bet = table.bet(definition.id);
        const message: CallbackMessage = withField(
          table.kit.target,
          table.message(bet),
          "amount",
          value(bet.amount),
        );
        const step = await table.play(
          `a bet with ${what}`,
          table.request(message),
        );
        const after = await table.balance(`the balance after ${what}`);
        judgeSpan(
          table,
          definition.id,
          { before, steps: [step], after },
          (delta, reply) =>
            firstFinding(
              expectStatus(reply, 400, "amounts are non-negative integers"),
              expectDelta(delta, 0, "the bet must be refused"),
            ),
          [accepted(twin)],
        );
        before = after;
      }
    },
  }),
];

const INSUFFICIENT = check("wallet.withdraw.insufficient-refused", "MUST", {
  title:
    "a bet of one milli more than the balance is refused with 402 and moves nothing",
  clause: "Wallet callbacks, errors: 402 insufficient funds",
  why: "The player plays with money that is not there; any other status is taken for a fault, or for a success.",
  fix: "Compare and subtract in one step, and answer 402 when the balance does not cover the bet.",
});
const WORKS_ON = check("wallet.withdraw.works-after-402", "MUST", {
  title: "after insufficient funds a smaller bet is accepted",
  clause: "Wallet callbacks, errors: 402 insufficient funds",
  why: "One bet too many ends the player's evening.",
  fix: "A refusal leaves nothing behind: no lock, no open transaction.",
});
const FAR_ABOVE = check("wallet.withdraw.far-above-refused", "MUST", {
  title:
    "a bet of 2^32 + 100 millis above all the player has is refused with 402 and moves nothing",
  clause: `${MILLIS}; errors: 402 insufficient funds`,
  why: "In 32 bits the amount wraps around to 100: a bet of four million is paid with a coin.",
  fix: "Read amounts into 64 bits.",
});

const WORD = 2 ** 32;

export const insufficientScenarios = [
  atTable({
    id: "wallet.withdraw.insufficient",
    checks: [INSUFFICIENT, WORKS_ON, FAR_ABOVE],
    requests: 6,
    stakeMillis: 1000,
    play: playInsufficient,
  }),
];

async function playInsufficient(table: Table): Promise<void> {
  const { opening } = table;
  const above = toMillis(opening.amount + 1);
  const first = await playAbove(
    table,
    INSUFFICIENT.id,
    opening,
    above,
    "one milli more than the balance",
  );
  const bet = table.bet("small");
  const small = await table.play(`a bet of ${bet.amount}`, bet);
  const after = await table.balance("the balance after the small bet");
  judgeSpan(
    table,
    WORKS_ON.id,
    { before: first.after, steps: [small], after },
    (delta, reply) =>
      firstFinding(
        expectStatus(reply, 200, "the balance covers this bet"),
        expectDelta(delta, 0 - bet.amount, "the bet was accepted"),
      ),
    [
      premise(
        first.step,
        ({ status }) => status >= 400,
        "the bet above the balance was not refused",
      ),
    ],
  );
  // Of all amounts that are 100 in 32 bits, the first that is more than the balance.
  const words = Math.max(1, Math.ceil(opening.amount / WORD));
  await playAbove(
    table,
    FAR_ABOVE.id,
    after,
    toMillis(words * WORD + 100),
    "which is 100 in 32 bits",
    [accepted(small)],
  );
}

async function playAbove(
  table: Table,
  checkId: string,
  before: BalanceReading,
  amount: Millis,
  what: string,
  premises: readonly Premise[] = [],
): Promise<{ readonly step: Step; readonly after: BalanceReading }> {
  const bet = table.bet(checkId, { amount });
  const { most } = table.limits;
  const isAboveLimit = most !== null && amount > most;
  const step = await table.play(`a bet of ${amount}, ${what}`, bet);
  const after = await table.balance(`the balance after the bet of ${amount}`);
  judgeSpan(
    table,
    checkId,
    { before, steps: [step], after },
    (delta, reply) =>
      firstFinding(
        // A wallet that states a greatest bet may look at that first.
        expectStatus(
          reply,
          isAboveLimit ? [402, 400] : 402,
          "the balance does not cover the bet",
        ),
        expectDelta(delta, 0, "the bet must be refused"),
      ),
    premises,
  );
  return { step, after };
}
