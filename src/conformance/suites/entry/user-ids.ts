/** User ids are the game's own: opaque, told apart by every byte, and never a reason to break. */
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectClientError, findingAmong, neverServerError } from "../../expect.js";
import { ODD_IDS, OPAQUE_IDS, SIMILAR_IDS } from "../../id-forms.js";
import type { Step } from "../../scenario-context.js";
import {
  enter,
  ENTRY_CLAUSE,
  type EntryContext,
  type EntryTarget,
  expectRedirect,
  freshValues,
  get,
  letIn,
  rightToken,
  rightUrl,
  unsigned,
  urlAround,
  withoutSeparators,
} from "./entry-target.js";
import { ENTRY_REFUSAL } from "./forging.js";

const CLAUSE = `${ENTRY_CLAUSE}: the user id is the game's own`;

function check(
  id: string,
  details: Pick<CheckDefinition, "title" | "level" | "why" | "fix" | "kills">,
): CheckDefinition {
  return { id: `entry.usn.${id}`, clause: CLAUSE, ...details };
}

const NEVER_5XX = check("non-ascii-never-5xx", {
  title: "a user id outside ASCII never ends in a server error",
  level: "MUST",
  why: "A request that anyone can send must not break the gateway.",
  fix: "Read query parameters as UTF-8 and sign UTF-8 bytes.",
  kills: ["entry.crashes-on-non-ascii", "entry.crashes-on-emoji"],
});

const NON_ASCII = check("non-ascii-accepted", {
  title: "a user id outside ASCII, in UTF-8, is let in",
  level: "SHOULD",
  why: "Games whose ids are player names lock out everyone whose name is not Latin.",
  fix: "Sign the UTF-8 bytes of the decoded value, not the escaped text.",
  kills: [
    "entry.crashes-on-non-ascii",
    "entry.crashes-on-emoji",
    "entry.refuses-non-ascii",
    "entry.empty-location",
  ],
});

const RESERVED = check("reserved-characters-accepted", {
  title: "a user id with characters that a URL reserves is let in",
  level: "SHOULD",
  why: "Ids such as Base64 texts hold +, / and =; their owners would be locked out.",
  fix: "Decode each query value exactly once, and sign the decoded value.",
  kills: ["entry.decodes-twice", "entry.empty-location"],
});

const OPAQUE = check("opaque-accepted", {
  title: "a user id of any usual form is let in: long, with leading zeros, 64 bits, letters",
  level: "SHOULD",
  why: "Players whose ids look otherwise than the first ones are locked out.",
  fix: "Treat a user id as text of up to 128 characters; never as a number.",
  kills: ["entry.refuses-long-users", "entry.empty-location"],
});

const ODD = check("odd-never-5xx", {
  title: "a user id with quotes, control characters or 2,000 letters never ends in a server error",
  level: "SHOULD",
  why: "What breaks on a quote is often open to injection.",
  fix: "Pass ids to databases and templates as parameters; answer 4xx to what is not taken.",
  kills: ["entry.crashes-on-quotes"],
});

const SIMILAR = check("similar-refused", {
  title: "the token of a user whose id only resembles the one named is refused",
  level: "SHOULD",
  why: ENTRY_REFUSAL.why,
  fix: "Compare ids byte for byte: no trimming, no other case, no numbers, no normal form.",
  kills: [
    "entry.compares-users-loosely",
    "entry.ignores-token-user",
    "entry.redirects-refusals",
    "entry.crashes-on-non-ascii",
  ],
});

export const userIdScenarios: readonly Scenario<EntryTarget>[] = [
  {
    id: "entry.accepted.user-names",
    requests: 4,
    checks: [NEVER_5XX, NON_ASCII, RESERVED],
    run: async (context) => {
      const preconditions = [letIn(await enter(context))];
      const unusual = [
        await entryOf(
          context,
          "a user called ユーザー 후원 é",
          (digits) => `ユーザー후원é${digits}`,
        ),
        await entryOf(context, "a user called 😀", (digits) => `😀${digits}`),
      ];
      context.judge(
        NEVER_5XX.id,
        unusual,
        neverServerError(unusual, "the user id is valid UTF-8"),
        preconditions,
      );
      context.judge(
        NON_ASCII.id,
        unusual,
        (...replies) => findingAmong(unusual, replies, expectRedirect),
        preconditions,
      );
      const reserved = await entryOf(
        context,
        "a user called a+b&c=d%2Fe/f?g#h",
        (digits) => `a+b&c=d%2Fe/f?g#h${digits}`,
      );
      context.judge(RESERVED.id, reserved, expectRedirect, preconditions);
    },
  },
  {
    id: "entry.accepted.opaque-users",
    requests: 1 + Object.keys(OPAQUE_IDS).length,
    checks: [OPAQUE],
    run: async (context) => {
      const preconditions = [letIn(await enter(context))];
      const steps: Step[] = [];
      for (const [what, make] of Object.entries(OPAQUE_IDS))
        steps.push(await entryOf(context, `a user id ${what}`, make));
      context.judge(
        OPAQUE.id,
        steps,
        (...replies) => findingAmong(steps, replies, expectRedirect),
        preconditions,
      );
    },
  },
  {
    id: "entry.accepted.odd-users",
    requests: 1 + Object.keys(ODD_IDS).length,
    checks: [ODD],
    run: async (context) => {
      const preconditions = [letIn(await enter(context))];
      const steps: Step[] = [];
      for (const [what, make] of Object.entries(ODD_IDS))
        steps.push(await entryOf(context, `a user id ${what}`, make));
      context.judge(
        ODD.id,
        steps,
        neverServerError(steps, "anyone can send such an id"),
        preconditions,
      );
    },
  },
  {
    id: "entry.refused.similar-users",
    requests: 1 + Object.keys(SIMILAR_IDS).length,
    checks: [SIMILAR],
    notApplicable: ({ recipe }) => unsigned(recipe, "usn"),
    run: async (context) => {
      const preconditions = [letIn(await enter(context))];
      const steps: Step[] = [];
      for (const [what, make] of Object.entries(SIMILAR_IDS)) {
        const values = freshValues(context, what);
        const [own = "", other = ""] = make(values.usn).map((usn) =>
          withoutSeparators(context.target.recipe, usn),
        );
        if (own === other) continue;
        const token = rightToken(context, { ...values, usn: own });
        const url = urlAround(context, { ...values, usn: other }, token);
        steps.push(await context.send(`the token of another user, ${what}`, get(url)));
      }
      context.judge(
        SIMILAR.id,
        steps,
        (...replies) =>
          findingAmong(steps, replies, (reply) =>
            expectClientError(reply, "the token was made for another user"),
          ),
        preconditions,
      );
    },
  },
];

/** A right entry of a user of this kind. */
async function entryOf(
  context: EntryContext,
  name: string,
  make: (digits: string) => string,
): Promise<Step> {
  const values = freshValues(context, name);
  const usn = withoutSeparators(context.target.recipe, make(values.usn));
  return context.send(name, get(rightUrl(context, { ...values, usn })));
}
