/** Entries that answer otherwise than agreed, or leave right ones out. */
import { type GatewayChanges } from "./gateway.js";
import { lax, wrong } from "./table.js";

const refusedWith = (status: number, headers: Readonly<Record<string, string>> = {}) => ({
  refused: () => ({ status, headers, body: "" }),
});

const crashes = (test: (usn: string) => boolean): GatewayChanges => ({
  before: ({ query }) => (test(query.get("usn") ?? "") ? { status: 500, body: "oops" } : undefined),
});

export const ANSWERS = [
  wrong("refuses-403", "refuses with 403", "the text says 401", refusedWith(403)),
  wrong("refuses-in-200", "shows an error page with 200", "the text says 401", {
    refused: () => ({ status: 200, body: "<h1>Sorry</h1>" }),
  }),
  wrong("refuses-by-redirect", "refuses with 302 to an error page", "302 is success, 401 refusal", {
    ...refusedWith(302, { Location: "https://example.com/error" }),
  }),
  wrong("missing-token-500", "breaks where custom_data is missing", "a refusal is 401", {
    before: ({ query }) => (query.has("custom_data") ? undefined : { status: 500 }),
  }),
  wrong(
    "missing-token-400",
    "answers 400 where custom_data is missing",
    "a missing signature is refused with 401",
    {
      before: ({ query }) => (query.has("custom_data") ? undefined : { status: 400 }),
    },
  ),
  wrong("expired-410", "answers 410 to an expired token", "an expired timestamp is answered 401", {
    before: ({ query }) => {
      const timestamp = Number((query.get("custom_data") ?? "").split("|").at(-2));
      return Date.now() / 1000 - timestamp > 300 ? { status: 410 } : undefined;
    },
  }),
  wrong("redirects-307", "lets in with 307", "success is 302", {
    success: (location) => ({ status: 307, headers: { Location: location } }),
  }),
  wrong("no-location", "answers 302 without Location", "it says where the WebView is", {
    success: () => ({ status: 302 }),
  }),
  wrong("empty-location", "answers 302 with an empty Location", "it says where the WebView is", {
    success: () => ({ status: 302, headers: { Location: "" } }),
  }),
  wrong("page-200", "shows a page that leads on by script", "success is 302", {
    success: (location) => ({ status: 200, body: `<script>location="${location}"</script>` }),
  }),
  wrong("needs-campaign", "answers 401 where no campaign is named", "camp_code is optional", {
    before: ({ query }) => (query.has("camp_code") ? undefined : { status: 401 }),
  }),
  wrong("non-ascii-500", "breaks at a user that is not ASCII", "such a user is UTF-8, never 5xx", {
    ...crashes((usn) => /[^\x20-\x7e]/.test(usn)),
  }),
  wrong("emoji-500", "breaks at four-byte characters", "such a user is UTF-8, never 5xx", {
    ...crashes((usn) => /[\u{10000}-\u{10ffff}]/u.test(usn)),
  }),
  lax("quote-500", "breaks at a user with a quote", "an odd id is no reason to break", {
    ...crashes((usn) => usn.includes("'")),
  }),
  lax("long-usn-refused", "refuses users longer than 50 characters", "ids have up to 128", {
    before: ({ query }) => ((query.get("usn") ?? "").length > 50 ? { status: 401 } : undefined),
  }),
  lax("digits-only", "refuses users with letters", "ids are opaque", {
    before: ({ query }) => (/^\d*$/.test(query.get("usn") ?? "") ? undefined : { status: 401 }),
  }),
  lax(
    "unknown-parameter",
    "refuses an address with further parameters",
    "unknown ones are to be passed over",
    {
      before: ({ query }) =>
        [...query.keys()].every((name) => ["usn", "camp_code", "custom_data"].includes(name))
          ? undefined
          : { status: 401 },
    },
  ),
  lax("order", "wants usn as the first parameter", "parameters may come in any order", {
    before: ({ target }) => (/\?usn=/.test(target) ? undefined : { status: 401 }),
  }),
  lax("leads-back", "leads back to the entry", "the player would go round in circles", {
    location: ({ asked }) => asked.target,
  }),
  lax(
    "tells-right-signature",
    "names the signature that would have been right",
    "that is all a forger needs",
    {
      refused: (_, right) => ({ status: 401, body: { error: "mismatch", expected: right } }),
    },
  ),
  lax("tells-key", "has the key in the Location", "the secret goes through the player's browser", {
    location: ({ usn }) =>
      `https://webview.example.com/?u=${encodeURIComponent(usn)}&k=entry-key-stranger-22`,
  }),
];
