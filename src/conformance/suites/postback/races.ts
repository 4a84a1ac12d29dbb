/** The same postback several times in the same moment: one award, whoever wins. */
import { coinsForLevel } from "../../../protocols/postback/coins.js";
import { mixedForm, type Postback } from "../../../protocols/postback/request.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import type { Step } from "../../scenario-context.js";
import { awarded, claimedCoins, claims, LATE_COINS_MS, rising } from "./coins.js";
import {
  awardsFinding,
  COPIES,
  crashFinding,
  MOST_ROUNDS,
  othersFinding,
  raceRounds,
  type Round,
  type Rounds,
  settleRounds,
} from "./race-rounds.js";
import { milestonePostback } from "./fresh-level.js";
import {
  COINS,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
} from "./postback-target.js";

const CLAUSE = `${POSTBACK_CLAUSE}, idempotency: user, game and level count once`;
const WHY =
  "Retries overtake each other, and whoever sends in parallel on purpose multiplies the coins.";
const FIX =
  "Let a unique key on user, game and level decide: insert first, credit only when the insert succeeded, both in one transaction. Looking first and inserting afterwards leaves a gap.";
const GAP = "postback.counts-parallel-twins";

const ONCE: CheckDefinition = {
  id: "postback.parallel.awarded-once",
  title: `of ${COPIES} copies in the same moment exactly one is awarded`,
  level: "MUST",
  clause: CLAUSE,
  why: WHY,
  fix: FIX,
  kills: [GAP, "postback.never-remembers"],
};

const OTHERS: CheckDefinition = {
  id: "postback.parallel.others-are-duplicates",
  title: "the other copies are answered as duplicates",
  level: "SHOULD",
  clause: CLAUSE,
  why: "A game that gets an error for a level that counted tries again, or tells its player that it failed.",
  fix: "When the unique key is taken, answer as for any other repeat.",
  kills: [
    "postback.crashes-on-parallel-twins",
    "postback.duplicates-are-409",
    "postback.duplicates-unmarked",
  ],
};

const NO_CRASH: CheckDefinition = {
  id: "postback.parallel.never-5xx",
  title: `${COPIES} copies in the same moment never end in a server error`,
  level: "SHOULD",
  clause: CLAUSE,
  why: "A conflict on the unique key is no accident but the sign that the level has counted.",
  fix: "Catch the conflict and answer as for any other repeat.",
  kills: ["postback.crashes-on-parallel-twins"],
};

const CREDIT: CheckDefinition = {
  id: "postback.parallel.credits-once",
  title: "copies in the same moment are credited once, whatever they are told",
  level: "MUST",
  clause: CLAUSE,
  why: WHY,
  fix: FIX,
  kills: [
    "postback.credits-parallel-twins",
    "postback.credits-repeats",
    "postback.never-remembers",
  ],
  mayCatch: [GAP],
};

const MIXED: CheckDefinition = {
  id: "postback.parallel.mixed-names-awarded-once",
  title: "copies under different field names and headers are awarded once, too",
  level: "MUST",
  clause: CLAUSE,
  why: WHY,
  fix: "Build the unique key from what the fields say, not from the body's bytes.",
  kills: ["postback.recognises-bodies-only", "postback.never-remembers"],
  mayCatch: [GAP],
};

export const raceScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.race.copies",
    requests: 5 + MOST_ROUNDS * COPIES,
    alone: true,
    exclusive: COINS,
    checks: [ONCE, OTHERS, NO_CRASH, CREDIT],
    run: async (context) => {
      const [before, start, gapMs] = await sendTwo(context);
      if (!isFit(context, [ONCE, OTHERS, NO_CRASH, CREDIT], start)) return;
      const rounds = await raceRounds(context, () => ({}), "race");
      settleRounds(context, ONCE.id, rounds, awardsFinding);
      settleRounds(context, OTHERS.id, rounds, othersFinding);
      settleRounds(context, NO_CRASH.id, rounds, crashFinding);
      if (gapMs > 0) await context.clock.sleep(gapMs);
      const end = await sendMilestone(context, "one milestone more");
      settleCredit(context, rounds, { before, start, end });
    },
  },
  {
    id: "postback.race.mixed",
    requests: 1 + MOST_ROUNDS * COPIES,
    alone: true,
    exclusive: COINS,
    checks: [MIXED],
    run: async (context) => {
      const start = await sendMilestone(context, "a milestone", "mixed race");
      if (!isFit(context, [MIXED], start)) return;
      const rounds = await raceRounds(context, mixedForm, "mixed race");
      settleRounds(context, MIXED.id, rounds, awardsFinding);
    },
  },
];

export interface Sent {
  readonly step: Step;
  readonly sent: Postback;
}

export async function sendMilestone(
  context: PostbackContext,
  name: string,
  purpose: "race" | "mixed race" = "race",
): Promise<Sent> {
  const sent = milestonePostback(context, name, purpose);
  return { sent, step: await context.send(name, postbackOf(context, sent)) };
}

/** Two milestones; where the sum lags behind, two others with time between, and how much that is. */
export async function sendTwo(context: PostbackContext): Promise<readonly [Sent, Sent, number]> {
  const before = await sendMilestone(context, "one milestone");
  const start = await sendMilestone(context, "the next");
  if (rising(before, start).holds || !claims(start.step, start.sent).holds)
    return [before, start, 0];
  await context.clock.sleep(LATE_COINS_MS);
  const later = await sendMilestone(context, "one milestone, later");
  await context.clock.sleep(LATE_COINS_MS);
  return [later, await sendMilestone(context, "the next, later"), LATE_COINS_MS];
}

/** What its replies say: whether that is the right sum is another check's matter. */
function awardOf({ steps, sent }: Round): number {
  const claimed = steps.map(({ reply }) =>
    reply === null ? 0 : (claimedCoins(reply, sent).coinDelta ?? 0),
  );
  return Math.max(0, ...claimed) || coinsForLevel(sent.level);
}

/** A target that awards nothing cannot award twice. */
function isFit(
  context: PostbackContext,
  checks: readonly CheckDefinition[],
  { step, sent }: Sent,
): boolean {
  const { holds, reason, exchanges } = awarded(step, sent);
  if (!holds) checks.forEach(({ id }) => context.block(id, reason, exchanges));
  return holds;
}

/** Between two milestones lie as many awards as rounds, however many copies a round has. */
function settleCredit(
  context: PostbackContext,
  { all }: Rounds,
  sent: { readonly before: Sent; readonly start: Sent; readonly end: Sent },
): void {
  const { before, start, end } = sent;
  const preconditions = [
    claims(before.step, before.sent),
    claims(start.step, start.sent),
    rising(before, start),
    claims(end.step, end.sent),
  ];
  context.judge(
    CREDIT.id,
    [start.step, end.step],
    (first, last): Finding | null => {
      const from = claimedCoins(first, start.sent);
      const to = claimedCoins(last, end.sent);
      const raced = all.reduce((sum, round) => sum + awardOf(round), 0);
      const beside = Math.max(from.coinDelta ?? 0, to.coinDelta ?? 0);
      const most = (from.coins ?? 0) + raced + beside;
      if ((to.coins ?? 0) <= most) return null;
      return {
        expected: `after ${all.length} rounds and one milestone more, user.coins of at most ${most}`,
        actual: String(to.coins),
      };
    },
    preconditions,
  );
}
