/** What a game server may do oddly and legally. */
import { deviationsOf } from "../../role.js";
import { onBodies, onCalls, repeatsAlso, withQuery } from "./changes.js";
import { type CallerPolicy, isTransient, MOST_ATTEMPTS } from "./policy.js";

const variant = deviationsOf<CallerPolicy>("client.");

export const VARIANTS = [
  variant("never-repeats", "nothing is ever sent again", { repeats: () => false }),
  variant(
    "repeats-what-has-an-id",
    "payments, sessions and sponsors are repeated under their ids",
    repeatsAlso((name) => /^(payment|playtime|sponsor)\//.test(name)),
  ),
  variant(
    "no-callback-ids",
    "no call has a callbackId",
    onBodies("", ({ callbackId: _, ...body }) => body),
  ),
  variant(
    "one-callback-id-a-user",
    "callbackId is the user's id",
    onBodies("", (body) =>
      "callbackId" in body && "userId" in body ? { ...body, callbackId: body["userId"] } : body,
    ),
  ),
  variant(
    "test-mode-in-query",
    "isTest stands in the query on every method",
    onCalls("", (call) => {
      const { isTest, ...body } = call.body ?? {};
      return isTest === undefined ? {} : { ...withQuery(call, "isTest=true"), body };
    }),
  ),
  variant(
    "no-distribution-type",
    "payments do not say how they were sold",
    onBodies("payment/", ({ distributionType: _, ...body }) => body),
  ),
  variant(
    "search-by-q",
    "creators are searched by q",
    onCalls("creator-search", ({ target }) => ({ target: target.replace("keyword=", "q=") })),
  ),
  variant("more-members", "bodies have members of their own, and white space", {
    write: (body) => JSON.stringify({ ...body, "x-trace": "한국 1", note: null }, null, 2),
  }),
  variant(
    "charset",
    "the content type names a charset, and header names are in lower case",
    onCalls("", ({ headers }) => ({
      headers: [
        ...headers.map(([name, value]) => [name.toLowerCase(), value] as const),
        ["content-type", "application/json; charset=UTF-8"],
      ],
    })),
  ),
  variant("registers-after-deleting", "a webhook is deleted and registered again", {
    deletesBeforeRegistering: true,
  }),
  variant("repeats-slowly", "what failed is repeated every 400 ms, six times", {
    repeats: ({ method }, { status }, attempt) =>
      method === "GET" && isTransient(status) && attempt <= MOST_ATTEMPTS + 2,
    waitMs: ({ retryAfterMs }) => retryAfterMs ?? 400,
  }),
];
