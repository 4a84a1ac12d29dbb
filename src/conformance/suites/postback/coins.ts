/** Whether coins really move, by the replies of milestones one after the other. */
import type { HttpReply } from "../../../core/http.js";
import {
  type ClaimedCoins,
  coinRiseProblem,
} from "../../../protocols/postback/postback-replies.js";
import type { Postback } from "../../../protocols/postback/request.js";
import type { Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import { type Precondition, precondition, type Step } from "../../scenario-context.js";
import { milestonePostback } from "./fresh-level.js";
import {
  COINS,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  readingOf,
  recognised,
} from "./postback-target.js";

export const COINS_CLAUSE = `${POSTBACK_CLAUSE}, rewards: coinDelta coins are credited`;
export const ONCE_CLAUSE = `${POSTBACK_CLAUSE}, idempotency: user, game and level count once`;

/** Longer than coins may take. */
export const LATE_COINS_MS = 2_100;

export const coinScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.coins.between-milestones",
    requests: 8,
    exclusive: COINS,
    checks: [
      {
        id: "postback.coins.rise-by-delta",
        title: "user.coins rises by coinDelta from one milestone to the next",
        level: "SHOULD",
        clause: COINS_CLAUSE,
        why: "The game shows a sum that the player does not have.",
        fix: "Add coinDelta to the account, once, and reply with the account's sum.",
        kills: ["postback.credits-twice", "postback.never-credits", "postback.credits-first-user"],
      },
      {
        id: "postback.duplicate.credits-nothing",
        title: "a repeat credits nothing",
        level: "MUST",
        clause: ONCE_CLAUSE,
        why: "Each repeat costs the milestone's coins once more, although its reply says otherwise.",
        fix: "Store the level and credit its coins in one transaction, and credit nothing when the level was there.",
        kills: ["postback.credits-repeats"],
      },
    ],
    run: judgeRise,
  },
];

/** Sums that lag behind are asked for again, with time between the milestones. */
async function judgeRise(context: PostbackContext): Promise<void> {
  const quick = await play(context, "coins", 0);
  const isLate = quick.known.every(({ holds }) => holds) && !quick.rises.holds;
  const { first, second, repeat, third, known, rises } = isLate
    ? await play(context, "coins, with time between", LATE_COINS_MS)
    : quick;
  context.judge(
    "postback.coins.rise-by-delta",
    [first.step, second.step],
    (earlier, later) => riseFinding([earlier, first.sent], [later, second.sent]),
    known,
  );
  context.judge(
    "postback.duplicate.credits-nothing",
    [second.step, third.step],
    (earlier, later) => riseFinding([earlier, second.sent], [later, third.sent]),
    [...known, rises, recognised(repeat, second.sent), claims(third.step, third.sent)],
  );
}

interface Milestone {
  readonly sent: Postback;
  readonly step: Step;
}

/** Three milestones, the second of them twice. */
async function play(context: PostbackContext, label: string, gapMs: number) {
  const sendMilestone = async (name: string): Promise<Milestone> => {
    if (gapMs > 0) await context.clock.sleep(gapMs);
    const sent = milestonePostback(context, `${label}: ${name}`, "coins");
    return { sent, step: await context.send(name, postbackOf(context, sent)) };
  };
  const first = await sendMilestone("one milestone");
  const second = await sendMilestone("the next");
  const repeat = await context.send("that one again", postbackOf(context, second.sent));
  const third = await sendMilestone("one more");
  const known = [claims(first.step, first.sent), claims(second.step, second.sent)];
  return { first, second, repeat, third, known, rises: rising(first, second) };
}

export function rising(one: Milestone, two: Milestone): Precondition {
  const [earlier, later] = [one.step.reply, two.step.reply];
  return {
    holds:
      earlier !== null &&
      later !== null &&
      riseFinding([earlier, one.sent], [later, two.sent]) === null,
    reason: "user.coins does not rise by coinDelta, so a second credit cannot be told by it",
    exchanges: [...one.step.exchanges, ...two.step.exchanges],
  };
}

/** Null when the second sum is the first one and a delta. */
function riseFinding(
  [earlier, one]: readonly [HttpReply, Postback],
  [later, two]: readonly [HttpReply, Postback],
): Finding | null {
  const before = claimedCoins(earlier, one);
  const after = claimedCoins(later, two);
  const problem = coinRiseProblem(before, after);
  if (problem === null) return null;
  return {
    expected: `user.coins goes from ${before.coins ?? "?"} to ${problem.expected}`,
    actual: `it goes to ${problem.found}`,
  };
}

export function claimedCoins(reply: HttpReply, sent: Postback): ClaimedCoins {
  const reading = readingOf(reply, sent);
  return reading.kind === "awarded"
    ? { coinDelta: reading.coinDelta, coins: reading.coins }
    : { coinDelta: null, coins: null };
}

export function awarded(step: Step, sent: Postback): Precondition {
  return precondition(
    step,
    (reply) => readingOf(reply, sent).kind === "awarded",
    "the milestone was not awarded",
  );
}

/** The reply is an award with both figures. */
export function claims(step: Step, sent: Postback): Precondition {
  return precondition(
    step,
    (reply) => {
      const { coinDelta, coins } = claimedCoins(reply, sent);
      return coinDelta !== null && coins !== null;
    },
    "the milestone's reply tells no coinDelta and user.coins to judge by",
  );
}
