/** Entries that a gateway must let in. */
import type { Scenario } from "../../check.js";
import { expectNoServerError, firstFinding } from "../../expect.js";
import type { Finding } from "../../finding.js";
import {
  agedBy,
  enter,
  ENTRY_CLAUSE,
  type EntryContext,
  type EntryTarget,
  expectRedirect,
  freshValues,
  get,
  letIn,
  rightUrl,
  urlAround,
  withoutSeparators,
} from "./entry-target.js";
import { entryParams, entryToken, urlWithParams } from "../../../protocols/entry/sign.js";
import { headerValue, type HttpReply } from "../../../core/http.js";
import { encodingsOf } from "../../../core/redaction.js";

const MARGIN_MS = 60_000;
/** Shorter ones are words that a page may hold. */
const SHORTEST_TELLING_KEY = 8;

export const acceptedScenarios: readonly Scenario<EntryTarget>[] = [
  {
    id: "entry.accepted.plain",
    requests: 2,
    checks: [
      {
        id: "entry.valid.redirects",
        title: "a right entry is answered 302 with a Location",
        level: "MUST",
        clause: `${ENTRY_CLAUSE}: 302 on success`,
        why: "Players who tap the boost button see an error page instead of the WebView.",
        fix: "Build the signed text, the key and the encoding exactly as agreed, and answer 302 with the WebView's URL in Location.",
        kills: [
          "entry.answers-200",
          "entry.empty-location",
          "entry.refuses-everything",
          "entry.requires-campaign",
        ],
      },
      {
        id: "entry.key.never-shown",
        title:
          "the shared key appears neither in Location nor in the body, also when an entry is refused",
        level: "SHOULD",
        clause: `${ENTRY_CLAUSE}: pre-shared secret`,
        why: "Whoever sees the reply could sign entries for every player. Treat this as a leaked key: replace it.",
        fix: "Take the key, and the text that should have been signed, out of redirects, pages and error messages, and agree on a new key.",
        kills: ["entry.leaks-key", "entry.explains-refusals-with-key"],
      },
    ],
    run: async (context) => {
      const { recipe, key } = context.target;
      const values = freshValues(context);
      const entry = await enter(context, values);
      context.judge("entry.valid.redirects", entry, expectRedirect);
      const forged = await context.send(
        "signed with another key",
        get(urlAround(context, values, entryToken(recipe, values, `${key}-not`))),
      );
      if (key.length < SHORTEST_TELLING_KEY) {
        context.notApplicable(
          "entry.key.never-shown",
          `a key of less than ${SHORTEST_TELLING_KEY} characters stands in other words by chance`,
        );
        return;
      }
      context.judge("entry.key.never-shown", [entry, forged], (...replies) =>
        firstFinding(...replies.map((reply) => findKey(reply, key))),
      );
    },
  },
  {
    id: "entry.accepted.campaign",
    requests: 2,
    checks: [
      {
        id: "entry.campaign.optional",
        title: "an entry is let in without a campaign",
        level: "MUST",
        clause: `${ENTRY_CLAUSE}: the campaign parameter is not required`,
        why: "The general boost button is dead.",
        fix: "Do without the campaign where there is none; an absent campaign is the empty text in a signed message.",
        kills: ["entry.requires-campaign", "entry.empty-location"],
      },
      {
        id: "entry.campaign.accepted",
        title: "an entry is let in with a campaign",
        // The campaign is made up, and nothing says that every campaign is to be let in.
        level: "SHOULD",
        clause: `${ENTRY_CLAUSE}: the campaign parameter`,
        why: "The campaign's button is dead.",
        fix: "Read the campaign when it is there. If the gateway knows its campaigns and refuses any other, leave this check out with --skip.",
        kills: ["entry.refuses-campaign", "entry.empty-location"],
      },
    ],
    run: async (context) => {
      const values = freshValues(context);
      const without = await context.send("without a campaign", get(rightUrl(context, values)));
      const campaign = `camp_${context.values.int("campaign", 100, 999)}`;
      const within = await context.send(
        "with a campaign",
        get(rightUrl(context, { ...values, campaign })),
      );
      const steps = [without, within];
      if (steps.every(({ reply }) => reply !== null && reply.status !== 302)) {
        const reason = "no entry is let in, with or without a campaign";
        const exchanges = steps.flatMap((step) => step.exchanges);
        context.block("entry.campaign.optional", reason, exchanges);
        context.block("entry.campaign.accepted", reason, exchanges);
        return;
      }
      context.judge("entry.campaign.optional", without, expectRedirect);
      context.judge("entry.campaign.accepted", within, expectRedirect);
    },
  },
  {
    id: "entry.accepted.parameters",
    requests: 3,
    checks: [
      {
        id: "entry.parameters.order-free",
        title: "the order of the query parameters does not matter",
        level: "SHOULD",
        clause: `${ENTRY_CLAUSE}: named query parameters`,
        why: "Game engines and HTTP libraries order parameters as they please; such clients would be locked out.",
        fix: "Read parameters by name, not by position.",
        kills: ["entry.needs-user-first", "entry.empty-location"],
      },
      {
        id: "entry.parameters.unknown-ignored",
        title: "a parameter it does not know is ignored",
        level: "SHOULD",
        clause: `${ENTRY_CLAUSE}: named query parameters`,
        why: "Trackers and app stores add parameters of their own to links.",
        fix: "Ignore parameters that were not agreed on instead of refusing the entry.",
        kills: ["entry.refuses-unknown-parameters", "entry.empty-location"],
      },
    ],
    run: async (context) => {
      const preconditions = [letIn(await enter(context))];
      const { recipe, key } = context.target;
      const values = freshValues(context, "reordered");
      const params = entryParams(recipe, values, entryToken(recipe, values, key), values.params);
      const reversed = await context.send(
        "the same parameters in reverse order",
        get(urlWithParams(recipe, [...params].reverse())),
      );
      context.judge("entry.parameters.order-free", reversed, expectRedirect, preconditions);
      const extended = await context.send(
        "with utm_source as well",
        get(urlWithParams(recipe, [...params, ["utm_source", "store"]])),
      );
      context.judge("entry.parameters.unknown-ignored", extended, expectRedirect, preconditions);
    },
  },
  {
    id: "entry.accepted.user-names",
    requests: 3,
    checks: [
      {
        id: "entry.usn.non-ascii-never-5xx",
        title: "a user id outside ASCII never ends in a server error",
        level: "MUST",
        clause: `${ENTRY_CLAUSE}: the user id is the game's own`,
        why: "A request that anyone can send must not break the gateway.",
        fix: "Read query parameters as UTF-8 and sign UTF-8 bytes.",
        kills: ["entry.crashes-on-non-ascii"],
      },
      {
        id: "entry.usn.non-ascii-accepted",
        title: "a user id outside ASCII, in UTF-8, is let in",
        level: "SHOULD",
        clause: `${ENTRY_CLAUSE}: the user id is the game's own`,
        why: "Games whose ids are player names lock out everyone whose name is not Latin.",
        fix: "Sign the UTF-8 bytes of the decoded value, not the escaped text.",
        kills: ["entry.crashes-on-non-ascii", "entry.refuses-non-ascii", "entry.empty-location"],
      },
      {
        id: "entry.usn.reserved-characters-accepted",
        title: "a user id with characters that a URL reserves is let in",
        level: "SHOULD",
        clause: `${ENTRY_CLAUSE}: the user id is the game's own`,
        why: "Ids such as Base64 texts hold +, / and =; their owners would be locked out.",
        fix: "Decode each query value exactly once, and sign the decoded value.",
        kills: ["entry.decodes-twice", "entry.empty-location"],
      },
    ],
    run: async (context) => {
      const preconditions = [letIn(await enter(context))];
      const base = freshValues(context, "named");
      const nonAscii = await context.send(
        "a user called ユーザー 후원 é",
        get(
          rightUrl(context, {
            ...base,
            usn: named(context, "ユーザー후원é", base.usn),
          }),
        ),
      );
      context.judge(
        "entry.usn.non-ascii-never-5xx",
        nonAscii,
        (reply) => expectNoServerError(reply, "the user id is valid UTF-8"),
        preconditions,
      );
      context.judge("entry.usn.non-ascii-accepted", nonAscii, expectRedirect, preconditions);
      const reserved = await context.send(
        "a user called a+b&c=d%2Fe/f?g#h",
        get(
          rightUrl(context, {
            ...base,
            usn: named(context, "a+b&c=d%2Fe/f?g#h", base.usn),
          }),
        ),
      );
      context.judge(
        "entry.usn.reserved-characters-accepted",
        reserved,
        expectRedirect,
        preconditions,
      );
    },
  },
  {
    id: "entry.accepted.life",
    requests: 1,
    notApplicable: ({ recipe }) =>
      recipe.signature.ttlMs > 2 * MARGIN_MS
        ? null
        : "the agreed life of a token is too short to test well inside it",
    checks: [
      {
        id: "entry.timestamp.accepted-within-ttl",
        title: "a token is accepted until shortly before its agreed life ends",
        level: "MUST",
        clause: `${ENTRY_CLAUSE}: the timestamp has an expiry`,
        why: "Players who take a minute before they tap are locked out.",
        fix: "Compare the token's age with the agreed life, in the agreed unit (seconds or milliseconds).",
        kills: [
          "entry.expires-early",
          "entry.answers-200",
          "entry.empty-location",
          "entry.refuses-everything",
          "entry.requires-campaign",
        ],
      },
    ],
    run: async (context) => {
      const ageMs = context.target.recipe.signature.ttlMs - MARGIN_MS;
      const aged = agedBy(context, freshValues(context), ageMs);
      const entry = await context.send(
        `a token that has ${MARGIN_MS / 1000} s left`,
        get(rightUrl(context, aged)),
      );
      context.judge("entry.timestamp.accepted-within-ttl", entry, expectRedirect);
    },
  },
];

function named(context: EntryContext, text: string, suffix: string): string {
  return `${withoutSeparators(context.target.recipe, text)}${suffix}`;
}

function findKey(reply: HttpReply, key: string): Finding | null {
  const shown = [
    headerValue(reply.headers, "location") ?? "",
    Buffer.from(reply.body).toString("utf8"),
  ].some((text) => encodingsOf(key).some((each) => text.includes(each.text)));
  if (!shown) return null;
  return {
    message: "THE SHARED KEY IS IN THE REPLY: replace it now",
    expected: "a reply without the shared key",
    actual: `the key stands in the Location header or the body of a ${reply.status}`,
  };
}
