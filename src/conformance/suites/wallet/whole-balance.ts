/** Bets of everything the player has: the edge where comparisons go wrong. */
import { toMillis } from "../../../protocols/wallet/millis.js";
import { USUAL_MAX_STAKE } from "../../../profile/wallet-settings.js";
import { expectStatus, firstFinding } from "../../expect.js";
import { ScenarioBlocked } from "../../scenario-context.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { winOf } from "./deposit.js";
import { accepted, expectSameReply, expectStated } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import { type BalanceReading } from "./session.js";
import { type Table } from "./table.js";

/** Who has more is not asked to stake all of it at once: 1000 units. */
export const WHOLE_BALANCE_MOST = USUAL_MAX_STAKE;

/** Bets, and wins at the end of the run, by which a balance is made small at most. */
export const DRAIN_BETS = 100;

/**
 * The balance, made small by bets where it is more than one bet may be. What is
 * bet away is paid back at the end of the run.
 *
 * @throws {ScenarioBlocked} where that takes more than `wallet.maxDrain` allows
 */
export async function modestBalance(table: Table): Promise<BalanceReading & { amount: number }> {
  const { opening, limits, account, context } = table;
  const { maxStakeMillis, maxDrainMillis } = context.target;
  const usual = Math.max(maxStakeMillis ?? WHOLE_BALANCE_MOST, 1000 * limits.least);
  const most = Math.min(usual, limits.most ?? usual);
  if (opening.amount <= most) return opening;
  const kept = keptOf(table, most);
  const drain = opening.amount - kept;
  const bets = Math.ceil(drain / most);
  const obstacle =
    drain > maxDrainMillis
      ? `and wallet.maxDrain allows ${maxDrainMillis}: raise it, or`
      : bets > DRAIN_BETS
        ? `in ${bets} bets of at most ${most}, and more than ${DRAIN_BETS} are not placed for that:`
        : null;
  if (obstacle !== null)
    throw new ScenarioBlocked(
      `the player has ${opening.amount} millis, and to stake all of a small balance ${drain} would be bet away first, ${obstacle} name a player with at most ${kept + Math.min(maxDrainMillis, DRAIN_BETS * most)} in wallet.player`,
      opening.step.exchanges,
    );
  for (const [at, size] of sizesOf(drain, bets, limits.least, most).entries()) {
    const bet = table.bet(`drain ${at}`, { amount: toMillis(size) });
    const step = await table.play(`a bet of ${size}, to make the balance small`, bet);
    const entry = account.entries.at(-1);
    if (step.reply?.status !== 200 || entry === undefined)
      throw new ScenarioBlocked(
        `a bet of ${size} millis to make the balance small was not accepted: ${step.reply?.status ?? "no reply"}`,
        step.exchanges,
      );
    account.drained.push(entry);
  }
  const reading = await table.balance("the balance, made small");
  return { ...reading, amount: reading.amount ?? 0 };
}

/** What is left over: enough to halve a few times, where that is not above the greatest bet. */
function keptOf({ limits }: Table, most: number): number {
  return Math.min(most, Math.max(100_000, 100 * limits.least));
}

/** As few bets as there must be, none of them below the least. */
function sizesOf(total: number, count: number, least: number, most: number): readonly number[] {
  const even = Math.floor(total / count);
  return Array.from({ length: count }, (_, at) =>
    Math.max(least, at === 0 ? total - even * (count - 1) : even),
  ).map((size) => Math.min(size, most));
}

const EXACT = check("wallet.withdraw.exact-balance-accepted", "MUST", {
  title: "a bet of exactly the balance is accepted and leaves nothing",
  clause: "Wallet callbacks, POST /withdraw; errors: 402 insufficient funds",
  why: "Players cannot go all in.",
  fix: "Refuse a bet that is greater than the balance, not one that equals it.",
  kills: [
    "wallet.refuses-every-bet",
    "wallet.refuses-whole-balance",
    "wallet.omits-zero-balance",
    "wallet.omits-new-balance",
    "wallet.balances-as-strings",
    "wallet.states-old-balance",
  ],
});

const REPEAT_SPENT = check("wallet.idempotency.repeat-when-spent", "MUST", {
  title: "a bet that is sent again when nothing is left hears its first reply",
  clause: "Wallet callbacks, idempotency: a retry hears the original reply",
  why: "The provider takes 402 for a refusal and voids a bet that was debited.",
  fix: "Look the id up before the balance is compared.",
  kills: ["wallet.books-repeated-bets", "wallet.repeat-is-400", "wallet.replays-new-operator-id"],
});

const FREE_SPENT = check("wallet.withdraw.free-bet-without-funds", "SHOULD", {
  title: "a player with nothing left can place a FREE_BET",
  clause: "Wallet callbacks: FREE_BET deducts 0 real money",
  why: "Free bets are given to players who have no money.",
  fix: "Compare with the balance what is debited, not the stake.",
  kills: ["wallet.debits-free-bets"],
});

const WIN_SPENT = check("wallet.deposit.win-without-funds", "MUST", {
  title: "a player with nothing left is paid a win",
  clause: "Wallet callbacks, POST /deposit",
  why: "Whoever goes all in and wins is not paid.",
  fix: "Compare the balance with what is debited; a win debits nothing.",
  kills: [
    "wallet.refuses-wins-above-balance",
    "wallet.credits-net-wins",
    "wallet.answers-wins-200-uncredited",
  ],
});

export const wholeBalanceScenarios = [
  atTable({
    id: "wallet.withdraw.whole-balance",
    checks: [EXACT, REPEAT_SPENT, FREE_SPENT, WIN_SPENT],
    requests: 2 + DRAIN_BETS + 1 + 4 + 3,
    stakeMillis: WHOLE_BALANCE_MOST,
    last: true,
    play: async (table) => {
      const before = await modestBalance(table);
      const bet = table.bet("everything", { amount: toMillis(Math.floor(before.amount)) });
      const step = await table.play(`a bet of ${bet.amount}, all there is`, bet);
      const after = await table.balance("the balance after it");
      judgeSpan(table, EXACT.id, { before, steps: [step], after }, (delta, reply) =>
        firstFinding(
          expectStatus(reply, 200, "the balance covers the bet"),
          expectDelta(delta, 0 - bet.amount, "the bet was accepted"),
          expectStated(table.context.target, reply, after.amount),
        ),
      );
      const again = await table.play("the same bet again", bet);
      const end = await table.balance("the balance after the repetition");
      const { target } = table.context;
      judgeSpan(
        table,
        REPEAT_SPENT.id,
        { before: after, steps: [step, again], after: end },
        (delta, one, two = one) =>
          firstFinding(
            expectSameReply(target, one, two),
            expectDelta(delta, 0, "the bet was debited before"),
          ),
        [accepted(step)],
      );
      const free = table.bet("free", { free: true });
      const freeStep = await table.play(`a FREE_BET of ${free.amount}`, free);
      table.context.judge(
        FREE_SPENT.id,
        freeStep,
        (reply) => expectStatus(reply, 200, "a free bet takes nothing"),
        [accepted(step)],
      );
      const empty = await table.balance("the balance after the free bet");
      const win = winOf(table, bet);
      const paid = await table.play(`a win of ${win.amount}, with nothing left`, win);
      judgeSpan(
        table,
        WIN_SPENT.id,
        { before: empty, steps: [paid], after: await table.balance("the balance after the win") },
        (delta, reply) =>
          firstFinding(
            expectStatus(reply, 200, "the bet was accepted"),
            expectDelta(delta, win.amount, `the win is ${win.amount} millis`),
          ),
        [accepted(step)],
      );
    },
  }),
];
