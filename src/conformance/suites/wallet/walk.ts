/**
 * 200 random but repeatable operations, held against the model of a correct
 * wallet step by step, and the balance against the model's to the milli.
 */
import type { Exchange } from "../../../core/http-exchange.js";
import { acceptsStatus } from "../../../protocols/wallet/ledger-state.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import { randomWalk, WALK_MOVES, type WalkStep } from "../../../protocols/wallet/random-walk.js";
import { describeReply } from "../../expect.js";
import type { Finding } from "../../finding.js";
import type { Step } from "../../scenario-context.js";
import { expectSameReply, statedBalance } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import { type BalanceReading, readable } from "./session.js";
import { MOST_SHIFT, SMALL_BET } from "./stakes.js";
import { type Table } from "./table.js";

const OPERATIONS = 200;
/** The balance is read after so many steps. */
const CHECKPOINT = 20;
/** What the walk itself does not win or bet back, the clean-up does. */
const RESTORING = 40;

const STEPS = check("wallet.walk.every-step-as-modelled", "MUST", {
  title: `${OPERATIONS} random operations are each answered as a correct wallet answers them`,
  clause: "Wallet callbacks: all of it, in any order",
  why: "Defects hide in combinations that nobody writes a test for.",
  fix: "Follow the shortest sequence in the message; each of its requests stands in the evidence.",
  kills: [
    "wallet.refuses-every-bet",
    "wallet.keeps-cents-only",
    "wallet.stores-units-as-float32",
    "wallet.states-old-balance",
    "wallet.credits-net-wins",
    "wallet.allows-overdraft",
    "wallet.insufficient-is-200",
    "wallet.insufficient-is-400",
    "wallet.locks-after-insufficient",
    "wallet.refuses-second-bet",
    "wallet.refuses-second-win",
    "wallet.answers-wins-200-uncredited",
    "wallet.books-repeated-bets",
    "wallet.books-repeated-wins",
    "wallet.forgets-after-the-next",
    "wallet.replays-current-balance",
    "wallet.replays-new-operator-id",
    "wallet.repeat-is-400",
    "wallet.ignores-other-amount",
    "wallet.books-other-amount",
    "wallet.conflict-is-400",
    "wallet.conflict-is-500",
    "wallet.refuses-rollbacks",
    "wallet.acknowledges-rollbacks-only",
    "wallet.refunds-repeated-rollbacks",
    "wallet.omits-new-balance",
    "wallet.balances-as-strings",
  ],
});
const RECONCILES = check("wallet.walk.reconciles", "MUST", {
  title: `after ${OPERATIONS} random operations the balance agrees with the books to the milli`,
  clause: "Wallet callbacks: amounts are integer millis",
  why: "At the end of the month operator and provider disagree, and nobody finds out where.",
  fix: "Book in integers, once an id, in the transaction that answers.",
  kills: [
    "wallet.keeps-cents-only",
    "wallet.stores-units-as-float32",
    "wallet.credits-net-wins",
    "wallet.allows-overdraft",
    "wallet.refuses-second-bet",
    "wallet.refuses-second-win",
    "wallet.answers-wins-200-uncredited",
    "wallet.books-repeated-bets",
    "wallet.books-repeated-wins",
    "wallet.forgets-after-the-next",
    "wallet.books-other-amount",
    "wallet.refuses-rollbacks",
    "wallet.acknowledges-rollbacks-only",
    "wallet.refunds-repeated-rollbacks",
  ],
});

export const walkScenarios = [
  atTable({
    id: "wallet.walk",
    checks: [STEPS, RECONCILES],
    requests: OPERATIONS + RESTORING + (OPERATIONS + RESTORING) / CHECKPOINT + 1,
    stakeMillis: (OPERATIONS + RESTORING) * (SMALL_BET.max + MOST_SHIFT),
    play: playWalk,
  }),
];

interface Walked {
  readonly plan: WalkStep;
  readonly step: Step;
}

async function playWalk(table: Table): Promise<void> {
  const { context } = table;
  const walk = planWalk(table);
  const walked: Walked[] = [];
  const readings: BalanceReading[] = [];
  for (const [at, plan] of walk.entries()) {
    const step = await table.play(`step ${at + 1}: ${describe(plan)}`, plan.operation);
    walked.push({ plan, step });
    const finding = judgeStep(table, walked);
    if (step.reply === null || finding !== null) {
      await settleBroken(table, walked, finding);
      return;
    }
    const isLast = at === walk.length - 1;
    if ((at + 1) % CHECKPOINT !== 0 && !isLast) continue;
    const books = plan.balanceAfter;
    const reading = await table.balance(`the balance after step ${at + 1}, ${books} by the books`);
    readings.push(reading);
    if (reading.amount === books && !isLast) continue;
    context.conclude(STEPS.id, exchangesOf(walked, []), null);
    settleMoney(table, walked, readings, books, isLast);
    return;
  }
}

function planWalk({ context, id, opening, limits }: Table): readonly WalkStep[] {
  const least = SMALL_BET.min + limits.shift;
  const isLimited = limits.most !== null && limits.most <= opening.amount;
  const walk = randomWalk({
    count: OPERATIONS,
    opening: toMillis(Math.floor(opening.amount)),
    maxStake: toMillis(SMALL_BET.max + limits.shift),
    // No stake below the least bet, which a correct wallet may refuse.
    draw: (label, min, max) =>
      context.values.int(label, label.endsWith("amount") ? Math.min(least, max) : min, max),
    idOf: id,
    moves: WALK_MOVES.filter(
      (move) =>
        !(move === "rollback" && !context.target.serverDriven) &&
        !(move === "insufficient" && isLimited),
    ),
  });
  const end = walk.findIndex(
    ({ move, operation }) =>
      move === "restore" && operation.type === "bet" && operation.amount < least,
  );
  return walk.slice(0, Math.min(end === -1 ? walk.length : end, OPERATIONS + RESTORING));
}

/** What is wrong with the last step, by its reply alone. */
function judgeStep(table: Table, walked: readonly Walked[]): Finding | null {
  const last = walked.at(-1);
  const reply = last?.step.reply ?? null;
  if (last === undefined || reply === null) return null;
  const { expected } = last.plan;
  if (!acceptsStatus(expected.statuses, reply.status)) {
    return failed(walked, String(expected.statuses), describeReply(reply));
  }
  if (expected.replayOf !== null) {
    const original = walked.find(({ plan }) => plan.operation.txId === expected.replayOf)?.step
      .reply;
    const finding =
      original == null ? null : expectSameReply(table.context.target, original, reply);
    return finding === null ? null : failed(walked, finding.expected, finding.actual);
  }
  const stated = statedBalance(table.context.target, reply);
  return expected.newBalance === null || stated === expected.newBalance
    ? null
    : failed(walked, `new_balance ${expected.newBalance}`, `new_balance ${String(stated)}`);
}

/** The last step was answered wrongly, or not at all. */
async function settleBroken(
  table: Table,
  walked: readonly Walked[],
  finding: Finding | null,
): Promise<void> {
  const { context } = table;
  const last = walked.at(-1);
  const steps = exchangesOf(shortened(walked), []);
  if (finding === null) {
    const reason = `step ${walked.length}: ${last?.step.silence?.message ?? "no reply"}`;
    context.block(STEPS.id, reason, steps);
    context.block(RECONCILES.id, reason, steps);
    return;
  }
  context.conclude(STEPS.id, steps, finding);
  const reading = await table.balance("the balance after the wrong answer");
  settleMoney(table, walked, [reading], last?.plan.balanceAfter ?? 0, false);
}

/** @param isWhole whether the walk came to its end, so that agreement proves something */
function settleMoney(
  { context }: Table,
  walked: readonly Walked[],
  readings: readonly BalanceReading[],
  books: number,
  isWhole: boolean,
): void {
  const exchanges = exchangesOf(walked.slice(-CHECKPOINT), readings.slice(-2));
  const reading = readings.at(-1);
  if (reading === undefined || reading.amount === null) {
    const reason = reading === undefined ? "no balance was read" : readable(reading).reason;
    context.block(RECONCILES.id, reason, exchanges);
  } else if (reading.amount !== books) {
    context.conclude(RECONCILES.id, exchanges, {
      message: `after ${walked.length} steps the balance is ${reading.amount}, and by the books ${books}`,
      expected: `${books} millis by the books`,
      actual: `${reading.amount} millis by /balance`,
    });
  } else if (isWhole) context.conclude(RECONCILES.id, exchanges, null);
  else {
    context.block(
      RECONCILES.id,
      `the walk ended after ${walked.length} steps; until then the balance was right`,
      exchanges,
    );
  }
}

/** The steps that bear on the last one: those of its id, its bet or its round. */
function shortened(walked: readonly Walked[]): readonly Walked[] {
  const last = walked.at(-1);
  if (last === undefined) return walked;
  const namesOf = ({ plan: { operation } }: Walked) => [
    operation.txId,
    operation.roundId,
    ...("betTxId" in operation && operation.betTxId !== null ? [operation.betTxId] : []),
  ];
  const names = new Set(namesOf(last));
  return walked.filter((each) => namesOf(each).some((name) => names.has(name)));
}

function failed(walked: readonly Walked[], expected: string, actual: string): Finding {
  const short = shortened(walked);
  const sequence = short.map(({ plan }) => describe(plan)).join(" → ");
  return {
    message: `step ${walked.length} was answered otherwise than a correct wallet answers it; the steps that bear on it: ${sequence}`,
    expected,
    actual,
  };
}

function describe({ move, operation }: WalkStep): string {
  const amount = operation.type === "close" ? "" : ` of ${operation.amount}`;
  return move === operation.type ? `${move}${amount}` : `${move}, ${operation.type}${amount}`;
}

function exchangesOf(
  walked: readonly Walked[],
  readings: readonly BalanceReading[],
): readonly Exchange[] {
  return [...walked.map(({ step }) => step), ...readings.map(({ step }) => step)].flatMap(
    (step) => step.exchanges,
  );
}
