/** Odd but legal: what a right gateway may also do. */
import { emptyReply } from "../../../core/server.js";
import { deviation } from "./gateway-policy.js";

export const GATEWAY_VARIANTS = [
  deviation("entry.relative-location", "the redirect's Location is relative", {
    location: (webView) => {
      const { pathname, search } = new URL(webView);
      return pathname + search;
    },
  }),
  deviation("entry.chatty-refusals", "refusals carry a JSON body and set a cookie", {
    refusal: (reason) => ({
      status: 401,
      headers: [
        ["Content-Type", "application/json"],
        ["Set-Cookie", "visit=1; Path=/"],
      ],
      body: Buffer.from(JSON.stringify({ error: "UNAUTHORIZED", reason })),
    }),
  }),
  deviation("entry.missing-user-is-400", "an entry without a user is answered 400", {
    refusal: (reason) => emptyReply(reason === "usn_missing" ? 400 : 401),
  }),
];
