/** Different milestones of one player in the same moment: each is credited. */
import type { CheckDefinition, Scenario } from "../../check.js";
import type { Step } from "../../scenario-context.js";
import { awarded, claimedCoins, claims, rising } from "./coins.js";
import { milestonePostback } from "./fresh-level.js";
import {
  COINS,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
} from "./postback-target.js";
import { type Sent, sendMilestone, sendTwo } from "./races.js";

const AT_ONCE = 4;
const ROUNDS = 3;
/** Below it the levels serve other checks. */
const LEAST_BOUND = 500;

const ALL: CheckDefinition = {
  id: "postback.parallel.all-credited",
  title: `of ${AT_ONCE} different milestones of one player at once each is credited`,
  level: "MUST",
  clause: `${POSTBACK_CLAUSE}, rewards: coinDelta coins are credited`,
  why: "A game that was offline sends several levels at once; the player is told of coins that he never gets.",
  fix: "Add to the account in the database (SET coins = coins + ?), or lock its row; never read, add and write back.",
  kills: ["postback.loses-parallel-credits"],
};

export const racedMilestoneScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.race.milestones",
    requests: 5 + ROUNDS * AT_ONCE,
    alone: true,
    exclusive: COINS,
    checks: [ALL],
    notApplicable: ({ maxLevel }) =>
      maxLevel !== null && maxLevel < LEAST_BOUND
        ? "up to postback.maxLevel there are too few levels for this"
        : null,
    run: async (context) => {
      const [before, start, gapMs] = await sendTwo(context);
      const raced: Sent[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) raced.push(...(await race(context, round)));
      if (gapMs > 0) await context.clock.sleep(gapMs);
      const end = await sendMilestone(context, "one milestone more");
      const lost = raced.filter(({ step, sent }) => !awarded(step, sent).holds);
      context.judge(
        ALL.id,
        [start.step, ...raced.map(({ step }) => step), end.step],
        (first, ...others) => {
          const last = others.at(-1) ?? first;
          const from = claimedCoins(first, start.sent);
          const to = claimedCoins(last, end.sent);
          const added = raced.map(
            ({ sent }, at) => claimedCoins(others[at] ?? first, sent).coinDelta,
          );
          const sum = added.reduce<number>((total, each) => total + (each ?? 0), 0);
          // The sums may be those before their awards, or those after.
          const least = (from.coins ?? 0) + sum + Math.min(from.coinDelta ?? 0, to.coinDelta ?? 0);
          if ((to.coins ?? 0) >= least) return null;
          return {
            expected: `after ${raced.length} milestones at once and one more, user.coins of ${least} or more`,
            actual: String(to.coins),
          };
        },
        [
          claims(before.step, before.sent),
          claims(start.step, start.sent),
          rising(before, start),
          ...lost.map(({ step, sent }) => awarded(step, sent)),
          claims(end.step, end.sent),
        ],
      );
    },
  },
];

async function race(context: PostbackContext, round: number): Promise<readonly Sent[]> {
  const sent = Array.from({ length: AT_ONCE }, (_, at) =>
    milestonePostback(context, `round ${round}, ${at + 1}`, "race"),
  );
  const requests = sent.map((each) => postbackOf(context, each));
  const { steps } = await context.race(`${AT_ONCE} milestones at once, ${round}`, requests);
  return sent.flatMap((each, at) => {
    const step: Step | undefined = steps[at];
    return step === undefined ? [] : [{ sent: each, step }];
  });
}
