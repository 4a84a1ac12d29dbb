/** Several players who finish the same level in the same moment: what is once for one is once for each. */
import type { CheckDefinition, Scenario } from "../../check.js";
import { describeReply } from "../../expect.js";
import { awarded } from "./coins.js";
import { postbackForAll } from "./fresh-level.js";
import {
  COINS,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  readingOf,
  unused,
} from "./postback-target.js";
import { raceUntil, whyUnproved } from "./race-rounds.js";
import type { Sent } from "./races.js";

const PLAYERS = 4;
const ROUNDS = 3;
/** Rounds that did not overlap are run again, so often at most. */
const MOST_ROUNDS = 6;

const EACH: CheckDefinition = {
  id: "postback.parallel.every-player-awarded",
  title: "of players who finish a level in the same moment each is awarded",
  level: "MUST",
  clause: `${POSTBACK_CLAUSE}, idempotency: user, game and level count once`,
  why: "When a level opens for all at once, one player gets the coins and the others are told that they had them.",
  fix: "Make the user a part of every key by which a postback is recognised or held, locks and caches included.",
  kills: ["postback.locks-levels-for-everybody", "postback.mixes-users"],
};

export const racedPlayerScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.race.players",
    requests: MOST_ROUNDS * PLAYERS,
    alone: true,
    exclusive: COINS,
    notApplicable: ({ uids }) => (uids.length < 2 ? "the profile names only one user" : null),
    checks: [EACH],
    run: async (context) => {
      const rounds = await raceUntil(ROUNDS, MOST_ROUNDS, (nth) => race(context, nth));
      const raced = rounds.all.flatMap((round) => round.raced);
      const exchanges = raced.flatMap(({ step }) => step.exchanges);
      const usedUp = raced
        .map(({ step, sent }) => unused(context, step, sent))
        .find(({ holds }) => !holds);
      const passedOver = rounds.all.flatMap((round) => findPassedOver(round.raced))[0];
      if (usedUp !== undefined) context.block(EACH.id, usedUp.reason, usedUp.exchanges);
      else if (passedOver?.step.reply != null)
        context.conclude(EACH.id, passedOver.step.exchanges, {
          expected: `level ${passedOver.sent.level} awarded to each player`,
          actual: describeReply(passedOver.step.reply),
        });
      else if (!raced.some(({ step, sent }) => awarded(step, sent).holds))
        context.block(EACH.id, "no player was awarded, so this proves nothing", exchanges);
      else if (rounds.valid < ROUNDS) context.block(EACH.id, whyUnproved(rounds), exchanges);
      else context.conclude(EACH.id, exchanges, null);
    },
  },
];

/** A refusal under load comes again; what is called counted does not. */
function findPassedOver(raced: readonly Sent[]): readonly Sent[] {
  const kindOf = ({ step: { reply }, sent }: Sent) =>
    reply === null ? null : readingOf(reply, sent).kind;
  const isMilestone = raced.some((each) => kindOf(each) === "awarded");
  return raced.filter((each) => {
    const kind = kindOf(each);
    return isMilestone && (kind === "duplicate" || kind === "stored");
  });
}

async function race(context: PostbackContext, round: number) {
  const base = postbackForAll(context, `round ${round}`, "milestone");
  const sent = context.target.uids.slice(0, PLAYERS).map((uid) => ({ ...base, uid }));
  const requests = sent.map((each) => postbackOf(context, each));
  const raced = await context.race(`${sent.length} players at once, ${round}`, requests);
  return {
    ...raced,
    raced: sent.flatMap((each, at): readonly Sent[] => {
      const step = raced.steps[at];
      return step === undefined ? [] : [{ sent: each, step }];
    }),
  };
}
