/** Gateways' entries, each with one defect or one oddity. */
import {
  digest,
  type Entry,
  type GatewayChanges,
  hmac,
  openGateway,
  type Recipe,
} from "./entry-gateway.js";
import { type Seen, type Stranger, table } from "./stranger.js";
import { exactly, orWhen, remembersGiven, SHORTCUTS } from "./trust.js";

const { right, wrong, lax, legal } = table<GatewayChanges>(openGateway);

const HMAC_RECIPE: Partial<Recipe> = {
  params: { usn: "uid", campaign: "c", token: "sig" },
  unit: "ms",
  separator: ".",
  ttlSec: 60,
  sign: ({ tokenUsn, timestamp, campaign }, key) =>
    hmac(`${timestamp}.${tokenUsn}.${campaign}`, key, "base64url"),
};
const HMAC_SECTION = {
  params: { usn: "uid", campaign: "c", token: "sig" },
  signature: {
    algorithm: "hmac-sha256",
    message: "{timestamp}.{usn}.{campaign}",
    encoding: "base64url",
    timestamp: "ms",
    token: "{usn}.{timestamp}.{signature}",
    ttl: "60s",
  },
};
const HMAC = { recipe: HMAC_RECIPE, section: HMAC_SECTION };

const RIGHT = [right("right", {}), right("right-hmac", HMAC)];

const SIGNATURES = [
  wrong(
    "empty-signature",
    "lets in a token whose signature is empty",
    "an empty signature proves nothing",
    {
      trusts: SHORTCUTS.empty,
    },
  ),
  wrong("first-half", "compares the first half of the signature", "right in part is wrong", {
    trusts: SHORTCUTS.firstHalf,
  }),
  wrong("last-half", "compares the last half of the signature", "right in part is wrong", {
    trusts: SHORTCUTS.lastHalf,
  }),
  wrong("first-characters", "compares the first eight characters", "right in part is wrong", {
    trusts: SHORTCUTS.firstCharacters,
  }),
  wrong("all-but-last", "leaves the last character out", "all of a signature counts", {
    trusts: SHORTCUTS.allButLast,
  }),
  wrong("four-characters-ignored", "leaves characters 21 to 24 out", "all of a signature counts", {
    trusts: SHORTCUTS.middleIgnored,
  }),
  wrong("any-prefix", "accepts every beginning of the right signature", "one character would do", {
    trusts: SHORTCUTS.anyPrefix,
  }),
  wrong(
    "trailing-garbage",
    "accepts what begins with the right signature",
    "that is another text",
    {
      trusts: SHORTCUTS.trailing,
    },
  ),
  wrong("contained", "accepts any text that holds the right signature", "that is another text", {
    trusts: SHORTCUTS.contained,
  }),
  wrong(
    "empty-key",
    "accepts what is signed with an empty key beside its own",
    "an empty key is known to everybody",
    {
      trusts: SHORTCUTS.emptyKey,
    },
  ),
  wrong("literal-null", "lets in the words null and undefined", "they are no signature", {
    trusts: SHORTCUTS.literalNull,
  }),
  wrong("same-length", "accepts whatever has the right length", "a wrong signature is refused", {
    trusts: SHORTCUTS.sameLength,
  }),
  wrong(
    "key-itself",
    "accepts the shared key in place of a signature",
    "the signature is made of user and time",
    {
      trusts: SHORTCUTS.keyItself,
    },
  ),
  wrong("unkeyed", "accepts a digest of user and time without the key", "anybody can make it", {
    trusts: orWhen(({ given, asked }) => {
      const [usn, timestamp] = (asked.query.get("custom_data") ?? "").split("|");
      return given === digest(`${usn}|${timestamp}`) || given === digest(`${usn}|${timestamp}|`);
    }),
  }),
  wrong(
    "remembered",
    "lets in any user with a signature that was right once",
    "a signature belongs to one user and time",
    () => ({
      trusts: remembersGiven(),
    }),
  ),
  wrong(
    "user-remembered",
    "lets a user in whatever the signature, once he was let in",
    "each entry is signed anew",
    () => {
      const known = new Set<string | null>();
      return {
        trusts: (credential) => {
          const usn = credential.asked.query.get("usn");
          if (known.has(usn)) return true;
          if (!exactly(credential)) return false;
          known.add(usn);
          return true;
        },
      };
    },
  ),
  wrong(
    "later-on-connection",
    "checks the first request of a connection",
    "each entry is verified",
    {
      trusts: SHORTCUTS.laterOnConnection,
    },
  ),
  wrong(
    "head",
    "lets HEAD, POST and others in unsigned",
    "the check holds for every method that is served",
    {
      trusts: orWhen(({ asked }) => asked.method !== "GET"),
    },
  ),
  wrong(
    "slash-at-end",
    "checks the path without a slash at its end",
    "the check holds on every spelling",
    {
      trusts: SHORTCUTS.slashAtEnd,
    },
  ),
  wrong(
    "other-case-path",
    "checks the lower-case path, and serves any",
    "the check holds on every spelling",
    {
      trusts: SHORTCUTS.otherCasePath,
    },
  ),
  wrong(
    "forwarded",
    "lets in whoever says to come from 127.0.0.1",
    "anybody can write that header",
    {
      trusts: SHORTCUTS.forwardedLocal,
    },
  ),
  wrong(
    "any-forwarded",
    "lets in whoever has an X-Forwarded-For",
    "anybody can write that header",
    {
      trusts: SHORTCUTS.forwarded,
    },
  ),
  wrong("debug-header", "lets in whoever sends X-Debug", "anybody can write that header", {
    trusts: SHORTCUTS.debugHeader,
  }),
  wrong(
    "campaign-unchecked",
    "checks only where no campaign is named",
    "the check does not depend on the campaign",
    {
      trusts: orWhen(({ asked }) => (asked.query.get("camp_code") ?? "") !== ""),
    },
  ),
  wrong(
    "no-campaign-unchecked",
    "checks only where a campaign is named",
    "the campaign is optional, the signature is not",
    {
      trusts: orWhen(({ asked }) => (asked.query.get("camp_code") ?? "") === ""),
    },
  ),
  wrong(
    "long-usn-unchecked",
    "does not check users with more than 100 characters",
    "the check holds for every size",
    {
      trusts: orWhen(({ asked }) => (asked.query.get("usn") ?? "").length > 100),
    },
  ),
  wrong("test-parameter", "does not check where isTest is given", "a parameter proves nothing", {
    trusts: orWhen(({ asked }) => asked.query.has("isTest")),
  }),
  wrong(
    "hmac-empty",
    "lets in an empty signature under an HMAC recipe",
    "an empty signature proves nothing",
    {
      ...HMAC,
      trusts: SHORTCUTS.empty,
    },
  ),
  wrong("hmac-any-case", "compares base64url without regard to case", "that throws bits away", {
    ...HMAC,
    trusts: SHORTCUTS.anyCase,
  }),
  wrong(
    "hmac-campaign-swapped",
    "remembers a token that was right, and lets it in with any campaign",
    "the recipe signs the campaign as well",
    () => {
      const tokens = new Set<string>();
      return {
        ...HMAC,
        trusts: (credential) => {
          const token = `${credential.asked.query.get("uid")} ${credential.asked.query.get("sig")}`;
          if (tokens.has(token)) return true;
          if (!exactly(credential)) return false;
          tokens.add(token);
          return true;
        },
      };
    },
  ),
];

const number = (text: string) => Number(text);
const refusedWith = (status: number, headers: Readonly<Record<string, string>> = {}) => ({
  refused: () => ({ status, headers, body: "" }),
});
const seconds = ({ timestamp }: Entry) => Number(timestamp);
const timely = (entry: Entry, nowSec: number) =>
  nowSec - seconds(entry) <= 300 && seconds(entry) - nowSec <= 30;

const CLAIMS = [
  wrong(
    "usn-from-query",
    "verifies the token, and lets in whomever usn names",
    "one player's token would open every account",
    {
      isSameUser: () => true,
    },
  ),
  lax(
    "usn-any-case",
    "compares users without regard to case",
    "ids are opaque: that is another user",
    {
      isSameUser: ({ usn, tokenUsn }) => usn.toLowerCase() === tokenUsn.toLowerCase(),
    },
  ),
  lax(
    "usn-as-number",
    "compares users as numbers",
    "0100001 is not 100001, and 2^53 + 1 is not 2^53",
    {
      isSameUser: ({ usn, tokenUsn }) =>
        usn === tokenUsn || (/^\d+$/.test(usn) && number(usn) === number(tokenUsn)),
    },
  ),
  wrong(
    "usn-prefix",
    "asks whether the token's user begins with the query's",
    "user 10 is not user 100",
    {
      isSameUser: ({ usn, tokenUsn }) => tokenUsn.startsWith(usn),
    },
  ),
  lax("usn-cut", "compares the first 16 characters of a user", "ids have up to 128 characters", {
    isSameUser: ({ usn, tokenUsn }) => usn.slice(0, 16) === tokenUsn.slice(0, 16),
  }),
  lax("usn-trimmed", "ends a user at a NUL", "the rest of the id counts", {
    isSameUser: ({ usn, tokenUsn }) => usn.split("\0")[0] === tokenUsn.split("\0")[0],
  }),
  lax(
    "usn-normalised",
    "compares users after normalisation",
    "composed and decomposed letters are two users",
    {
      isSameUser: ({ usn, tokenUsn }) => usn.normalize("NFKC") === tokenUsn.normalize("NFKC"),
    },
  ),
  wrong(
    "time-unsigned",
    "takes the time from the token, but verifies what it has seen before under any time",
    "the time is signed so that a token ends",
    () => {
      const right = new Set<string>();
      return {
        trusts: (credential) => {
          const usn = credential.asked.query.get("usn");
          const known = `${usn} ${credential.given}`;
          if (right.has(known)) return true;
          if (!exactly(credential)) return false;
          right.add(known);
          return true;
        },
      };
    },
  ),
  wrong("never-expires", "does not look at the age", "an expired timestamp is answered 401", {
    isTimely: (entry, now) => seconds(entry) - now <= 30,
  }),
  wrong("day-long", "accepts tokens for a day", "the agreed life is 300 s", {
    isTimely: (entry, now) => now - seconds(entry) <= 86_400 && seconds(entry) - now <= 30,
  }),
  wrong("short-lived", "accepts tokens for 30 s", "the agreed life is 300 s", {
    isTimely: (entry, now) => now - seconds(entry) <= 30 && seconds(entry) - now <= 30,
  }),
  lax("future", "accepts times ahead without bound", "an hour ahead lives longer than agreed", {
    isTimely: (entry, now) => now - seconds(entry) <= 300,
  }),
  lax("word-time", "accepts a time that is no number, when it is signed", "it would never expire", {
    isTimely: (entry, now) => Number.isNaN(seconds(entry)) || timely(entry, now),
  }),
  lax("empty-time", "accepts a signed token without a time", "it would never expire", {
    isTimely: (entry, now) => entry.timestamp === "" || timely(entry, now),
  }),
  lax("zero-time", "accepts a signed time of 0 for none", "it would never expire", {
    isTimely: (entry, now) => entry.timestamp === "0" || timely(entry, now),
  }),
  lax("either-unit", "reads long times as milliseconds", "the agreed unit is the second", {
    isTimely: (entry, now) => timely(entry, now) || Math.abs(now - seconds(entry) / 1000) <= 300,
  }),
  lax("extra-parts", "reads the last three parts of longer tokens", "a token has three parts", {
    reads: (asked) => {
      const parts = (asked.query.get("custom_data") ?? "").split("|");
      const at = parts.length > 3 ? parts.slice(0, 3) : parts;
      const usn = asked.query.get("usn");
      if (usn === null || at.length < 3) return null;
      const [tokenUsn = "", timestamp = "", signature] = at;
      return { asked, usn, tokenUsn, timestamp, signature, campaign: "" };
    },
  }),
];

const crashes = (test: (usn: string) => boolean): GatewayChanges => ({
  before: ({ query }) => (test(query.get("usn") ?? "") ? { status: 500, body: "oops" } : undefined),
});
const ANSWERS = [
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

const LEGAL = [
  legal("relative", "leads to a relative Location", "absolute or relative", {
    location: ({ usn }) => `/webview?u=${encodeURIComponent(usn)}`,
  }),
  legal("bodies", "has HTML bodies on both answers", "bodies are free", {
    refused: () => ({
      status: 401,
      body: "<h1>401</h1>",
      headers: { "Content-Type": "text/html", "WWW-Authenticate": "Custom" },
    }),
    success: (location) => ({ status: 302, headers: { Location: location }, body: "<a>go on</a>" }),
  }),
  legal("slow", "takes 300 ms", "300 ms are fine", { manner: { delayMs: 300 } }),
  legal("closes", "closes each connection, sets cookies", "a connection need not be kept", {
    manner: { closes: true, headers: { "Set-Cookie": "sid=4; HttpOnly" } },
  }),
  legal("chunked", "answers in chunks, header names in capitals", "HTTP leaves both free", {
    manner: { chunked: true, shouts: true },
  }),
  legal("missing-usn-400", "answers 400 where usn is missing", "any 4xx", {
    missingUsn: { status: 400, body: "usn" },
  }),
  legal("missing-usn-422", "answers 422 where usn is missing", "any 4xx", {
    missingUsn: { status: 422 },
  }),
  legal("once", "takes each token once", "a second use within its life is not judged", () => {
    const used = new Set<string | null>();
    return {
      admits: ({ asked }) => {
        const token = asked.query.get("custom_data");
        if (used.has(token)) return { status: 401, body: "used" };
        used.add(token);
        return undefined;
      },
    };
  }),
  legal("clock-strict", "refuses times that are ahead at all", "up to 60 s ahead: either", {
    isTimely: (entry, now) => timely(entry, now) && seconds(entry) <= now + 1,
  }),
  legal(
    "clock-lenient",
    "accepts times up to 60 s ahead, and 30 s after the end",
    "up to 60 s ahead: either; tests stay well outside",
    {
      isTimely: (entry, now) => now - seconds(entry) <= 330 && seconds(entry) - now <= 60,
    },
  ),
  legal("get-only", "answers 405 to all but GET", "the entry is a GET", {
    before: ({ method }) => (method === "GET" ? undefined : { status: 405 }),
  }),
  legal("exact-path", "answers 404 to other spellings of its path", "4xx are free there", {
    before: ({ path }) => (path === "/api/acme/sponsor" ? undefined : { status: 404 }),
  }),
  legal(
    "hmac-upper-key",
    "uses an HMAC recipe with upper-case hex and a campaign",
    "the recipe is negotiated",
    {
      recipe: {
        sign: ({ tokenUsn, timestamp, campaign }, key) =>
          hmac(`${tokenUsn}~${campaign}~${timestamp}`, key, "hex").toUpperCase(),
        separator: "~",
      },
      section: {
        signature: {
          algorithm: "hmac-sha256",
          encoding: "HEX",
          message: "{usn}~{campaign}~{timestamp}",
          token: "{usn}~{timestamp}~{signature}",
        },
      },
    },
  ),
  legal(
    "location-with-user",
    "has the user, percent-encoded, and a token in its Location",
    "the Location is free",
    {
      location: ({ usn, campaign }) =>
        `https://webview.example.com/webview/?ott=${digest(usn)}&c=${encodeURIComponent(campaign)}&u=${encodeURIComponent(usn)}`,
    },
  ),
];

export const ENTRY_STRANGERS: readonly Stranger[] = [
  ...RIGHT,
  ...SIGNATURES,
  ...CLAIMS,
  ...ANSWERS,
  ...LEGAL,
];

/** What the suite still gets wrong. */
export const KNOWN_MISSES: Readonly<Record<string, Seen>> = {
  "empty-signature": "missed",
  "last-half": "missed",
  "all-but-last": "missed",
  "four-characters-ignored": "missed",
  "any-prefix": "missed",
  "empty-key": "missed",
  "literal-null": "missed",
  "key-itself": "missed",
  unkeyed: "missed",
  "later-on-connection": "missed",
  head: "missed",
  "slash-at-end": "missed",
  "other-case-path": "missed",
  forwarded: "missed",
  "any-forwarded": "missed",
  "debug-header": "missed",
  "campaign-unchecked": "missed",
  "long-usn-unchecked": "missed",
  "test-parameter": "missed",
  "hmac-empty": "missed",
  "hmac-any-case": "missed",
  "hmac-campaign-swapped": "missed",
  "usn-any-case": "missed",
  "usn-as-number": "missed",
  "usn-prefix": "missed",
  "usn-cut": "missed",
  "usn-trimmed": "missed",
  "usn-normalised": "missed",
  "empty-time": "missed",
  "zero-time": "missed",
  "either-unit": "missed",
  "emoji-500": "missed",
  "quote-500": "missed",
  "long-usn-refused": "missed",
  "leads-back": "missed",
  "tells-right-signature": "missed",
  once: "warned",
};
