/** ROLL_BACK: refunds a voided bet, exactly once, and nothing else. */
import {
  describeReply,
  expectNoServerError,
  expectStatus,
  firstFinding,
} from "../../expect.js";
import type { Bet, Rollback } from "../../../protocols/wallet/ledger-state.js";
import { toMillis } from "../../../protocols/wallet/money.js";
import { premise, type Step } from "../../kit.js";
import { expectDelta, judgeSpan } from "./money.js";
import { expectSameReply, expectStated } from "./replies.js";
import {
  judgeRounds,
  RACE_TRIES,
  raceInRounds,
  raceRequests,
  RACERS,
  statusesOf,
} from "./rounds.js";
import { atTable, check } from "./scenario.js";
import { accepted } from "./signature.js";
import type { BalanceReading, Table } from "./table.js";
import { withField } from "./target.js";

const CLAUSE =
  "Wallet callbacks, POST /deposit: ROLL_BACK is the refund of a voided bet";
const MARK =
  "Mark the bet as refunded in the transaction that pays it back, and refuse or acknowledge every further rollback of it.";

const REFUNDS = check("wallet.rollback.refunds-exactly", "MUST", {
  title:
    "a rollback pays back exactly the bet, and states the balance after it",
  clause: CLAUSE,
  why: "A round that was voided costs the player the stake.",
  fix: "Find the bet by withdraw_provider_tx_id and add what it took.",
});
const ONCE = check("wallet.rollback.repeat-refunds-once", "MUST", {
  title: "a rollback that is sent again refunds once",
  clause: "Wallet callbacks, idempotency: on rollbacks too",
  why: "Every lost reply pays the refund again.",
  fix: "Rollbacks share the store of ids with bets and wins.",
});
const SAME = check("wallet.rollback.repeat-same-reply", "MUST", {
  title:
    "a rollback that is sent again is answered with the same status and the same reply",
  clause: "Wallet callbacks, idempotency: on rollbacks too",
  why: "The provider takes any other status for a refund that was not given, and goes on.",
  fix: "Rollbacks share the store of ids with bets and wins.",
});
const OTHER_IDS = check("wallet.rollback.refunds-once", "MUST", {
  title: "three rollbacks with different ids refund one bet once",
  clause: CLAUSE,
  why: "A round that is voided twice pays twice.",
  fix: MARK,
});
const UNKNOWN = check("wallet.rollback.unknown-bet-moves-nothing", "MUST", {
  title: "a rollback of a bet that never was moves nothing",
  clause: CLAUSE,
  why: "Money is paid out that was never taken.",
  fix: "Pay what the stored bet took, never what the rollback states.",
});
const NAMELESS = check("wallet.rollback.without-bet-moves-nothing", "MUST", {
  title: "a rollback that names no bet moves nothing",
  clause: CLAUSE,
  why: "Money is paid out that was never taken.",
  fix: "Require withdraw_provider_tx_id for ROLL_BACK.",
});
const REFUSED = check("wallet.rollback.refused-bet-moves-nothing", "MUST", {
  title: "a rollback of a bet that was refused with 402 moves nothing",
  clause: CLAUSE,
  why: "The provider voids whole rounds: players without money would be paid for bets they never made.",
  fix: "Refund only bets that were booked.",
});
const BELOW_500 = check("wallet.rollback.odd-answers-below-500", "SHOULD", {
  title: "rollbacks that fit no bet are answered below 500",
  clause: "Wallet callbacks, errors: 5xx is repeated",
  why: "The provider repeats them for ever.",
  fix: "Answer 200 or 400 when there is nothing to refund.",
});
const OTHER_AMOUNT = check(
  "wallet.rollback.other-amount-pays-no-more",
  "SHOULD",
  {
    title: "a rollback with another amount pays back the bet or nothing",
    clause: CLAUSE,
    why: "Whoever states more gets more.",
    fix: "Pay what the stored bet took, never what the rollback states.",
  },
);
const FREE = check("wallet.rollback.free-bet-pays-nothing", "SHOULD", {
  title: "a rollback of a FREE_BET pays nothing",
  clause: "Wallet callbacks: FREE_BET deducts 0 real money",
  why: "Free bets become real money.",
  fix: "Pay back what the bet took, which is nothing.",
});
const LATE_BET = check("wallet.rollback.late-bet-not-debited", "SHOULD", {
  title: "a bet that arrives after its rollback is not debited",
  clause: CLAUSE,
  why: "Callbacks can overtake each other: the round is void, and the stake is gone for good.",
  fix: "Remember rollbacks of unknown bets, and refuse or ignore the bet when it comes.",
});
const PARALLEL_SAME = check(
  "wallet.rollback.parallel-twins-refund-once",
  "MUST",
  {
    title: `${RACERS} identical rollbacks at once refund once`,
    clause: "Wallet callbacks, idempotency: on rollbacks too",
    why: "A retry that overtakes the original pays twice.",
    fix: MARK,
  },
);
const PARALLEL_OTHER = check(
  "wallet.rollback.parallel-others-refund-once",
  "MUST",
  {
    title: `${RACERS} rollbacks of one bet at once, with different ids, refund once`,
    clause: CLAUSE,
    why: "Each of them finds a bet that is not refunded yet.",
    fix: MARK,
  },
);

export const rollbackScenarios = [
  atTable({
    id: "wallet.rollback.refund",
    checks: [REFUNDS, ONCE, SAME, OTHER_IDS],
    requests: 8,
    stakeMillis: 2000,
    serverDriven: true,
    play: playRefund,
  }),
  atTable({
    id: "wallet.rollback.odd",
    checks: [UNKNOWN, NAMELESS, REFUSED, OTHER_AMOUNT, FREE, BELOW_500],
    requests: 13,
    stakeMillis: 2000,
    serverDriven: true,
    play: playOdd,
  }),
  atTable({
    id: "wallet.rollback.late-bet",
    checks: [LATE_BET],
    requests: 3,
    stakeMillis: 2000,
    serverDriven: true,
    play: async (table) => {
      const bet = table.bet("late");
      await table.play(
        "the rollback of a bet that is still on its way",
        rollbackOf(table, bet),
      );
      const before = await table.balance("the balance before the bet");
      const step = await table.play("the bet, after its rollback", bet);
      const after = await table.balance("the balance after the bet");
      judgeSpan(table, LATE_BET.id, { before, steps: [step], after }, (delta) =>
        expectDelta(delta, 0, "the bet was rolled back before it came"),
      );
    },
  }),
  parallel("twins", PARALLEL_SAME.id, PARALLEL_SAME),
  parallel("others", PARALLEL_OTHER.id, PARALLEL_OTHER),
];

function rollbackOf(table: Table, bet: Bet, label = "rollback"): Rollback {
  return {
    type: "rollback",
    txId: table.id(`${label} of ${bet.txId}`),
    roundId: bet.roundId,
    amount: bet.amount,
    betTxId: bet.txId,
  };
}

async function playRefund(table: Table): Promise<void> {
  const { target } = table.kit;
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
  table.kit.judge(
    SAME.id,
    [step, again],
    (one, two) => expectSameReply(target, one, two),
    isRefunded,
  );
  const others = [
    await table.play(
      "a second rollback with an id of its own",
      rollbackOf(table, bet, "second"),
    ),
    await table.play(
      "a third rollback with an id of its own",
      rollbackOf(table, bet, "third"),
    ),
  ];
  const end = await table.balance("the balance after three rollbacks");
  judgeSpan(
    table,
    OTHER_IDS.id,
    { before: third, steps: others, after: end },
    (delta) => expectDelta(delta, 0, "the bet was refunded before"),
    isRefunded,
  );
}

/** Each of these may be refused or acknowledged; what counts is that nothing is paid. */
async function playOdd(table: Table): Promise<void> {
  const { target } = table.kit;
  const answers: Step[] = [];
  let before: BalanceReading = table.opening;
  const judgeNext = async (
    checkId: string,
    name: string,
    send: () => Promise<Step>,
    allowed: number | readonly number[],
    placed: Step | null,
  ) => {
    const step = await send();
    answers.push(step);
    const after = await table.balance(`the balance after ${name}`);
    const why = Array.isArray(allowed)
      ? "the bet alone can be paid back"
      : "there is nothing to pay back";
    judgeSpan(
      table,
      checkId,
      { before, steps: [step], after },
      (delta) => expectDelta(delta, allowed, why),
      placed === null ? [] : [accepted(placed)],
    );
    before = after;
  };
  const never = rollbackOf(table, table.bet("never placed"));
  await judgeNext(
    UNKNOWN.id,
    "a rollback of a bet that never was",
    () => table.play("a rollback of a bet that never was", never),
    0,
    null,
  );
  const nameless = withField(
    target,
    table.message(rollbackOf(table, table.bet("nameless"))),
    "withdraw_provider_tx_id",
    undefined,
  );
  await judgeNext(
    NAMELESS.id,
    "a rollback that names no bet",
    () => table.play("a rollback that names no bet", table.request(nameless)),
    0,
    null,
  );
  const tooMuch = table.bet("too much", {
    amount: toMillis((before.amount ?? 0) + 1),
  });
  const refused = await table.play(
    `a bet of ${tooMuch.amount}, one more than the balance`,
    tooMuch,
  );
  const refusedStep = premise(
    refused,
    ({ status }) => status !== 200,
    "the bet above the balance was accepted",
  );
  if (refusedStep.holds)
    await judgeNext(
      REFUSED.id,
      "the rollback of a refused bet",
      () =>
        table.play(
          "the rollback of the refused bet",
          rollbackOf(table, tooMuch),
        ),
      0,
      null,
    );
  else {
    table.kit.block(REFUSED.id, refusedStep.reason, refusedStep.exchanges);
    before = await table.balance("the balance after the bet that was accepted");
  }
  const free = table.bet("free", { free: true });
  const freePlaced = await table.play(`a FREE_BET of ${free.amount}`, free);
  await judgeNext(
    FREE.id,
    "the rollback of a free bet",
    () => table.play("the rollback of the free bet", rollbackOf(table, free)),
    0,
    freePlaced,
  );
  const bet = table.bet("bet");
  const placed = await table.play(`a bet of ${bet.amount}`, bet);
  before = await table.balance("the balance after the bet");
  const more = {
    ...rollbackOf(table, bet),
    amount: toMillis(bet.amount + 500),
  };
  await judgeNext(
    OTHER_AMOUNT.id,
    "a rollback with another amount",
    () =>
      table.play(
        `a rollback of ${more.amount} for a bet of ${bet.amount}`,
        more,
      ),
    [0, bet.amount],
    placed,
  );
  table.kit.judge(BELOW_500.id, answers, (...replies) =>
    firstFinding(
      ...replies.map((reply) =>
        expectNoServerError(
          reply,
          "there is nothing to refund, and nothing went wrong",
        ),
      ),
    ),
  );
}

/** Identical rollbacks, or rollbacks with ids of their own, of one bet a round. */
function parallel(
  kind: "twins" | "others",
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
                rollbackOf(
                  table,
                  bet,
                  kind === "twins" ? "rollback" : `rollback ${at + 1}`,
                ),
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
          return expectDelta(
            delta,
            isAccepted ? amount : [amount, 0],
            "one bet is paid back once",
          );
        },
        placed.map((step) =>
          premise(
            step,
            ({ status }) => status === 200,
            `the bet was not accepted: ${step.reply === null ? "" : describeReply(step.reply)}`,
          ),
        ),
      );
    },
  });
}
