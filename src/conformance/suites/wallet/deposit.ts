/** Wins: what they pay, and that they pay once. */
import type { Win } from "../../../protocols/wallet/ledger-state.js";
import { describeReply, expectStatus, firstFinding } from "../../expect.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { CONFLICT, judgeOtherAmount, TAKES_OTHER_AMOUNTS } from "./conflict.js";
import { accepted, expectFields, expectSameReply, expectStated } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import { type Table } from "./table.js";

const CLAUSE = "Wallet callbacks, POST /deposit";
const RETRY = "Wallet callbacks, idempotency: key provider_tx_id; a retry hears the original reply";
const STORE =
  "Store the reply under provider_tx_id in the transaction that moves the money, and answer retries from there.";

const CREDITS = check("wallet.deposit.win-credits-exactly", "MUST", {
  title: "a win pays exactly its amount",
  clause: CLAUSE,
  why: "Players do not get what the game showed them.",
  fix: "Add the amount as an integer number of millis; it is the whole payout, stake included.",
  kills: [
    "wallet.keeps-cents-only",
    "wallet.credits-net-wins",
    "wallet.answers-wins-200-uncredited",
  ],
  mayCatch: ["wallet.stores-units-as-float32"],
});
const STATED = check("wallet.deposit.new-balance-right", "MUST", {
  title: "the reply of a win states the balance after it",
  clause: CLAUSE,
  why: "The game shows a wrong balance until the next reload.",
  fix: "Answer with the balance that this very transaction left.",
  kills: ["wallet.states-old-balance", "wallet.omits-new-balance", "wallet.balances-as-strings"],
});
const COMPLETE = check("wallet.deposit.reply-complete", "MUST", {
  title: "the reply of a win has new_balance as an integer, and ids and currency as they were sent",
  clause: CLAUSE,
  why: "The provider cannot tell which transaction was answered, or what the player has.",
  fix: "Answer user_id, operator_tx_id, provider, provider_tx_id, new_balance (a JSON integer) and currency.",
  kills: [
    "wallet.omits-new-balance",
    "wallet.echoes-other-tx-id",
    "wallet.balances-as-strings",
    "wallet.success-with-code-zero",
  ],
});
const ONCE = check("wallet.deposit.repeat-moves-once", "MUST", {
  title: "a win that is sent again pays once",
  clause: RETRY,
  why: "Every lost reply pays the win again.",
  fix: STORE,
  kills: ["wallet.books-repeated-wins"],
});
const SAME = check("wallet.deposit.repeat-same-reply", "MUST", {
  title: "a win that is sent again is answered with the same status and the same reply",
  clause: RETRY,
  why: "The provider takes any other status for a win that was not paid.",
  fix: STORE,
  kills: ["wallet.books-repeated-wins", "wallet.replays-new-operator-id", "wallet.repeat-is-400"],
});
const OTHER_AMOUNT = check("wallet.deposit.other-amount-refused", "MUST", {
  title: "a win's id with another amount is refused with 409 and moves nothing",
  ...CONFLICT,
  why: "One of the two amounts is lost, and nobody is told which.",
  kills: ["wallet.books-repeated-wins", ...TAKES_OTHER_AMOUNTS],
});
const FREE = check("wallet.deposit.free-bet-win-credits", "MUST", {
  title: "a FREE_BET_WIN pays exactly its amount",
  clause: "Wallet callbacks: FREE_BET_WIN credits",
  why: "Players do not get what their free bet won.",
  fix: "Book a FREE_BET_WIN like a WIN.",
  kills: [
    "wallet.keeps-cents-only",
    "wallet.ignores-free-bet-wins",
    "wallet.answers-wins-200-uncredited",
  ],
  mayCatch: ["wallet.stores-units-as-float32"],
});
const FREE_ONCE = check("wallet.deposit.free-bet-win-repeat", "MUST", {
  title: "a FREE_BET_WIN that is sent again pays once and hears the same reply",
  clause: "Wallet callbacks, idempotency: key provider_tx_id",
  why: "Every lost reply pays the win again.",
  fix: "One store of ids for all actions.",
  kills: ["wallet.books-repeated-wins", "wallet.replays-new-operator-id", "wallet.repeat-is-400"],
});
const UNKNOWN = check("wallet.deposit.unknown-bet-consistent", "MUST", {
  title: "a win for an unknown bet is either paid exactly or refused, and the reply says which",
  clause: `${CLAUSE}; errors: 10014 NO_WITHDRAW_FOUND`,
  why: "A win that is refused and paid all the same is paid again later.",
  fix: "Decide before booking: refuse with 400, or book and answer 200.",
  kills: ["wallet.crashes-on-unknown-wins"],
});

export const depositScenarios = [
  atTable({
    id: "wallet.deposit.win",
    checks: [CREDITS, STATED, COMPLETE, ONCE, SAME, OTHER_AMOUNT],
    requests: 8,
    stakeMillis: 2000,
    play: playWin,
  }),
  atTable({
    id: "wallet.deposit.free-bet-win",
    checks: [FREE, FREE_ONCE],
    requests: 6,
    stakeMillis: 2000,
    play: async (table) => {
      const bet = table.bet("free bet", { free: true });
      const placed = await table.play(`a FREE_BET of ${bet.amount}`, bet);
      const before = await table.balance("the balance after the free bet");
      const win = winOf(table, { ...bet, free: true });
      const step = await table.play(`its FREE_BET_WIN of ${win.amount}`, win);
      const after = await table.balance("the balance after the win");
      judgeSpan(
        table,
        FREE.id,
        { before, steps: [step], after },
        (delta, reply) =>
          firstFinding(
            expectStatus(reply, 200, "the free bet was accepted"),
            expectDelta(delta, win.amount, `the win is ${win.amount} millis`),
          ),
        [accepted(placed)],
      );
      const again = await table.play("the same FREE_BET_WIN again", win);
      const end = await table.balance("the balance after the repetition");
      judgeSpan(
        table,
        FREE_ONCE.id,
        { before: after, steps: [step, again], after: end },
        (delta, one, two = one) =>
          firstFinding(
            expectDelta(delta, 0, "the win was paid before"),
            expectSameReply(table.context.target, one, two),
          ),
        [accepted(placed), accepted(step)],
      );
    },
  }),
  atTable({
    id: "wallet.deposit.unknown-bet",
    checks: [UNKNOWN],
    requests: 2,
    stakeMillis: 2000,
    play: async (table) => {
      const win = winOf(table, table.bet("never placed"));
      const step = await table.play(`a win of ${win.amount} for a bet that never was`, win);
      const after = await table.balance("the balance after it");
      judgeSpan(
        table,
        UNKNOWN.id,
        { before: table.opening, steps: [step], after },
        (delta, reply) =>
          firstFinding(
            reply.status < 500
              ? null
              : {
                  expected: "an answer below 500: paid, or refused with 400",
                  actual: describeReply(reply),
                },
            expectDelta(
              delta,
              reply.status === 200 ? [win.amount, 0] : 0,
              reply.status === 200 ? "the win was accepted" : "the win was refused",
            ),
          ),
      );
    },
  }),
];

export function winOf(
  table: Table,
  bet: {
    readonly txId: string;
    readonly roundId: string;
    readonly free: boolean;
  },
  label = "win",
): Win {
  return {
    type: "win",
    txId: table.id(`${label} of ${bet.roundId}`),
    roundId: bet.roundId,
    amount: table.amount(label),
    free: bet.free,
    betTxId: bet.txId,
  };
}

async function playWin(table: Table): Promise<void> {
  const { target } = table.context;
  const bet = table.bet("bet");
  const placed = await table.play(`a bet of ${bet.amount}`, bet);
  const before = await table.balance("the balance after the bet");
  const win = winOf(table, bet);
  const step = await table.play(`its win of ${win.amount}`, win);
  const after = await table.balance("the balance after the win");
  const isPlaced = [accepted(placed)];
  const isPaid = [...isPlaced, accepted(step)];
  judgeSpan(
    table,
    CREDITS.id,
    { before, steps: [step], after },
    (delta, reply) =>
      firstFinding(
        expectStatus(reply, 200, "the bet was accepted"),
        expectDelta(delta, win.amount, `the win is ${win.amount} millis`),
      ),
    isPlaced,
  );
  judgeSpan(
    table,
    STATED.id,
    { before, steps: [step], after },
    (_delta, reply) => expectStated(target, reply, after.amount),
    isPaid,
  );
  table.context.judge(
    COMPLETE.id,
    step,
    (reply) => expectFields(target, table.message(win), reply, "MUST"),
    isPlaced,
  );
  const again = await table.play("the same win again", win);
  const third = await table.balance("the balance after the repetition");
  judgeSpan(
    table,
    ONCE.id,
    { before: after, steps: [again], after: third },
    (delta) => expectDelta(delta, 0, "the win was paid before"),
    isPaid,
  );
  table.context.judge(
    SAME.id,
    [step, again],
    (one, two) => expectSameReply(target, one, two),
    isPaid,
  );
  await judgeOtherAmount(table, OTHER_AMOUNT.id, win, third, isPaid);
}
