/** Entries that go wrong in a corner: in one spelling, at one moment, for the next player. */
import { setTimeout as wait } from "node:timers/promises";
import type { Answer, Asked } from "../serve.js";
import { exactly } from "../trust.js";
import type { Entry, GatewayChanges } from "./gateway.js";
import { HMAC, lax, legal, seconds, timely, wrong } from "./table.js";

const PATH = "/api/acme/sponsor";
const LET_IN: Answer = { status: 302, headers: { Location: "https://webview.example.com/?ott=1" } };

const webviewOf = ({ usn, campaign }: Entry) =>
  `https://webview.example.com/?user=${encodeURIComponent(usn)}&c=${encodeURIComponent(campaign)}`;

/** A filter that knows the path by its exact text, before a router that is not so strict. */
const passesBy = (isOtherSpelling: (path: string) => boolean): GatewayChanges => ({
  before: ({ path }: Asked) => (isOtherSpelling(path) ? LET_IN : undefined),
});

const lastLocations = (): GatewayChanges => {
  const kept = new Map<string, string>();
  return {
    location: (entry) => {
      const location = kept.get(entry.campaign) ?? webviewOf(entry);
      kept.set(entry.campaign, location);
      return location;
    },
  };
};

const currentUser = (): GatewayChanges => {
  let current = "";
  return {
    success: async (_, entry) => {
      current = webviewOf(entry);
      await wait(15);
      return { status: 302, headers: { Location: current } };
    },
  };
};

const locksOut = (): GatewayChanges => {
  const refusedAt = new Map<string, number>();
  const isOut = (asked: Asked) =>
    Date.now() - (refusedAt.get(asked.query.get("usn") ?? "") ?? 0) < 400;
  return {
    refused: (asked) => {
      refusedAt.set(asked.query.get("usn") ?? "", Date.now());
      return { status: 401 };
    },
    admits: ({ asked }) => (isOut(asked) ? { status: 401 } : undefined),
  };
};

const toExactPath = ({ path, target }: Asked): Answer | undefined =>
  path === `${PATH}/`
    ? { status: 308, headers: { Location: target.replace(`${PATH}/`, PATH) } }
    : undefined;

export const CORNERS = [
  wrong(
    "double-slash",
    "checks the exact path, and serves it with a second slash before it",
    "a token is needed on every spelling of the path",
    passesBy((path) => path !== PATH && path.replaceAll(/\/+/g, "/") === PATH),
  ),
  wrong(
    "encoded-path",
    "checks the path as text, and serves it with a letter percent-encoded",
    "a token is needed on every spelling of the path",
    passesBy((path) => path !== PATH && decodeURIComponent(path) === PATH),
  ),
  wrong(
    "path-parameter",
    "checks the exact path, and serves it with a parameter after a semicolon",
    "a token is needed on every spelling of the path",
    passesBy((path) => path.startsWith(`${PATH};`)),
  ),
  wrong(
    "time-of-day",
    "compares the hour and the minute, whatever the day",
    "a token of yesterday has expired",
    {
      isTimely: (entry, now) =>
        timely(entry, now) || timely(entry, now - 86_400) || timely(entry, now - 7 * 86_400),
    },
  ),
  lax("time-wraps", "keeps 32 bits of a time", "that time is 136 years ahead", {
    isTimely: (entry, now) => Math.abs(now - (seconds(entry) | 0)) <= 300,
  }),
  lax("time-with-letters", "reads a time up to its first letter", "a time is a number", {
    isTimely: ({ timestamp }, now) => Math.abs(now - parseInt(timestamp, 10)) <= 300,
  }),
  lax("time-negative", "drops the sign of a time", "that time is long past", {
    isTimely: ({ timestamp }, now) => Math.abs(now - Math.abs(Number(timestamp))) <= 300,
  }),
  wrong(
    "location-by-campaign",
    "keeps the WebView's address of a campaign",
    "the second player would be led in as the first",
    lastLocations,
  ),
  wrong(
    "current-user",
    "has the player under way in one variable",
    "of two players at once one would be led in as the other",
    currentUser,
  ),
  wrong(
    "locked-out",
    "refuses a player's right token just after a wrong one",
    "a refusal has no effect: anyone could lock any player out",
    locksOut,
  ),
  lax("control-500", "breaks at a control character in usn", "an odd id is no reason to break", {
    admits: ({ usn }) => (/[\0-\x1f]/.test(usn) ? { status: 500 } : undefined),
  }),
  lax("percent-500", "breaks at a percent sign without digits", "bad input is 4xx", {
    before: ({ target }) => (/%(?![0-9a-f]{2})/i.test(target) ? { status: 500 } : undefined),
  }),
  lax("twice-500", "breaks where custom_data comes twice", "bad input is 4xx", {
    before: ({ query }) => (query.getAll("custom_data").length > 1 ? { status: 500 } : undefined),
  }),
  wrong("long-signature-500", "breaks at signatures above 255 characters", "refusal is 401", {
    trusts: (credential) => {
      if ((credential.given ?? "").length > 255) throw new Error("too long for the column");
      return exactly(credential);
    },
  }),
  wrong("client-ip", "trusts X-Client-IP", "no header stands in for a token", {
    before: ({ headers }) => (headers["x-client-ip"] === undefined ? undefined : LET_IN),
  }),
  wrong("patch", "checks GET and POST, and serves any other method alike", "a token is needed", {
    before: ({ method }) => (method === "PATCH" ? LET_IN : undefined),
  }),
  wrong("no-separator", "lets in what has no separator in it", "a token has three parts", {
    ...HMAC,
    before: ({ query }) => ((query.get("sig") ?? "x.").includes(".") ? undefined : LET_IN),
  }),
  legal(
    "slash-redirected",
    "leads from the path with a slash to that without",
    "nobody is let in",
    {
      before: toExactPath,
    },
  ),
  legal("one-page", "leads every player to one page", "where Location leads is free", {
    location: () => "https://webview.example.com/campaign",
  }),
  legal("long-addresses-414", "answers 414 to addresses above 8 KB", "so do usual proxies", {
    before: ({ target }) => (target.length > 8_192 ? { status: 414 } : undefined),
  }),
];
