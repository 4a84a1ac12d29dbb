/**
 * Postbacks in odd forms: what a reason may hold, members in any order; and
 * what must neither count nor break the app: nulls, other kinds, ids that only look right.
 */
import {
  encodePostback,
  type Postback,
  postbackDocument,
} from "../../../protocols/postback/request.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { describeReply, firstFinding, isSuccess, neverServerError } from "../../expect.js";
import type { HttpReply } from "../../../core/http.js";
import type { Finding } from "../../finding.js";
import { precondition } from "../../scenario-context.js";
import { plainPostback } from "./fresh-level.js";
import {
  accepted,
  bodyOf,
  expectCounted,
  expectDuplicate,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  REFUSES_ALL,
  unused,
} from "./postback-target.js";

const BODY = `${POSTBACK_CLAUSE}, request body`;
const STORED_FOR_NOBODY =
  "The level would be stored for nobody or nowhere, and the game would believe that it counted.";

const REASONS: CheckDefinition = {
  id: "postback.grid.reasons-counted",
  title: "a reason may be empty, long, in any script and with any sign",
  level: "MUST",
  clause: `${BODY}: reason, a string`,
  why: "A level is lost for a note beside it.",
  fix: "Store the reason as text of any length in UTF-8 of four bytes, or drop it.",
  kills: ["postback.refuses-reason", "postback.refuses-emoji", ...REFUSES_ALL],
};

const ORDER: CheckDefinition = {
  id: "postback.grid.members-in-any-order",
  title: "the order of the members means nothing",
  level: "MUST",
  clause: `${BODY}: JSON`,
  why: "Engines write the members of an object in an order of their own.",
  fix: "Read members by their names.",
  kills: ["postback.reads-members-in-order", ...REFUSES_ALL],
};

const NULLS: CheckDefinition = {
  id: "postback.grid.nulls-not-counted",
  title: "a required field that is null or empty never counts",
  level: "MUST",
  clause: `${BODY}: required; 400 for a missing field`,
  why: STORED_FOR_NOBODY,
  fix: "Treat null and empty texts as missing.",
  kills: ["postback.defaults-pid"],
};

const KINDS: CheckDefinition = {
  id: "postback.grid.other-kinds-refused",
  title: "a field of another kind, or an id that only looks right, is refused",
  level: "SHOULD",
  clause: `${BODY}: strings, and a positive integer`,
  why: "What is made to fit belongs to somebody else in the next version.",
  fix: "Check the kind of each field, and compare ids to the letter.",
  kills: [
    "postback.accepts-any-partner",
    "postback.accepts-any-game",
    "postback.compares-ids-loosely",
    "postback.takes-first-of-a-list",
  ],
};

const SURVIVES: CheckDefinition = {
  id: "postback.grid.malformed-no-server-error",
  title: "nothing that a body may hold ends in a server error",
  level: "SHOULD",
  clause: `${POSTBACK_CLAUSE}, errors: 400 for a missing or malformed field`,
  why: "A server error tells the game to try again for ever, and shows that input reaches code unchecked.",
  fix: "Check every field before it is used, and answer 400.",
  kills: ["postback.crashes-on-other-kinds", "postback.crashes-on-malformed-uid"],
};

const NO_EFFECT: CheckDefinition = {
  id: "postback.grid.refused-not-counted",
  title: "a level that was refused for another field has not counted",
  level: "MUST",
  clause: `${POSTBACK_CLAUSE}, idempotency: user, game and level count once`,
  why: "The game mends its request and sends it again, and is told that the level has counted: the coins are lost.",
  fix: "Check everything before anything is stored.",
  kills: ["postback.counts-unknown-partners"],
};

type Change = (right: Postback) => Readonly<Record<string, unknown>>;
type Changes = readonly (readonly [what: string, change: Change])[];

const having =
  (member: string, value: unknown): Change =>
  (right) => ({ ...postbackDocument(right), [member]: value });

const SIGNS: readonly (readonly [string, string])[] = [
  ["empty", ""],
  ["in Hangul", "레벨 완료"],
  ["with 4-byte characters", "🎮 level 🏁"],
  ["with quotes and a backslash", '"it\'s" \\ <b>&amp;'],
  ["with line breaks", "one\r\ntwo\ttabs"],
  ["of 4000 characters", "r".repeat(4_000)],
];

const FIELDS = ["pid", "uid", "gid", "level_number"] as const;

const MISSING: Changes = FIELDS.flatMap((field) => [
  [`${field} null`, having(field, null)] as const,
  [`${field} empty`, having(field, "")] as const,
]);

const OTHERS: Changes = [
  ...FIELDS.flatMap((field) => [
    [`${field} true`, having(field, true)] as const,
    [`${field} an object`, having(field, { value: 1 })] as const,
    [
      `${field} in a list`,
      (right: Postback) => {
        const document = postbackDocument(right);
        return { ...document, [field]: [document[field]] };
      },
    ] as const,
  ]),
  ...(["pid", "gid"] as const).flatMap((field) => [
    [`${field} a number`, having(field, 7)] as const,
    [`${field} in another case`, similar(field, otherCase)] as const,
    [`${field} with a space behind it`, similar(field, (text) => `${text} `)] as const,
    [`${field} less its last letter`, similar(field, (text) => text.slice(0, -1))] as const,
  ]),
  ["uid a number", having("uid", 42)],
];

/** Any answer below 500: what some stores cannot keep, and others can. */
const STRANGE: Changes = [
  ...(["pid", "gid", "uid"] as const).flatMap((field) => [
    [`${field} with NUL`, similar(field, (text) => `${text}\u0000`)] as const,
    [`${field} with a quote`, similar(field, (text) => `${text}' OR '1'='1`)] as const,
    [`${field} an emoji`, having(field, "🎮")] as const,
    [`${field} of 4000 characters`, having(field, "g".repeat(4_000))] as const,
  ]),
  ["a reason with NUL", having("reason", "a\u0000b")],
  ["a reason that is an object", having("reason", { text: "x" })],
  ["a level beyond 64 bits", having("level_number", 1e21)],
  ["an unknown member beside", having("trace", { id: "7f3a" })],
  ["a member called constructor", having("constructor", { name: "x" })],
];

export const gridScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.grid.accepted",
    requests: SIGNS.length + 2,
    checks: [REASONS, ORDER],
    run: async (context) => {
      const reasons = SIGNS.map(([what, reason]) => {
        const sent = { ...plainPostback(context, `reason ${what}`), reason };
        return { sent, what: `a reason ${what}`, document: postbackDocument(sent) };
      });
      const orders = [0, 1].map((turn) => {
        const sent = plainPostback(context, `order ${turn}`);
        const members = Object.entries(postbackDocument(sent)).toReversed();
        const turned = [...members.slice(turn), ...members.slice(0, turn)];
        return { sent, what: `members in order ${turn + 1}`, document: Object.fromEntries(turned) };
      });
      for (const [check, forms] of [[REASONS, reasons] as const, [ORDER, orders] as const]) {
        const steps = await context.sendAll(
          forms.map(({ what, document }) => [what, bodyOf(context, encodePostback(document))]),
        );
        context.judge(
          check.id,
          steps,
          (...replies) =>
            firstFinding(
              ...forms.map(({ sent }, at) => {
                const reply = replies[at];
                return reply === undefined ? null : expectCounted(reply, sent);
              }),
            ),
          forms.flatMap(({ sent }, at) => (steps[at] ? unused(context, steps[at], sent) : [])),
        );
      }
    },
  },
  {
    id: "postback.grid.refused",
    requests: 1 + MISSING.length + OTHERS.length + STRANGE.length,
    checks: [NULLS, KINDS, SURVIVES],
    run: async (context) => {
      const right = plainPostback(context, "control");
      const control = await context.send("a right postback", postbackOf(context, right));
      const preconditions = [accepted(control, right)];
      const missing = await sendChanged(context, MISSING);
      const others = await sendChanged(context, OTHERS);
      const strange = await sendChanged(context, STRANGE);
      context.judge(
        NULLS.id,
        missing,
        (...replies) =>
          firstFinding(...replies.map((reply, at) => notTaken(reply, MISSING[at]?.[0]))),
        preconditions,
      );
      context.judge(
        KINDS.id,
        others,
        (...replies) =>
          firstFinding(...replies.map((reply, at) => notTaken(reply, OTHERS[at]?.[0]))),
        preconditions,
      );
      const all = [...missing, ...others, ...strange];
      const names = [...MISSING, ...OTHERS, ...STRANGE].map(([name]) => name);
      context.judge(
        SURVIVES.id,
        all,
        neverServerError(all, (at) => names[at] ?? ""),
        preconditions,
      );
    },
  },
  {
    id: "postback.grid.no-effect",
    requests: 4,
    checks: [NO_EFFECT],
    run: async (context) => {
      const control = plainPostback(context, "control");
      const taken = await context.send("a right postback", postbackOf(context, control));
      const sent = plainPostback(context, "refused first");
      const pid = `unknown-${context.values.id("pid")}`;
      const unknown = await context.send(
        "a level under an unknown pid",
        postbackOf(context, { ...sent, pid }),
      );
      const { pid: _, ...without } = postbackDocument(sent);
      const incomplete = await context.send(
        "the same level without pid",
        bodyOf(context, encodePostback(without)),
      );
      const again = await context.send("the same level, right", postbackOf(context, sent));
      context.judge(
        NO_EFFECT.id,
        again,
        (reply): Finding | null =>
          expectDuplicate(reply, sent) === null
            ? {
                expected: "the level counts now, as what came before was refused",
                actual: "it is called a duplicate",
              }
            : null,
        [
          accepted(taken, control),
          ...[unknown, incomplete].map((step) =>
            precondition(
              step,
              ({ status }) => status >= 400 && status < 500,
              "the wrong postback was not refused",
            ),
          ),
          accepted(again, sent),
        ],
      );
    },
  },
];

function sendChanged(context: PostbackContext, changes: Changes) {
  return context.sendAll(
    changes.map(([what, change]) => [
      what,
      bodyOf(context, encodePostback(change(plainPostback(context, what)))),
    ]),
  );
}

/** Server errors are another check's matter. */
function notTaken(reply: HttpReply, what = "it is malformed"): Finding | null {
  return isSuccess(reply) ? { expected: `400: ${what}`, actual: describeReply(reply) } : null;
}

function similar(field: "pid" | "gid" | "uid", change: (text: string) => string): Change {
  return (right) => ({ ...postbackDocument(right), [field]: change(right[field]) });
}

/** Another id: one without letters is the same in any case. */
function otherCase(text: string): string {
  const upper = text.toUpperCase();
  const other = upper === text ? text.toLowerCase() : upper;
  return other === text ? `${text}x` : other;
}
