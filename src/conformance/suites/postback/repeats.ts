/** The same user, game and level counts once, however it is sent; another game is another level. */
import type { HttpReply } from "../../../core/http.js";
import { OTHER_ALIASES, type Postback } from "../../../protocols/postback/request.js";
import type { Scenario } from "../../check.js";
import { firstFinding } from "../../expect.js";
import type { Finding } from "../../finding.js";
import type { Step } from "../../scenario-context.js";
import { milestonePostback } from "./fresh-level.js";
import {
  COINS,
  counted,
  expectCounted,
  expectDuplicate,
  otherAuth,
  POSTBACK_CLAUSE,
  type PostbackForm,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  problemFinding,
  problemsOf,
  readingOf,
  recognised,
  unused,
} from "./postback-target.js";

const CLAUSE = `${POSTBACK_CLAUSE}, idempotency: user, game and level count once`;
const TWICE =
  "A game sends again whenever a reply got lost; each repeat would cost the milestone's coins once more.";

export const repeatScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.duplicate.repeated",
    requests: 6,
    exclusive: COINS,
    checks: [
      {
        id: "postback.duplicate.answered",
        title: "a repeat is answered 200 with duplicate: true and no award",
        level: "MUST",
        clause: CLAUSE,
        why: TWICE,
        fix: "Put a unique key on user, game and level; when it is taken, answer 200 with ok: true, awarded: false, duplicate: true.",
        kills: [
          "postback.never-remembers",
          "postback.duplicates-are-409",
          "postback.duplicates-unmarked",
          "postback.answers-201",
        ],
      },
      {
        id: "postback.duplicate.fields",
        title: "a repeat's reply says which level it was",
        level: "SHOULD",
        clause: `${POSTBACK_CLAUSE}, responses: a duplicate`,
        why: "Games match replies with their postbacks by these fields.",
        fix: "Send pid, gid and level_number back as they came.",
        kills: ["postback.duplicates-without-echo"],
      },
      {
        id: "postback.duplicate.through-aliases",
        title: "a repeat under other field names is a repeat",
        level: "MUST",
        clause: CLAUSE,
        why: TWICE,
        fix: "Recognise a repeat by what the fields say, not by the body's bytes.",
        kills: [
          "postback.recognises-bodies-only",
          "postback.knows-no-aliases",
          "postback.knows-no-snake-aliases",
        ],
      },
      {
        id: "postback.duplicate.through-other-header",
        title: "a repeat with the secret in the other header is a repeat",
        level: "MUST",
        clause: CLAUSE,
        why: TWICE,
        fix: "Let user, game and level alone decide what counts once.",
        kills: ["postback.refuses-secret-header"],
      },
      {
        id: "postback.duplicate.with-reason",
        title: "a repeat with another reason is a repeat",
        level: "MUST",
        clause: CLAUSE,
        why: TWICE,
        fix: "Keep the reason out of what counts once: that is user, game and level.",
        kills: ["postback.recognises-bodies-only", "postback.refuses-reason"],
      },
    ],
    run: judgeRepeats,
  },
  {
    id: "postback.games.two",
    requests: 2,
    exclusive: COINS,
    notApplicable: ({ otherGids }) =>
      otherGids.length === 0 ? "the profile names only one game (postback.gids names more)" : null,
    checks: [
      {
        id: "postback.game.counts-separately",
        title: "the same level of another game counts as well",
        level: "MUST",
        clause: CLAUSE,
        why: "Whoever plays two games of a partner earns in one of them only.",
        fix: "Make the game a part of the unique key: user, game and level.",
        kills: ["postback.mixes-games"],
      },
    ],
    run: async (context) => {
      const sent = milestonePostback(context, "games");
      const first = await context.send("the level in one game", postbackOf(context, sent));
      const elsewhere = { ...sent, gid: context.target.otherGids[0] ?? sent.gid };
      const second = await context.send(
        "the same level in another game",
        postbackOf(context, elsewhere),
      );
      context.judge(
        "postback.game.counts-separately",
        second,
        (reply) => expectCounted(reply, elsewhere),
        [counted(first, sent), unused(context, second, elsewhere)],
      );
    },
  },
];

async function judgeRepeats(context: PostbackContext): Promise<void> {
  const sent = milestonePostback(context, "repeated");
  const first = await context.send("the first postback", postbackOf(context, sent));
  const again = await context.send("the same again", postbackOf(context, sent));
  const preconditions = [counted(first, sent)];
  const known = [...preconditions, recognised(again, sent)];
  context.judge(
    "postback.duplicate.answered",
    again,
    (reply) => expectDuplicate(reply, sent) ?? repeatProblem(reply, sent, "outcome"),
    preconditions,
  );
  context.judge(
    "postback.duplicate.fields",
    again,
    (reply) => repeatProblem(reply, sent, "echo"),
    known,
  );
  const [camel = {}, snake = {}] = OTHER_ALIASES;
  const inOtherWords = {
    "postback.duplicate.through-aliases": {
      "the same with userId, gameId and level": { aliases: camel },
      "the same with user_id, game_id and level": { aliases: snake },
    },
    "postback.duplicate.through-other-header": {
      "the same with the secret in the other header": { auth: otherAuth(context) },
    },
    "postback.duplicate.with-reason": {
      "the same with a reason": { reason: "retry" },
    },
  };
  for (const [id, forms] of Object.entries(inOtherWords)) {
    const steps = await sendInTurn(context, sent, forms);
    context.judge(
      id,
      steps,
      (...replies) => firstFinding(...replies.map((reply) => expectDuplicate(reply, sent))),
      known,
    );
  }
}

/** One after the other: what happens to parallel copies is another check's matter. */
async function sendInTurn(
  context: PostbackContext,
  sent: Postback,
  forms: Readonly<Record<string, PostbackForm & { readonly reason?: string }>>,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const [name, { reason, ...form }] of Object.entries(forms)) {
    const again = reason === undefined ? sent : { ...sent, reason };
    steps.push(await context.send(name, postbackOf(context, again, form)));
  }
  return steps;
}

function repeatProblem(
  reply: HttpReply,
  sent: Postback,
  wanted: "outcome" | "echo",
): Finding | null {
  const problems = problemsOf(readingOf(reply, sent, "repeat"));
  return problemFinding(
    problems.filter(({ about }) => about === wanted),
    reply,
  );
}
