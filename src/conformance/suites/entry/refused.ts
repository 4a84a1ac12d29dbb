/** Entries that a gateway must refuse. Each is judged only where its right control was let in. */
import type { EntryValues } from "../../../protocols/entry/recipe.js";
import { entrySignature, renderToken } from "../../../protocols/entry/sign.js";
import { templateParts } from "../../../protocols/signing/template.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectClientError, firstFinding } from "../../expect.js";
import { forgeryScenarios } from "../../forged.js";
import type { Step } from "../../scenario-context.js";
import { neverToldScenario } from "../../told.js";
import { everywhereScenario } from "../../surfaces.js";
import {
  enter,
  ENTRY_CLAUSE,
  type EntryContext,
  type EntryTarget,
  expectRefusal,
  freshValues,
  get,
  letIn,
  rightToken,
  rightUrl,
  unsigned,
  urlAround,
} from "./entry-target.js";
import { ENTRY_FORGING, ENTRY_REFUSAL, EVERYWHERE, REFUSES_WRONGLY } from "./forging.js";

/** Of one refusal. */
const MOST_URLS = 4;

interface Refusal {
  readonly check: CheckDefinition;
  readonly step: string;
  readonly because: string;
  readonly signs: "usn" | "timestamp" | null;
  readonly urls: (context: EntryContext, values: EntryValues) => readonly string[];
}

function refusal(
  id: string,
  details: Pick<CheckDefinition, "title" | "why" | "fix"> & {
    readonly level?: "MUST" | "SHOULD";
    readonly kills: readonly string[];
    readonly step: string;
    readonly because: string;
    /** What the signed text must contain for the refusal to be due. */
    readonly signs?: "usn" | "timestamp";
  },
  urls: Refusal["urls"],
): Refusal {
  const { step, because, signs = null, level = "MUST", kills } = details;
  const { title, why, fix } = details;
  const check: CheckDefinition = {
    id,
    title,
    level,
    clause: ENTRY_REFUSAL.clause,
    why,
    fix,
    kills: [...kills, ...REFUSES_WRONGLY],
  };
  return { check, step, because, signs, urls };
}

const REFUSALS: readonly Refusal[] = [
  refusal(
    "entry.usn.altered-refused",
    {
      title: "a token whose user was altered is refused with 401",
      step: "the user altered, the signature kept",
      because: "the signature belongs to another user",
      signs: "usn",
      why: ENTRY_REFUSAL.why,
      fix: "Take the user into the signed text, and compute it from the user that the URL names.",
      kills: ["entry.skips-signature"],
    },
    (context, values) => [keepingSignature(context, values, { ...values, usn: `${values.usn}1` })],
  ),
  refusal(
    "entry.usn.of-another-token-refused",
    {
      title: "another user's token is refused with 401",
      step: "a right token of another user",
      because: "the token was made for another user than the URL names",
      signs: "usn",
      why: ENTRY_REFUSAL.why,
      fix: "Compare the user inside the token with the user parameter, or sign the user parameter itself.",
      kills: ["entry.ignores-token-user"],
    },
    (context, values) =>
      [`${values.usn}7`, values.usn.slice(0, -1), values.usn.slice(1), `7${values.usn}`].map(
        (usn) => urlAround(context, { ...values, usn }, rightToken(context, values)),
      ),
  ),
  refusal(
    "entry.timestamp.altered-refused",
    {
      title: "a token whose timestamp was altered is refused with 401",
      step: "the timestamp moved by one, the signature kept",
      because: "the signature belongs to another timestamp",
      signs: "timestamp",
      why: "A token that was seen once could be used for ever by renewing its timestamp.",
      fix: "Take the timestamp into the signed text exactly as it stands in the token.",
      kills: ["entry.skips-signature"],
    },
    (context, values) => [
      keepingSignature(context, values, {
        ...values,
        timestamp: String(Number(values.timestamp) - 1),
      }),
    ],
  ),
  refusal(
    "entry.token.empty-refused",
    {
      title: "an entry with an empty token is refused with 401",
      step: "with an empty token parameter",
      because: "the token is empty",
      why: ENTRY_REFUSAL.why,
      fix: "Treat an empty parameter like an absent one.",
      kills: ["entry.accepts-missing-token"],
    },
    (context, values) => [urlAround(context, values, "")],
  ),
  refusal(
    "entry.token.garbage-refused",
    {
      title: "a token that is no token is refused with 401",
      step: "the token is a word",
      because: "the token has not the agreed form",
      why: "What cannot be taken apart must not be trusted, nor break the gateway.",
      fix: "Check the number of parts before reading them.",
      kills: ["entry.accepts-malformed-token"],
    },
    (context, values) => {
      const separator = lastSeparator(context);
      return ["garbage", separator, separator.repeat(9)].map((token) =>
        urlAround(context, values, token),
      );
    },
  ),
  refusal(
    "entry.token.extra-parts-refused",
    {
      title: "a token with a part too many is refused with 401",
      level: "SHOULD",
      step: "with one more part after the token",
      because: "the token has more parts than agreed",
      why: "Parts that nobody checks are where the next mistake hides.",
      fix: "Check the exact number of parts.",
      kills: ["entry.ignores-extra-parts", "entry.accepts-malformed-token"],
    },
    (context, values) => [
      urlAround(context, values, `${rightToken(context, values)}${lastSeparator(context)}extra`),
    ],
  ),
];

const MISSING_USER: CheckDefinition = {
  id: "entry.usn.missing-refused",
  title: "an entry without a user is refused",
  level: "MUST",
  clause: `${ENTRY_CLAUSE}: the user parameter is required`,
  why: "An entry that belongs to nobody credits nobody, or whoever happens to be first.",
  fix: "Answer 400 or 401 when the user parameter is absent.",
  kills: ["entry.accepts-missing-user", "entry.redirects-refusals"],
};

export const refusedScenarios: readonly Scenario<EntryTarget>[] = [
  ...forgeryScenarios(ENTRY_FORGING),
  everywhereScenario(EVERYWHERE),
  neverToldScenario(ENTRY_FORGING, {
    id: "entry.signature.never-told",
    kills: ["entry.explains-refusals-with-signature"],
  }),
  ...REFUSALS.map(({ check, step, because, signs, urls }): Scenario<EntryTarget> => ({
    id: check.id.replace(/^entry\./, "entry.refused."),
    requests: 1 + MOST_URLS,
    checks: [check],
    notApplicable: ({ recipe }) => unsigned(recipe, signs),
    run: async (context) => {
      const values = freshValues(context);
      const control = await enter(context, values);
      const steps: Step[] = [];
      for (const url of urls(context, values)) steps.push(await context.send(step, get(url)));
      context.judge(
        check.id,
        steps,
        (...replies) => firstFinding(...replies.map((reply) => expectRefusal(reply, because))),
        [letIn(control)],
      );
    },
  })),
  {
    id: "entry.refused.usn.missing",
    requests: 2,
    checks: [MISSING_USER],
    run: async (context) => {
      const values = freshValues(context);
      const control = await enter(context, values);
      const { usn } = context.target.recipe.params;
      const nobody = await context.send(
        "a right token, but no user parameter",
        get(withoutParam(rightUrl(context, values), usn)),
      );
      context.judge(
        MISSING_USER.id,
        nobody,
        (reply) => expectClientError(reply, "the required user parameter is missing"),
        [letIn(control)],
      );
    },
  },
];

/** Altered values under the signature of the right ones. */
function keepingSignature(context: EntryContext, right: EntryValues, altered: EntryValues): string {
  const { recipe, key } = context.target;
  const signature = entrySignature(recipe, right, key);
  return urlAround(context, altered, renderToken(recipe, altered, signature));
}

function lastSeparator({ target }: EntryContext): string {
  const inner = templateParts(target.recipe.signature.token).literals.slice(1, -1);
  return inner.findLast((literal) => literal !== "") ?? "|";
}

function withoutParam(url: string, name: string): string {
  const [base = "", query = ""] = url.split("?");
  const prefix = `${encodeURIComponent(name)}=`;
  const kept = query.split("&").filter((pair) => !pair.startsWith(prefix));
  return `${base}?${kept.join("&")}`;
}
