/** Entries that get a token's user or time wrong. */
import { exactly } from "../trust.js";
import { lax, seconds, timely, wrong } from "./table.js";

export const CLAIMS = [
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
        usn === tokenUsn || (/^\d+$/.test(usn) && Number(usn) === Number(tokenUsn)),
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
