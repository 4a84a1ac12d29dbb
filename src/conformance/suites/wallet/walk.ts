/**
 * Random but repeatable operations of two players, each held against the model of
 * a right wallet, and both balances after each. A walk that fails is sent again in
 * parts, with fresh ids, until no part of it can be left out.
 */
import { randomWalk, SERVER_DRIVEN_MOVES } from "../../../protocols/wallet/random-walk.js";
import { type PlannedMove, WALK_MOVES } from "../../../protocols/wallet/planned-move.js";
import type { Finding } from "../../finding.js";
import { SHRINK_MS, shrinkSequence } from "../../shrink.js";
import { atOneOrTwoTables, check } from "./scenario.js";
import { MOST_SHIFT, SMALL_BET } from "./stakes.js";
import { type Table } from "./table.js";
import { walk, type Walked, type WalkOutcome } from "./walk-outcome.js";

const OPERATIONS = 56;
/** Operations, each with two balances, that the search for a shorter walk may send. */
const SHRINK_OPERATIONS = 260;
const MOST_PLAYERS = 2;

/** What a walk meets by luck of its moves: in the answers, and in the books. */
const ANSWERED_BY_LUCK = [
  "wallet.refuses-rollbacks",
  "wallet.refunds-repeated-rollbacks",
  "wallet.close-needs-player",
  "wallet.close-repeat-refused",
  "wallet.close-refuses-lost-rounds",
  "wallet.refuses-second-bet",
  "wallet.refuses-second-win",
];
const BOOKED_BY_LUCK = [
  "wallet.acknowledges-rollbacks-only",
  "wallet.refunds-every-rollback",
  "wallet.refunds-unknown-bets",
  "wallet.refunds-strangers",
  "wallet.refunds-refused-bets",
  "wallet.close-pays-again",
];

const STEPS = check("wallet.walk.every-step-as-modelled", "MUST", {
  title: `${OPERATIONS} random operations of two players are each answered as a right wallet answers them`,
  clause: "Wallet callbacks: all of it, in any order",
  why: "Defects hide in combinations that nobody writes a test for.",
  fix: "Follow the sequence in the message: nothing of it can be left out; each of its requests stands in the evidence.",
  kills: [
    "wallet.refuses-every-bet",
    "wallet.states-old-balance",
    "wallet.allows-overdraft",
    "wallet.insufficient-is-200",
    "wallet.insufficient-is-400",
    "wallet.locks-after-insufficient",
    "wallet.replays-current-balance",
    "wallet.replays-new-operator-id",
    "wallet.repeat-is-400",
    "wallet.ignores-other-amount",
    "wallet.conflict-is-400",
    "wallet.conflict-is-500",
    "wallet.omits-new-balance",
    "wallet.balances-as-strings",
  ],
  mayCatch: [
    "wallet.keeps-cents-only",
    "wallet.stores-units-as-float32",
    "wallet.credits-net-wins",
    "wallet.books-repeated-bets",
    "wallet.forgets-after-the-next",
    "wallet.answers-wins-200-uncredited",
    "wallet.books-repeated-wins",
    "wallet.books-other-amount",
    ...ANSWERED_BY_LUCK,
  ],
});
const RECONCILES = check("wallet.walk.reconciles", "MUST", {
  title: `after each of ${OPERATIONS} random operations both balances agree with the books to the milli`,
  clause: "Wallet callbacks: amounts are integer millis",
  why: "At the end of the month operator and provider disagree, and nobody finds out where.",
  fix: "Book in integers, once an id, in the transaction that answers.",
  kills: [
    "wallet.keeps-cents-only",
    "wallet.stores-units-as-float32",
    "wallet.credits-net-wins",
    "wallet.allows-overdraft",
    "wallet.answers-wins-200-uncredited",
    "wallet.books-repeated-wins",
    "wallet.books-other-amount",
    "wallet.debits-free-bets",
    "wallet.ignores-free-bet-wins",
  ],
  // A reply may give these away before the money does.
  mayCatch: ["wallet.books-repeated-bets", "wallet.forgets-after-the-next", ...BOOKED_BY_LUCK],
});

export const walkScenarios = [
  atOneOrTwoTables({
    id: "wallet.walk",
    checks: [STEPS, RECONCILES],
    requests: (1 + MOST_PLAYERS) * (OPERATIONS + SHRINK_OPERATIONS) + MOST_PLAYERS,
    stakeMillis: (OPERATIONS + SHRINK_OPERATIONS) * (SMALL_BET.max + MOST_SHIFT),
    play: playWalk,
  }),
];

async function playWalk(...tables: readonly [Table, ...Table[]]): Promise<void> {
  const plan = planWalk(tables);
  const first = await walk(tables, plan, "walk");
  if (!hasFailed(first)) {
    conclude(tables, first, first);
    return;
  }
  conclude(tables, first, await shortest(tables, plan.slice(0, first.walked.length), first));
}

function planWalk(tables: readonly [Table, ...Table[]]): readonly PlannedMove[] {
  const [{ context, limits }] = tables;
  const isLimited = tables.some(
    ({ opening, limits: { most } }) => most !== null && most <= opening.amount,
  );
  return randomWalk({
    count: OPERATIONS,
    players: tables.length,
    leastStake: SMALL_BET.min + limits.shift,
    mostStake: Math.min(SMALL_BET.max + limits.shift, limits.most ?? Number.MAX_SAFE_INTEGER),
    draw: (label, min, max) => context.values.int(label, min, max),
    moves: WALK_MOVES.filter(
      (move) =>
        !(SERVER_DRIVEN_MOVES.includes(move) && !context.target.serverDriven) &&
        !(move === "insufficient" && isLimited),
    ),
  });
}

function hasFailed({ reply, money }: WalkOutcome): boolean {
  return reply !== null || money !== null;
}

/** What bears on the last step is tried first; then piece after piece is left out. */
async function shortest(
  tables: readonly [Table, ...Table[]],
  plan: readonly PlannedMove[],
  first: WalkOutcome,
): Promise<WalkOutcome> {
  const { clock } = tables[0].context;
  const endMs = clock.monotonicMs() + SHRINK_MS;
  let shown = first;
  let tries = 0;
  let left = SHRINK_OPERATIONS;
  const fails = async (candidate: readonly PlannedMove[]) => {
    tries += 1;
    const again = await walk(tables, sensible(candidate), `try ${tries}`);
    // Another defect than the first would be another story.
    if (first.money === null ? again.reply === null : again.money === null) return false;
    if (again.walked.length < shown.walked.length) shown = again;
    return true;
  };
  const related = relatedTo(plan);
  let start = plan;
  if (related.length < plan.length) {
    left -= related.length;
    if (await fails(related)) start = related;
  }
  await shrinkSequence(start, fails, {
    operations: left,
    isOver: () => clock.monotonicMs() > endMs,
  });
  return shown;
}

/** What becomes of a bet that another player's rollback came before is not said. */
function sensible(candidate: readonly PlannedMove[]): readonly PlannedMove[] {
  return candidate.filter(
    ({ move, bet }, at) =>
      move !== "foreign-rollback" || candidate.slice(0, at).some(({ tx }) => tx === bet),
  );
}

/** The steps of the last one's round. */
function relatedTo(plan: readonly PlannedMove[]): readonly PlannedMove[] {
  const last = plan.at(-1);
  return plan.filter(({ round }) => round === last?.round);
}

function conclude(
  tables: readonly [Table, ...Table[]],
  first: WalkOutcome,
  { walked, exchanges, reply, money, unmet }: WalkOutcome,
): void {
  const [{ context }] = tables;
  for (const [{ id }, finding] of [
    [STEPS, reply],
    [RECONCILES, money],
  ] as const) {
    if (finding !== null)
      context.conclude(id, exchanges, { ...finding, message: story(first, walked, finding) });
    else if (unmet !== null) context.block(id, unmet, exchanges);
    else if (reply === null && money === null) context.conclude(id, exchanges, null);
    else
      context.block(
        id,
        `the walk ended after ${first.walked.length} steps; until then this was right`,
        exchanges,
      );
  }
}

/** The sequence, and the books of both sides after each step. */
function story(
  first: WalkOutcome,
  walked: readonly Walked[],
  { expected, actual }: Finding,
): string {
  const steps = walked.map(
    ({ what, model, server }, at) => `${at + 1}. ${what} (model ${model}, wallet ${server})`,
  );
  return `step ${first.walked.length} of the walk failed, and so does this alone: ${steps.join("; ")}; expected ${expected}; got ${actual}`;
}
