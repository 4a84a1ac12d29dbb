/** ROLL_BACK: refunds a voided bet, exactly once, and nothing else. */
import { expectStatus, firstFinding } from "../../expect.js";
import type { Step } from "../../scenario-context.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { CONFLICT, judgeOtherAmount, TAKES_OTHER_AMOUNTS } from "./conflict.js";
import { accepted, expectSameReply, expectStated } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import { type Table } from "./table.js";
import { ROLLBACK_CLAUSE, ROLLBACK_FIX, rollbackOf } from "./rollback-parts.js";

const REFUNDS = check("wallet.rollback.refunds-exactly", "MUST", {
  title: "a rollback pays back exactly the bet, and states the balance after it",
  clause: ROLLBACK_CLAUSE,
  why: "A round that was voided costs the player the stake.",
  fix: "Find the bet by withdraw_provider_tx_id and add what it took.",
  kills: [
    "wallet.states-old-balance",
    "wallet.refuses-rollbacks",
    "wallet.acknowledges-rollbacks-only",
    "wallet.omits-new-balance",
    "wallet.balances-as-strings",
  ],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const ONCE = check("wallet.rollback.repeat-refunds-once", "MUST", {
  title: "a rollback that is sent again refunds once",
  clause: "Wallet callbacks, idempotency: on rollbacks too",
  why: "Every lost reply pays the refund again.",
  fix: "Rollbacks share the store of ids with bets and wins.",
  kills: ["wallet.refunds-repeated-rollbacks"],
});

const SAME = check("wallet.rollback.repeat-same-reply", "MUST", {
  title: "a rollback that is sent again is answered with the same status and the same reply",
  clause: "Wallet callbacks, idempotency: on rollbacks too",
  why: "The provider takes any other status for a refund that was not given, and goes on.",
  fix: "Rollbacks share the store of ids with bets and wins.",
  kills: [
    "wallet.replays-new-operator-id",
    "wallet.repeat-is-400",
    "wallet.refunds-repeated-rollbacks",
  ],
});

const OTHER_AMOUNT = check("wallet.rollback.altered-repeat-refused", "MUST", {
  title: "a rollback's id with another amount is refused with 409 and moves nothing",
  ...CONFLICT,
  why: "Two messages stand under one id, and nobody is told that the second was not read.",
  kills: ["wallet.refunds-repeated-rollbacks", ...TAKES_OTHER_AMOUNTS],
});

const OTHER_IDS = check("wallet.rollback.refunds-once", "MUST", {
  title: "three rollbacks with different ids refund one bet once",
  clause: ROLLBACK_CLAUSE,
  why: "A round that is voided twice pays twice.",
  fix: ROLLBACK_FIX,
  kills: ["wallet.refunds-every-rollback"],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const EACH = check("wallet.rollback.each-bet-of-a-round", "MUST", {
  title: "where a round is voided, each of its bets is paid back by its own rollback",
  clause: ROLLBACK_CLAUSE,
  why: "One of several stakes is lost, or one is paid back for another.",
  fix: "Find the bet by withdraw_provider_tx_id, never by the round.",
  kills: ["wallet.refuses-rollbacks", "wallet.acknowledges-rollbacks-only"],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const LATE_BET = check("wallet.rollback.late-bet-not-debited", "SHOULD", {
  title: "a bet that arrives after its rollback is not debited",
  clause: ROLLBACK_CLAUSE,
  why: "Callbacks can overtake each other: the round is void, and the stake is gone for good.",
  fix: "Remember rollbacks of unknown bets, and refuse or ignore the bet when it comes.",
  kills: ["wallet.debits-after-rollback"],
});

export const rollbackScenarios = [
  atTable({
    id: "wallet.rollback.refund",
    checks: [REFUNDS, ONCE, SAME, OTHER_AMOUNT, OTHER_IDS],
    requests: 10,
    stakeMillis: 2000,
    serverDriven: true,
    play: playRefund,
  }),
  atTable({
    id: "wallet.rollback.several",
    checks: [EACH],
    requests: 9,
    stakeMillis: 5000,
    serverDriven: true,
    play: playEach,
  }),
  atTable({
    id: "wallet.rollback.late-bet",
    checks: [LATE_BET],
    requests: 3,
    stakeMillis: 2000,
    serverDriven: true,
    play: async (table) => {
      const bet = table.bet("late");
      await table.play("the rollback of a bet that is still on its way", rollbackOf(table, bet));
      const before = await table.balance("the balance before the bet");
      const step = await table.play("the bet, after its rollback", bet);
      const after = await table.balance("the balance after the bet");
      judgeSpan(table, LATE_BET.id, { before, steps: [step], after }, (delta) =>
        expectDelta(delta, 0, "the bet was rolled back before it came"),
      );
    },
  }),
];

async function playEach(table: Table): Promise<void> {
  const roundId = table.id("round");
  const [first, free, second] = [
    table.bet("first", { roundId }),
    table.bet("free", { roundId, free: true }),
    table.bet("second", { roundId }),
  ];
  // Only its id tells it from the first.
  const equal = table.bet("as high as the first", { roundId, amount: first.amount });
  const placed: Step[] = [];
  for (const bet of [first, free, second, equal])
    placed.push(await table.play(`a ${bet.free ? "FREE_BET" : "bet"} of ${bet.amount}`, bet));
  const before = await table.balance("the balance after the bets");
  const steps: Step[] = [];
  for (const bet of [second, first, equal])
    steps.push(
      await table.play(`the rollback of the bet of ${bet.amount}`, rollbackOf(table, bet)),
    );
  const after = await table.balance("the balance after the rollbacks");
  judgeSpan(
    table,
    EACH.id,
    { before, steps, after },
    (delta, ...replies) =>
      firstFinding(
        ...replies.map((reply) => expectStatus(reply, 200, "the round is voided")),
        expectDelta(delta, 2 * first.amount + second.amount, "each bet is paid back"),
      ),
    placed.map(accepted),
  );
}

async function playRefund(table: Table): Promise<void> {
  const { target } = table.context;
  const bet = table.bet("bet");
  const placed = await table.play(`a bet of ${bet.amount}`, bet);
  const before = await table.balance("the balance after the bet");
  const rollback = rollbackOf(table, bet);
  const step = await table.play("its rollback", rollback);
  const after = await table.balance("the balance after the rollback");
  const isPlaced = [accepted(placed)];
  const isRefunded = [...isPlaced, accepted(step)];
  judgeSpan(
    table,
    REFUNDS.id,
    { before, steps: [step], after },
    (delta, reply) =>
      firstFinding(
        expectStatus(reply, 200, "the bet was accepted and is voided"),
        expectDelta(delta, bet.amount, "the bet is paid back"),
        expectStated(target, reply, after.amount),
      ),
    isPlaced,
  );
  const again = await table.play("the same rollback again", rollback);
  const third = await table.balance("the balance after the repetition");
  judgeSpan(
    table,
    ONCE.id,
    { before: after, steps: [again], after: third },
    (delta) => expectDelta(delta, 0, "the bet was refunded before"),
    isRefunded,
  );
  table.context.judge(
    SAME.id,
    [step, again],
    (one, two) => expectSameReply(target, one, two),
    isRefunded,
  );
  const fourth = await judgeOtherAmount(table, OTHER_AMOUNT.id, rollback, third, isRefunded);
  const others = [
    await table.play("a second rollback with an id of its own", rollbackOf(table, bet, "second")),
    await table.play("a third rollback with an id of its own", rollbackOf(table, bet, "third")),
  ];
  const end = await table.balance("the balance after three rollbacks");
  judgeSpan(
    table,
    OTHER_IDS.id,
    { before: fourth, steps: others, after: end },
    (delta) => expectDelta(delta, 0, "the bet was refunded before"),
    isRefunded,
  );
}
