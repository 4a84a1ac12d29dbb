/** Partners, games and users that the reward app does not know; and one user in two aliases. */
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectClientError, expectStatus } from "../../expect.js";
import { type Refusal, refusalScenario } from "./refusal.js";
import { milestonePostback } from "./fresh-level.js";
import {
  COINS,
  counted,
  expectDuplicate,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  recognised,
} from "./postback-target.js";
import {
  aliasesOf,
  type Postback,
  type PostbackField,
} from "../../../protocols/postback/request.js";

const CLAUSE = `${POSTBACK_CLAUSE}, errors`;

/** @param field looked up under each of its names: an alias may be read by other code */
function lookup(
  check: Omit<CheckDefinition, "level">,
  field: PostbackField,
  step: string,
  statuses: readonly number[],
  change: (context: PostbackContext) => Partial<Postback>,
): Refusal {
  const names = aliasesOf(field);
  return {
    check: { ...check, level: "MUST" },
    steps: names.map((name) => (name === field ? step : `${step}, as ${name}`)),
    request: (context, right, at) =>
      postbackOf(
        context,
        { ...right, ...change(context) },
        { aliases: { [field]: names[at] ?? field } },
      ),
    // An app that does not read the alias misses the field; that is another check's matter.
    judge: (reply, at) =>
      at === 0 ? expectStatus(reply, statuses, step) : expectClientError(reply, step),
  };
}

const LOOKUPS: readonly Refusal[] = [
  lookup(
    {
      id: "postback.pid.unknown-refused",
      title: "a partner that is not registered is refused with 400",
      clause: `${CLAUSE}: 400 for an unknown pid`,
      why: "Levels are stored for a partner that nobody settles with.",
      fix: "Look pid up among the registered partners, and answer 400 when it is not there.",
      kills: ["postback.accepts-any-partner"],
    },
    "pid",
    "a pid that no partner has",
    [400],
    (context) => ({ pid: `unknown-${context.values.id("pid")}` }),
  ),
  lookup(
    {
      id: "postback.gid.unknown-refused",
      title: "a game that does not exist is refused with 400",
      clause: `${CLAUSE}: 400 for an unknown gid`,
      why: "With games made up at will, every level could be credited any number of times.",
      fix: "Look gid up among the games, and answer 400 when it is not there.",
      kills: ["postback.accepts-any-game", "postback.unknown-game-is-404"],
    },
    "gid",
    "a gid that no game has",
    [400],
    (context) => ({ gid: `unknown-${context.values.id("gid")}` }),
  ),
  lookup(
    {
      id: "postback.uid.unknown-is-404",
      title: "a user who does not exist is answered 404",
      clause: `${CLAUSE}: 404 when no user has the uid`,
      why: "The game cannot tell a deleted user, whose postbacks it may drop, from a mistake of its own.",
      fix: "Look uid up among the users, answer 404 when nobody has it, and create nobody.",
      kills: ["postback.creates-users", "postback.unknown-user-is-400"],
    },
    "uid",
    "a uid that no user has",
    [404],
    (context) => ({ uid: strangerUid(context) }),
  ),
  lookup(
    {
      id: "postback.uid.malformed-refused",
      title: "a uid that is no UUID is refused with 400 or 404",
      clause: `${POSTBACK_CLAUSE}, request body: uid is a UUID`,
      why: "Databases throw at a text that is no UUID; unchecked input ends in a server error.",
      fix: "Check the form of uid before it reaches a query.",
      kills: ["postback.crashes-on-malformed-uid"],
    },
    "uid",
    "a uid that is no UUID",
    [400, 404],
    () => ({ uid: "not-a-uuid" }),
  ),
];

/** A random UUID of version 4, new in every run. */
function strangerUid({ values }: PostbackContext): string {
  const hex = values.id("stranger") + values.id("stranger, second half");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

export const lookupScenarios: readonly Scenario<PostbackTarget>[] = [
  refusalScenario("postback.refused.unknown", LOOKUPS, true),
  {
    id: "postback.duplicate.uid-case",
    requests: 3,
    exclusive: COINS,
    checks: [
      {
        id: "postback.uid.case-free",
        title: "a uid in upper case is the same user",
        level: "SHOULD",
        clause: `${POSTBACK_CLAUSE}, request body: uid is a UUID, which is the same in either case`,
        why: "A game that writes UUIDs in upper case earns its players nothing, or everything twice.",
        fix: "Compare UUIDs as UUIDs, or in lower case.",
        kills: ["postback.compares-uid-as-text", "postback.recognises-bodies-only"],
      },
    ],
    run: async (context) => {
      const sent = milestonePostback(context, "case");
      const flipped = flipCase(sent.uid);
      if (flipped === sent.uid) {
        const reason = "the uid has no letters";
        context.notApplicable("postback.uid.case-free", reason);
        return;
      }
      const first = await context.send("the first postback", postbackOf(context, sent));
      const again = await context.send("the same again", postbackOf(context, sent));
      const other = { ...sent, uid: flipped };
      const step = await context.send(
        "the same with the uid in the other case",
        postbackOf(context, other),
      );
      context.judge("postback.uid.case-free", step, (reply) => expectDuplicate(reply, sent), [
        counted(first, sent),
        recognised(again, sent),
      ]);
    },
  },
];

function flipCase(uid: string): string {
  const upper = uid.toUpperCase();
  return upper === uid ? uid.toLowerCase() : upper;
}
