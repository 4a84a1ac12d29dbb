/** Defects in how an entry is verified: what is overlooked, misread, or reckoned wrongly. */
import { emptyReply } from "../../../../core/server.js";
import { entryCredential } from "../../../../protocols/entry/credential.js";
import { DEFAULT_ENTRY_RECIPE, type EntryRecipe } from "../../../../protocols/entry/recipe.js";
import { parseEntryQuery } from "../../../../protocols/entry/request.js";
import type { EntryRefusal } from "../../../../protocols/entry/verify.js";
import { acceptingFaults, misplacingFaults, trustingFaults } from "../../../forgery-faults.js";
import type { Deviation } from "../../../role.js";
import { deviation, type GatewayPolicy } from "../gateway-policy.js";

function overlook(id: string, title: string, ...reasons: EntryRefusal[]): Deviation<GatewayPolicy> {
  return deviation(id, title, { forgives: (reason) => reasons.includes(reason) });
}

/** Rewrites the token inside a query, the rest untouched. */
function rewriteToken(
  query: string,
  recipe: EntryRecipe,
  rewrite: (token: string) => string,
): string {
  const { request } = parseEntryQuery(recipe, query);
  if (request?.token == null) return query;
  const prefix = `${encodeURIComponent(recipe.params.token)}=`;
  return query
    .split("&")
    .map((pair) =>
      pair.startsWith(prefix) ? prefix + encodeURIComponent(rewrite(request.token ?? "")) : pair,
    )
    .join("&");
}

const DEFAULT = { ...DEFAULT_ENTRY_RECIPE, url: "", partner: "" };
const VALUES = { usn: "1", campaign: "", timestamp: "1", params: [] };

/** As a database reads ids that compares them loosely. */
const folded = (usn: string) => usn.normalize("NFKC").toLowerCase().replace(/^0+/, "").slice(0, 16);

const LATE_MS = 20_000;

export const VERIFICATION_FAULTS = [
  overlook(
    "entry.skips-signature",
    "any signature is as good as the right one",
    "signature_mismatch",
  ),
  overlook(
    "entry.ignores-token-user",
    "a token counts for whichever user the URL names",
    "usn_mismatch",
  ),
  deviation("entry.compares-users-loosely", "users are compared in lower case, and in part", {
    forgives: (reason, { users: [url, token] }) =>
      reason === "usn_mismatch" && folded(url) === folded(token),
  }),
  ...acceptingFaults("entry", entryCredential(DEFAULT, VALUES, "key"), ["near-future-time"]).map(
    ({ id, title, isLike }) =>
      deviation(id, title, {
        forgives: (_, { signature, timestamp, time, credential }) =>
          signature !== undefined && isLike({ value: signature, credential, timestamp, time }),
      }),
  ),
  ...misplacingFaults("entry", DEFAULT.params.token),
  ...trustingFaults("entry", "GET", ["no-content-type", "chunked"]).map(({ id, title, isOn }) =>
    deviation(id, title, { trusts: isOn }),
  ),
  deviation("entry.trusts-campaigns", "an entry with a campaign is let in unchecked", {
    trusts: ({ url }) => url.includes(`&${DEFAULT.params.campaign}=`),
  }),
  deviation("entry.trusts-long-users", "a user with a long id is let in unchecked", {
    trusts: ({ url }) => /usn=\w{100}/.test(url),
  }),
  overlook(
    "entry.accepts-malformed-token",
    "a token that cannot be taken apart is let in",
    "token_malformed",
  ),
  deviation("entry.shares-web-views", "entries of one campaign share a WebView token", {
    doorOf: ({ campaignId }) => (campaignId === "" ? null : campaignId),
  }),
  deviation("entry.locks-out", "a player whose token was refused stays out for a minute", {
    locksOut: true,
  }),
  deviation("entry.remembers-players", "a player who entered is not let in again", {
    usedBy: ({ usn }) => usn,
  }),
  deviation(
    "entry.remembers-late-seconds",
    "tokens that come late are taken for one where they are of one second",
    { usedBy: ({ timestamp, ageMs }) => (ageMs > LATE_MS ? timestamp : null) },
  ),
  deviation("entry.crashes-on-broken-escapes", "a percent sign without digits ends in a 500", {
    rejects: (_, __, rawQuery) => (/%(?![0-9a-f]{2})/i.test(rawQuery) ? emptyReply(500) : null),
  }),
  overlook("entry.accepts-missing-user", "an entry without a user is let in", "usn_missing"),
  deviation(
    "entry.cuts-long-signatures",
    "what follows the signature is cut off before comparing",
    {
      readQuery: (query, recipe) =>
        rewriteToken(query, recipe, (token) =>
          token.replace(/(?<![0-9a-f])([0-9a-f]{64})[0-9a-zA-Z]+$/, "$1"),
        ),
    },
  ),
  deviation("entry.ignores-extra-parts", "parts after the signature are ignored", {
    readQuery: (query, recipe) =>
      rewriteToken(query, recipe, (token) => token.replace(/([0-9a-f]{64})\|.*$/, "$1")),
  }),
  deviation("entry.decodes-twice", "query values are URL-decoded twice", {
    readQuery: (query) =>
      query
        .split("&")
        .map((pair) => pair.replaceAll(/%25([0-9A-Fa-f]{2})/g, "%$1"))
        .join("&"),
  }),
  deviation("entry.expires-early", "tokens expire after half their agreed life", {
    clockShiftMs: ({ recipe }) => recipe.signature.ttlMs / 2,
  }),
];
