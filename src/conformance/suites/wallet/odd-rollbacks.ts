/** Rollbacks that fit no bet, or not quite: any answer below 500, and nothing is paid that was not taken. */
import { neverServerError } from "../../expect.js";
import type { Bet, Rollback, Win } from "../../../protocols/wallet/ledger-state.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import { precondition, type Step } from "../../scenario-context.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { accepted } from "./expect-wallet-reply.js";
import { winOf } from "./deposit.js";
import { atTable, check } from "./scenario.js";
import { type BalanceReading } from "./session.js";
import { type Table } from "./table.js";
import { withField } from "./wallet-target.js";
import { ROLLBACK_CLAUSE, rollbackOf } from "./rollback-parts.js";

const UNKNOWN = check("wallet.rollback.unknown-bet-moves-nothing", "MUST", {
  title: "a rollback of a bet that never was moves nothing",
  clause: ROLLBACK_CLAUSE,
  why: "Money is paid out that was never taken.",
  fix: "Pay what the stored bet took, never what the rollback states.",
  kills: ["wallet.refunds-unknown-bets"],
});

const NAMELESS = check("wallet.rollback.without-bet-moves-nothing", "MUST", {
  title: "a rollback that names no bet moves nothing",
  clause: ROLLBACK_CLAUSE,
  why: "Money is paid out that was never taken.",
  fix: "Require withdraw_provider_tx_id for ROLL_BACK.",
  kills: ["wallet.refunds-nameless-rollbacks"],
});

const REFUSED = check("wallet.rollback.refused-bet-moves-nothing", "MUST", {
  title: "a rollback of a bet that was refused with 402 moves nothing",
  clause: ROLLBACK_CLAUSE,
  why: "The provider voids whole rounds: players without money would be paid for bets they never made.",
  fix: "Refund only bets that were booked.",
  kills: ["wallet.refunds-refused-bets"],
});

const OF_WIN = check("wallet.rollback.of-win-moves-nothing", "MUST", {
  title: "rollbacks that name a win, or another rollback, for their bet move nothing",
  clause: ROLLBACK_CLAUSE,
  why: "A win is paid once more, or taken back from the player.",
  fix: "Look withdraw_provider_tx_id up among bets alone.",
  kills: ["wallet.refunds-wins", "wallet.refunds-unknown-bets"],
});

const BELOW_500 = check("wallet.rollback.odd-answers-below-500", "SHOULD", {
  title: "rollbacks that fit no bet are answered below 500",
  clause: "Wallet callbacks, errors: 5xx is repeated",
  why: "The provider repeats them for ever.",
  fix: "Answer 200 or 400 when there is nothing to refund.",
  kills: ["wallet.crashes-on-odd-rollbacks"],
});

const OTHER_AMOUNT = check("wallet.rollback.other-amount-pays-no-more", "SHOULD", {
  title: "a rollback with another amount pays back the bet or nothing",
  clause: ROLLBACK_CLAUSE,
  why: "Whoever states more gets more.",
  fix: "Pay what the stored bet took, never what the rollback states.",
  kills: ["wallet.refunds-stated-amount"],
});

const FREE = check("wallet.rollback.free-bet-pays-nothing", "SHOULD", {
  title: "a rollback of a FREE_BET pays nothing",
  clause: "Wallet callbacks: FREE_BET deducts 0 real money",
  why: "Free bets become real money.",
  fix: "Pay back what the bet took, which is nothing.",
  kills: ["wallet.refunds-stated-amount", "wallet.refunds-free-bets"],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

export const oddRollbackScenarios = [
  atTable({
    id: "wallet.rollback.odd",
    checks: [UNKNOWN, NAMELESS, REFUSED, OF_WIN, OTHER_AMOUNT, FREE, BELOW_500],
    requests: 20,
    stakeMillis: 2000,
    serverDriven: true,
    play: playOdd,
  }),
];

/** Each of these may be refused or acknowledged; what counts is that nothing is paid. */
async function playOdd(table: Table): Promise<void> {
  const { target } = table.context;
  const answers: Step[] = [];
  let before: BalanceReading = table.opening;
  const judgeNext = async (
    checkId: string,
    name: string,
    send: () => Promise<Step | readonly Step[]>,
    allowed: number | readonly number[],
    placed: Step | null,
  ) => {
    const steps = [await send()].flat();
    answers.push(...steps);
    const after = await table.balance(`the balance after ${name}`);
    const why = Array.isArray(allowed)
      ? "the bet alone can be paid back"
      : "there is nothing to pay back";
    judgeSpan(
      table,
      checkId,
      { before, steps, after },
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
    amount: toMillis(Math.floor(before.amount ?? 0) + 1),
  });
  const refused = await table.play(
    `a bet of ${tooMuch.amount}, one more than the balance`,
    tooMuch,
  );
  const refusedStep = precondition(
    refused,
    ({ status }) => status !== 200,
    "the bet above the balance was accepted",
  );
  if (refusedStep.holds)
    await judgeNext(
      REFUSED.id,
      "the rollback of a refused bet",
      () => table.play("the rollback of the refused bet", rollbackOf(table, tooMuch)),
      0,
      null,
    );
  else {
    table.context.block(REFUSED.id, refusedStep.reason, refusedStep.exchanges);
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
  const won = table.bet("won");
  const wonPlaced = await table.play(`a bet of ${won.amount}`, won);
  const win = winOf(table, won);
  await table.play(`its win of ${win.amount}`, win);
  const voided = table.bet("voided");
  await table.play(`a bet of ${voided.amount}`, voided);
  const refund = rollbackOf(table, voided);
  await table.play("its rollback", refund);
  before = await table.balance("the balance after the win and the rollback");
  const naming = (what: string, { txId, amount }: Win | Rollback, of: Bet) =>
    table.play(`a rollback that names the ${what}`, {
      ...rollbackOf(table, of, `rollback that names the ${what}`),
      ...{ amount, betTxId: txId },
    });
  await judgeNext(
    OF_WIN.id,
    "rollbacks that name a win and a rollback",
    async () => [await naming("win", win, won), await naming("rollback", refund, voided)],
    0,
    wonPlaced,
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
    () => table.play(`a rollback of ${more.amount} for a bet of ${bet.amount}`, more),
    [0, bet.amount],
    placed,
  );
  table.context.judge(
    BELOW_500.id,
    answers,
    neverServerError(answers, "there is nothing to refund, and nothing went wrong"),
  );
}
