/** Forged entries: which checks stand for which forgeries, and how an entry is made of a signature. */
import { entryCredential } from "../../../protocols/entry/credential.js";
import { DEFAULT_ENTRY_RECIPE, type EntryValues } from "../../../protocols/entry/recipe.js";
import { entrySignature, renderToken } from "../../../protocols/entry/sign.js";
import { headerValue, type HttpReply } from "../../../core/http.js";
import { expectClientError } from "../../expect.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { legalFormScenario } from "../../legal-forms.js";
import type { ForgedMessage, Forging } from "../../forged.js";
import type { Everywhere } from "../../surfaces.js";
import { orderOf } from "./fresh-entry.js";
import {
  ENTRY_CLAUSE,
  type EntryContext,
  type EntryTarget,
  expectRedirect,
  expectRefusal,
  freshValues,
  get,
  letIn,
  rightToken,
  rightUrl,
  urlAround,
} from "./entry-target.js";

/** Faults that answer every refusal in a wrong way. */
export const REFUSES_WRONGLY = ["entry.refuses-with-403", "entry.redirects-refusals"];
const SKIPS = ["entry.skips-signature", ...REFUSES_WRONGLY];
const CUTS = "entry.cuts-long-signatures";

export const ENTRY_REFUSAL = {
  clause: `${ENTRY_CLAUSE}: 401 on a signature mismatch, an expired timestamp, and so on`,
  why: "Anyone could enter, choose a creator and collect in another player's name.",
};

const TIME_FIX = "Refuse tokens older than the agreed life; check seconds against milliseconds.";

export const ENTRY_FORGING: Forging<EntryTarget> = {
  suite: "entry",
  message: "a token",
  ...ENTRY_REFUSAL,
  fix: "Compute the signature again from the parameters and the shared key, and compare all of it, length included, in constant time.",
  longest: entryCredential(
    {
      ...DEFAULT_ENTRY_RECIPE,
      url: "",
      partner: "",
      signature: { ...DEFAULT_ENTRY_RECIPE.signature, algorithm: "sha512" },
    },
    { usn: "1", campaign: "", timestamp: "1", params: [] },
    "key",
  ),
  groups: {
    missing: {
      id: "entry.token.missing-refused",
      title: "an entry without a token is refused with 401",
      fix: "Refuse before anything else when the parameter is absent.",
      kills: REFUSES_WRONGLY,
    },
    empty: { id: "entry.signature.empty-refused", kills: SKIPS },
    "wrong-key": { id: "entry.key.wrong-refused", kills: SKIPS },
    "empty-key": { id: "entry.signature.empty-key-refused", kills: SKIPS },
    guessed: { id: "entry.signature.guessed-refused", kills: SKIPS },
    borrowed: {
      id: "entry.signature.borrowed-refused",
      title: "the signature of another user, time or campaign is refused with 401",
      kills: ["entry.trusts-campaigns", ...SKIPS],
    },
    "every-character": { id: "entry.signature.every-character-counts", kills: SKIPS },
    short: { id: "entry.signature.short-refused", kills: SKIPS },
    truncated: { id: "entry.signature.truncated-refused", kills: SKIPS },
    longer: { id: "entry.signature.trailing-garbage-refused", kills: [CUTS, ...SKIPS] },
    "other-encoding": { id: "entry.signature.other-encoding-refused", kills: SKIPS },
    oversized: {
      id: "entry.signature.oversized-refused",
      kills: [
        CUTS,
        "entry.skips-signature",
        "entry.redirects-refusals",
        "entry.crashes-on-non-ascii",
      ],
    },
    unclean: { id: "entry.signature.unclean-refused", kills: [CUTS, ...SKIPS] },
    misplaced: { id: "entry.signature.misplaced-refused", kills: REFUSES_WRONGLY },
    stale: {
      id: "entry.timestamp.expired-refused",
      fix: TIME_FIX,
      kills: REFUSES_WRONGLY,
    },
    future: {
      id: "entry.timestamp.future-refused",
      level: "SHOULD",
      fix: "Allow a minute of clock difference and refuse what lies further ahead.",
      kills: REFUSES_WRONGLY,
    },
    "non-numeric": {
      id: "entry.timestamp.non-numeric-refused",
      fix: "Accept digits only, before comparing the age.",
      kills: ["entry.crashes-on-word-timestamp", ...REFUSES_WRONGLY],
    },
    "other-digits": {
      id: "entry.timestamp.other-digits-refused",
      fix: "Accept the digits 0 to 9 only, before comparing the age.",
      kills: ["entry.crashes-on-word-timestamp", "entry.crashes-on-non-ascii", ...REFUSES_WRONGLY],
    },
    "other-unit": {
      id: "entry.timestamp.other-unit-refused",
      fix: TIME_FIX,
      kills: REFUSES_WRONGLY,
    },
  },
  control: async (context) => {
    const request = get(rightUrl(context, freshValues(context)));
    return { request, preconditions: [letIn(await context.send("a right entry", request))] };
  },
  forge: (context, label, control) =>
    label === "borrowed" && control !== undefined
      ? underKnownToken(context, control)
      : forgedEntry(context, freshValues(context, label)),
  time: ({ target, clock }) => ({
    unit: target.recipe.signature.timestamp,
    nowMs: clock.nowMs(),
    lifeMs: target.recipe.signature.ttlMs,
  }),
  refused: (_, reply, because, group) =>
    group === "oversized" ? expectClientError(reply, because) : expectRefusal(reply, because),
};

function forgedEntry(context: EntryContext, values: EntryValues): ForgedMessage {
  const { recipe, key } = context.target;
  const around = (token: string | null) => get(urlAround(context, values, token));
  return {
    credential: entryCredential(recipe, values, key),
    request: (value) => around(value === null ? null : renderToken(recipe, values, value)),
    at: (timestamp) => {
      const dated = { ...values, timestamp };
      return get(urlAround(context, dated, rightToken(context, dated)));
    },
  };
}

/**
 * A user who was let in, now for a campaign: where the campaign is signed, his
 * right token is another one's.
 */
function underKnownToken(context: EntryContext, { url }: OutgoingRequest): ForgedMessage {
  const { recipe, key } = context.target;
  const values = orderOf(recipe, url) ?? freshValues(context);
  const message = forgedEntry(context, { ...values, campaign: `${values.campaign}7` });
  const seen = entrySignature(recipe, values, key);
  const { borrowed } = message.credential;
  return { ...message, credential: { ...message.credential, borrowed: [...borrowed, seen] } };
}

export const LEGAL_FORMS_ACCEPTED = legalFormScenario({
  forging: ENTRY_FORGING,
  check: {
    id: "entry.valid.any-form",
    why: "Players come by browsers of every kind, through proxies of every kind.",
    kills: ["entry.empty-location"],
  },
  accepted: (_, reply) => expectRedirect(reply),
});

export const EVERYWHERE: Everywhere<EntryTarget> = {
  forging: ENTRY_FORGING,
  check: {
    id: "entry.signature.holds-everywhere",
    title: "the signature is checked whatever else the request holds",
    kills: [
      "entry.skips-signature",
      "entry.redirects-refusals",
      ...["missing-token", "empty", "other-key"].map((id) => `entry.accepts-${id}`),
    ],
  },
  except: ["no-content-type", "chunked"],
  surfaces: [
    {
      id: "known-users",
      what: "for a user who was let in before",
      isUnproved: true,
      forge: (context) => forgedEntry(context, freshValues(context)),
    },
    {
      id: "long-users",
      what: "for a user with a long id",
      forge: (context, label) => {
        const values = freshValues(context, label);
        return forgedEntry(context, { ...values, usn: values.usn.padEnd(128, "0") });
      },
    },
    {
      id: "campaigns",
      what: "with a campaign",
      forge: (context, label) =>
        forgedEntry(context, { ...freshValues(context, label), campaign: "camp_100" }),
    },
  ],
  letsIn: ({ recipe }, reply) =>
    reply.status === 302 && !leadsBack(recipe.url.replace("{partner}", recipe.partner), reply),
};

/** To the entry itself, in its usual form: nobody was let in yet. */
function leadsBack(url: string, { headers }: HttpReply): boolean {
  const location = headerValue(headers, "location") ?? "";
  const pathOf = (text: string) =>
    text
      .replace(/^[a-z]+:\/\/[^/]*/i, "")
      .replace(/[?#].*$/s, "")
      .replace(/\/$/, "")
      .toLowerCase();
  return pathOf(location) !== "" && pathOf(url).endsWith(pathOf(location));
}
