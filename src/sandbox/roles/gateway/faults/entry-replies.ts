/** Defects in the answer to an entry that was verified, let in or not. */
import { emptyReply } from "../../../../core/server.js";
import { deviation } from "../gateway-policy.js";

export const REPLY_FAULTS = [
  deviation("entry.answers-200", "success is answered 200 with a page instead of a redirect", {
    success: () => emptyReply(200),
  }),
  deviation("entry.empty-location", "the redirect names no place", {
    success: () => emptyReply(302, [["Location", ""]]),
  }),
  deviation("entry.refuses-with-403", "refusals are answered 403", {
    refusal: () => emptyReply(403),
  }),
  deviation("entry.redirects-refusals", "refusals are redirected to a login page", {
    refusal: () => emptyReply(302, [["Location", "https://webview.example/login"]]),
  }),
  deviation("entry.crashes-on-word-timestamp", "a timestamp that is no number ends in a 500", {
    refusal: (reason) => emptyReply(reason === "timestamp_invalid" ? 500 : 401),
  }),
  deviation("entry.leaks-key", "the redirect's Location carries the shared key", (policy) => ({
    location: (webView, agreement) =>
      `${policy.location(webView, agreement)}&debug=${encodeURIComponent(agreement.keys[0] ?? "")}`,
  })),
  deviation("entry.leads-back", "the redirect leads back to the entry", {
    location: (_, { recipe }) => recipe.url.replace("{partner}", recipe.partner),
  }),
  deviation(
    "entry.explains-refusals-with-signature",
    "a refusal shows the signature that would have been right",
    {
      refusal: (_, __, { credential }) => ({
        ...emptyReply(401),
        body: Buffer.from(JSON.stringify({ expected: credential.value })),
      }),
    },
  ),
  deviation(
    "entry.explains-refusals-with-key",
    "a refusal shows the text that should have been signed, key and all",
    {
      refusal: (reason, { keys }) => ({
        ...emptyReply(401),
        body: Buffer.from(`${reason}: expected the hash of …|${keys[0] ?? ""}`),
      }),
    },
  ),
];
