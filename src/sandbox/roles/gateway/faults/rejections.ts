/** Defects that turn right entries away before they are even looked at. */
import { emptyReply } from "../../../../core/server.js";
import type { Deviation } from "../../../role.js";
import { deviation, type GatewayPolicy, unauthorized } from "../gateway-policy.js";

function reject(
  id: string,
  title: string,
  rejects: GatewayPolicy["rejects"],
): Deviation<GatewayPolicy> {
  return deviation(id, title, { rejects });
}

const hasNonAscii = (query: URLSearchParams) =>
  [...query.values()].some((value) => /[\u0080-\uffff]/.test(value));

export const REJECTION_FAULTS = [
  reject("entry.refuses-everything", "every entry is answered 401", unauthorized),
  reject("entry.requires-campaign", "an entry without a campaign is refused", (query, recipe) =>
    query.has(recipe.params.campaign) ? null : unauthorized(),
  ),
  reject("entry.refuses-campaign", "an entry with a campaign is refused", (query, recipe) =>
    query.has(recipe.params.campaign) ? unauthorized() : null,
  ),
  reject("entry.needs-user-first", "the user must be the first parameter", (query, recipe) => {
    const [first] = [...query.keys()];
    return first === recipe.params.usn || !query.has(recipe.params.usn) ? null : unauthorized();
  }),
  reject("entry.refuses-unknown-parameters", "a parameter it does not know is refused", (query) =>
    query.has("utm_source") ? emptyReply(400) : null,
  ),
  reject("entry.crashes-on-non-ascii", "a user id outside ASCII ends in a 500", (query) =>
    hasNonAscii(query) ? emptyReply(500) : null,
  ),
  reject("entry.crashes-on-emoji", "four-byte characters in a user id end in a 500", (query) =>
    [...query.values()].some((value) => /[\ud800-\udfff]/.test(value)) ? emptyReply(500) : null,
  ),
  reject("entry.crashes-on-quotes", "a quote in a user id ends in a 500", (query) =>
    [...query.values()].some((value) => value.includes("'")) ? emptyReply(500) : null,
  ),
  reject("entry.refuses-long-users", "a user id above 64 characters is refused", (query, recipe) =>
    (query.get(recipe.params.usn) ?? "").length > 64 ? unauthorized() : null,
  ),
  reject("entry.refuses-non-ascii", "a user id outside ASCII is refused", (query) =>
    hasNonAscii(query) ? unauthorized() : null,
  ),
];
