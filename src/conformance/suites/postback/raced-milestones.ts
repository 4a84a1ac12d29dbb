/** Different milestones of one player in the same moment: each is credited. */
import type { CheckDefinition, Scenario } from "../../check.js";
import type { HttpReply } from "../../../core/http.js";
import type { Finding } from "../../finding.js";
import type { RacedSteps } from "../../scenario-context.js";
import { raceUntil, whyUnproved } from "./race-rounds.js";
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
/** With fewer rounds that overlapped, nothing is proved. */
const LEAST_ROUNDS = 2;
/** Rounds that did not overlap are run again, so often at most. */
const MOST_ROUNDS = 6;
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
    requests: 5 + MOST_ROUNDS * AT_ONCE,
    alone: true,
    exclusive: COINS,
    checks: [ALL],
    notApplicable: ({ maxLevel }) =>
      maxLevel !== null && maxLevel < LEAST_BOUND
        ? "up to postback.maxLevel there are too few levels for this"
        : null,
    run: async (context) => {
      const [before, start, gapMs] = await sendTwo(context);
      const rounds = await raceUntil(ROUNDS, MOST_ROUNDS, (nth) => race(context, nth));
      const raced = rounds.all.flatMap((round) => round.raced);
      if (gapMs > 0) await context.clock.sleep(gapMs);
      const end = await sendMilestone(context, "one milestone more");
      const steps = [start.step, ...raced.map(({ step }) => step), end.step];
      const judge = (...replies: readonly HttpReply[]) =>
        lostFinding(replies, [start, ...raced, end]);
      const replies = steps.flatMap(({ reply }) => reply ?? []);
      // What is lost is lost; that nothing was lost, only a race tells.
      const isTold = replies.length === steps.length && judge(...replies) !== null;
      context.judge(ALL.id, steps, judge, [
        claims(before.step, before.sent),
        claims(start.step, start.sent),
        rising(before, start),
        ...raced.map(({ step, sent }) => awarded(step, sent)).filter(({ holds }) => !holds),
        claims(end.step, end.sent),
        {
          holds: isTold || rounds.valid >= LEAST_ROUNDS,
          reason: whyUnproved(rounds),
          exchanges: [],
        },
      ]);
    },
  },
];

/** @param replies of what was sent, the first and the last milestone included */
function lostFinding(replies: readonly HttpReply[], sent: readonly Sent[]): Finding | null {
  const claimed = replies.flatMap((reply, at) => {
    const postback = sent[at]?.sent;
    return postback === undefined ? [] : [claimedCoins(reply, postback)];
  });
  const [from] = claimed;
  const to = claimed.at(-1);
  const raced = claimed.slice(1, -1);
  const sum = raced.reduce((total, { coinDelta }) => total + (coinDelta ?? 0), 0);
  // The sums may be those before their awards, or those after.
  const least = (from?.coins ?? 0) + sum + Math.min(from?.coinDelta ?? 0, to?.coinDelta ?? 0);
  if ((to?.coins ?? 0) >= least) return null;
  return {
    expected: `after ${raced.length} milestones at once and one more, user.coins of ${least} or more`,
    actual: String(to?.coins),
  };
}

interface MilestoneRound extends RacedSteps {
  readonly raced: readonly Sent[];
}

async function race(context: PostbackContext, round: number): Promise<MilestoneRound> {
  const sent = Array.from({ length: AT_ONCE }, (_, at) =>
    milestonePostback(context, `round ${round}, ${at + 1}`, "race"),
  );
  const requests = sent.map((each) => postbackOf(context, each));
  const raced = await context.race(`${AT_ONCE} milestones at once, ${round}`, requests);
  return {
    ...raced,
    raced: sent.flatMap((each, at) => {
      const step = raced.steps[at];
      return step === undefined ? [] : [{ sent: each, step }];
    }),
  };
}
