/** Entries that a gateway must let in. */
import type { Scenario } from "../../check.js";
import { firstFinding } from "../../expect.js";
import type { Finding } from "../../finding.js";
import {
  agedBy,
  enter,
  ENTRY_CLAUSE,
  type EntryTarget,
  expectRedirect,
  freshValues,
  get,
  isTooShort,
  keptOut,
  letIn,
  MARGIN_MS,
  rightUrl,
  urlAround,
} from "./entry-target.js";
import { entryParams, entryToken, urlWithParams } from "../../../protocols/entry/sign.js";
import { headerValue, type HttpReply } from "../../../core/http.js";
import { encodingsOf } from "../../../core/redaction.js";

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
        id: "entry.location.elsewhere",
        title: "the Location leads on, not back to the entry itself",
        level: "SHOULD",
        clause: `${ENTRY_CLAUSE}: 302 to the PlayCamp WebView`,
        why: "The player's browser goes round in circles until it gives up.",
        fix: "Put the WebView's URL into Location.",
        kills: ["entry.leads-back"],
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
      const url = rightUrl(context, values);
      const entry = await context.send("a right entry", get(url));
      context.judge("entry.valid.redirects", entry, expectRedirect);
      context.judge("entry.location.elsewhere", entry, (reply) => expectElsewhere(reply, url), [
        letIn(entry),
      ]);
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
      const isShown = [entry, forged].some(
        ({ reply }) => reply !== null && findKey(reply, key) !== null,
      );
      context.judge(
        "entry.key.never-shown",
        [entry, forged],
        (...replies) => firstFinding(...replies.map((reply) => findKey(reply, key))),
        // A key that is shown is shown, whatever else went wrong.
        isShown ? [] : [letIn(entry), keptOut(forged)],
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
      const without = await context.send(
        "without a campaign",
        get(rightUrl(context, freshValues(context))),
      );
      // Another user: a token may serve once.
      const values = freshValues(context, "with a campaign");
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
      const paramsOf = (label: string) => {
        const values = freshValues(context, label);
        return entryParams(recipe, values, entryToken(recipe, values, key), values.params);
      };
      const reversed = await context.send(
        "the same parameters in reverse order",
        get(urlWithParams(recipe, paramsOf("reordered").toReversed())),
      );
      context.judge("entry.parameters.order-free", reversed, expectRedirect, preconditions);
      const extended = await context.send(
        "with utm_source as well",
        get(urlWithParams(recipe, [...paramsOf("extended"), ["utm_source", "store"]])),
      );
      context.judge("entry.parameters.unknown-ignored", extended, expectRedirect, preconditions);
    },
  },
  {
    id: "entry.accepted.life",
    requests: 1,
    notApplicable: isTooShort,
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

function expectElsewhere({ headers }: HttpReply, url: string): Finding | null {
  const location = headerValue(headers, "location") ?? "";
  if (location === "" || !URL.canParse(location, url)) return null;
  const [there, here] = [new URL(location, url), new URL(url)];
  const plain = ({ pathname }: URL) => pathname.replace(/\/$/, "");
  return there.host === here.host && plain(there) === plain(here)
    ? { expected: "a Location that leads to the WebView", actual: "it leads back to the entry" }
    : null;
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
