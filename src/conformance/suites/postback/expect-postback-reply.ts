/** What the reward app answers to the first postback of a level. */
import type { HttpReply } from "../../../core/http.js";
import type { Postback } from "../../../protocols/postback/request.js";
import type { Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import { precondition } from "../../scenario-context.js";
import {
  COINS,
  counted,
  expectDuplicate,
  isMisnamed,
  milestonePostback,
  plainPostback,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  problemFinding,
  problemsOf,
  readingOf,
  REFUSES_ALL,
} from "./postback-target.js";
import { describeReply } from "../../expect.js";

const MILESTONE_CLAUSE = `${POSTBACK_CLAUSE}, responses: a milestone`;

export const replyScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.reply.milestone",
    requests: 1,
    exclusive: COINS,
    checks: [
      {
        id: "postback.milestone.awarded",
        title: "a milestone is answered 200 with ok, awarded, milestone and its coinDelta",
        level: "MUST",
        clause: MILESTONE_CLAUSE,
        why: "The game shows its player a reward by this reply; a wrong one promises coins that never come, or hides those that do.",
        fix: "Answer 200 with ok: true, awarded: true, milestone: true and coinDelta as a number: the coins of this level's band.",
        kills: [
          "postback.hides-milestones",
          "postback.delta-as-text",
          "postback.answers-201",
          "postback.flat-coins",
          "postback.forgets-last-band",
          ...REFUSES_ALL,
        ],
      },
      {
        id: "postback.milestone.fields-right",
        title: "what a milestone's reply repeats of the postback is right",
        level: "MUST",
        clause: MILESTONE_CLAUSE,
        why: "Games match replies with their postbacks by these fields.",
        fix: "Send pid, gid, game_id and level_number back as they came, and the user whom the postback names.",
        kills: [
          "postback.echoes-wrong-game",
          "postback.echoes-level-as-text",
          "postback.names-first-user",
        ],
      },
      {
        id: "postback.milestone.fields-complete",
        title: "a milestone's reply has every documented field and the right user",
        level: "SHOULD",
        clause: MILESTONE_CLAUSE,
        why: "A game that shows the new sum reads user.coins and finds nothing.",
        fix: "Send pid, gid, game_id, level_number, and user with id, coins, appId and deviceId.",
        kills: ["postback.omits-user"],
      },
    ],
    run: judgeMilestone,
  },
  {
    id: "postback.reply.plain-level",
    requests: 2,
    checks: [
      {
        id: "postback.plain-level.stored-without-award",
        title: "a level that is no milestone is stored and earns nothing",
        level: "MUST",
        clause: `${POSTBACK_CLAUSE}, rewards: coins on every fifth level only`,
        why: "Every level would cost coins, five times as many as agreed; or the game shows a reward that never comes.",
        fix: "Answer 200 with ok: true and awarded: false; coinDelta is 0 or left out.",
        kills: [
          "postback.awards-every-level",
          "postback.says-awarded-always",
          "postback.answers-201",
          ...REFUSES_ALL,
        ],
      },
      {
        id: "postback.plain-level.repeat-is-duplicate",
        title: "a level that is no milestone counts once, too",
        level: "MUST",
        clause: `${POSTBACK_CLAUSE}, idempotency: every valid level is stored and counts once`,
        why: "A level that is not stored is missing in what partner and game settle by.",
        fix: "Store every level, milestone or not, and answer its repeat as a duplicate.",
        kills: [
          "postback.forgets-plain-levels",
          "postback.never-remembers",
          "postback.duplicates-are-409",
          "postback.duplicates-unmarked",
        ],
      },
    ],
    run: async (context) => {
      const sent = plainPostback(context, "plain");
      const first = await context.send(
        "the first postback of a level that is no milestone",
        postbackOf(context, sent),
      );
      context.judge("postback.plain-level.stored-without-award", first, (reply) =>
        expectOutcome(reply, sent, "stored"),
      );
      const again = await context.send("the same again", postbackOf(context, sent));
      context.judge(
        "postback.plain-level.repeat-is-duplicate",
        again,
        (reply) => expectDuplicate(reply, sent),
        [counted(first, sent)],
      );
    },
  },
];

async function judgeMilestone(context: PostbackContext): Promise<void> {
  const sent = milestonePostback(context, "first");
  const step = await context.send("the first postback of a milestone", postbackOf(context, sent));
  context.judge("postback.milestone.awarded", step, (reply) =>
    expectOutcome(reply, sent, "awarded"),
  );
  const preconditions = [
    precondition(
      step,
      (reply) => readingOf(reply, sent).kind === "awarded",
      "the milestone was not awarded",
    ),
  ];
  const fields = (reply: HttpReply, areWrong: boolean) =>
    problemsOf(readingOf(reply, sent, "first")).filter(
      (problem) => problem.about !== "outcome" && isMisnamed(problem) === areWrong,
    );
  context.judge(
    "postback.milestone.fields-right",
    step,
    (reply) => problemFinding(fields(reply, true), reply),
    preconditions,
  );
  context.judge(
    "postback.milestone.fields-complete",
    step,
    (reply) => problemFinding(fields(reply, false), reply),
    preconditions,
  );
}

function expectOutcome(
  reply: HttpReply,
  sent: Postback,
  kind: "awarded" | "stored",
): Finding | null {
  const reading = readingOf(reply, sent, "first");
  const problem = problemFinding(
    problemsOf(reading).filter(({ about }) => about === "outcome"),
    reply,
  );
  if (problem !== null) return problem;
  if (reading.kind === kind) return null;
  return {
    expected:
      kind === "awarded"
        ? "200 with ok: true, awarded: true, milestone: true"
        : "200 with ok: true, awarded: false",
    actual: describeReply(reply),
  };
}
