/** The creator endpoints: search and read by either key, a creator's codes by the server key. */
import type { ServedReply } from "../../../core/server.js";
import { creatorOf } from "./catalogue.js";
import { type SdkCall, type SdkDesk, type SdkResource, serverRoute } from "./endpoints.js";
import { plainReply, readLimit } from "./plain-replies.js";
import { errorReply, validationError } from "./sdk-api-replies.js";

/** @source PlayCamp SDK API, `GET /creators/search` */
const LONGEST_KEYWORD = 10;

export const creatorsResource: SdkResource = {
  id: "creators",
  title: "creators: /search?keyword=, /{key}, /{key}/coupons",
  routes: (desk) => [
    {
      method: "GET",
      path: "creators/search",
      keys: "both",
      answer: (call) => search(call, desk),
    },
    {
      method: "GET",
      path: "creators/:",
      keys: "both",
      answer: (call, key) => {
        const isTest = call.query.get("isTest") === "true";
        const creator = creatorOf(desk.catalogue, key, isTest);
        return creator === null
          ? errorReply(404, `There is no creator ${key}`)
          : plainReply(200, creator);
      },
    },
    serverRoute("GET", "creators/:/coupons", (_, key) =>
      creatorOf(desk.catalogue, key, false) === null
        ? errorReply(404, `There is no creator ${key}`)
        : plainReply(200, couponsOf(desk, key)),
    ),
  ],
};

function search({ query }: SdkCall, { catalogue, policy }: SdkDesk): ServedReply {
  const keyword = query.get("keyword") ?? (policy.searchesByQ ? query.get("q") : null) ?? "";
  const wanted = query.get("campaignId");
  const limit = readLimit(query);
  const length = Array.from(keyword).length;
  if (length === 0 || length > LONGEST_KEYWORD)
    return validationError(
      [{ path: "keyword", message: `must have 1 to ${LONGEST_KEYWORD} characters` }],
      "query",
    );
  if (!limit.ok) return validationError(limit.problems, "query");
  if (wanted !== null && !catalogue.campaigns.some(({ campaignId }) => campaignId === wanted))
    return errorReply(404, `There is no campaign ${wanted}`);
  const found = catalogue.creators.filter(({ creatorName, creatorKey }) =>
    [creatorName, creatorKey].some((each) => each.toLowerCase().includes(keyword.toLowerCase())),
  );
  return plainReply(200, found.slice(0, limit.limit));
}

function couponsOf({ catalogue }: SdkDesk, key: string) {
  return catalogue.coupons
    .filter(({ creatorKey }) => creatorKey === key)
    .map(({ code, pack }) => ({ code, packageNo: pack.packageNo, status: pack.state }));
}
