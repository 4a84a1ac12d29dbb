/** Defects in how an entry is verified: what is overlooked, misread, or reckoned wrongly. */
import type { EntryRecipe } from "../../../../protocols/entry/recipe.js";
import { parseEntryQuery } from "../../../../protocols/entry/request.js";
import type { EntryRefusal } from "../../../../protocols/entry/verify.js";
import type { Deviation } from "../../../role.js";
import { deviation, type GatewayPolicy } from "../gateway-policy.js";

function overlook(id: string, title: string, ...reasons: EntryRefusal[]): Deviation<GatewayPolicy> {
  return deviation(id, title, ({ overlooked }) => ({
    overlooked: [...overlooked, ...reasons],
  }));
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

export const VERIFICATION_FAULTS = [
  overlook(
    "entry.skips-signature",
    "any signature is as good as the right one",
    "signature_mismatch",
  ),
  overlook("entry.accepts-expired", "the timestamp's age is not checked", "expired"),
  overlook("entry.accepts-future", "a timestamp far ahead is accepted", "in_future"),
  overlook(
    "entry.ignores-token-user",
    "a token counts for whichever user the URL names",
    "usn_mismatch",
  ),
  overlook("entry.accepts-missing-token", "an entry without a token is let in", "token_missing"),
  overlook(
    "entry.accepts-malformed-token",
    "a token that cannot be taken apart is let in",
    "token_malformed",
  ),
  overlook(
    "entry.accepts-word-timestamp",
    "a timestamp that is no number is never too old",
    "timestamp_invalid",
  ),
  overlook("entry.accepts-missing-user", "an entry without a user is let in", "usn_missing"),
  deviation(
    "entry.cuts-long-signatures",
    "what follows the signature is cut off before comparing",
    {
      readQuery: (query, recipe) =>
        rewriteToken(query, recipe, (token) => token.replace(/([0-9a-f]{64})[0-9a-zA-Z]+$/, "$1")),
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
