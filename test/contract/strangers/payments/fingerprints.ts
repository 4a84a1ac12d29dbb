/** Payment queries that show records to the wrong caller. */
import { orWhen, SHORTCUTS } from "../trust.js";
import { rightRecord, unsigned } from "./source.js";
import { lax, wrong } from "./table.js";

export const FINGERPRINTS = [
  wrong("empty-fingerprint", "takes an empty X-Fingerprint", "an empty digest proves nothing", {
    trusts: SHORTCUTS.empty,
  }),
  wrong(
    "missing-fingerprint",
    "checks the fingerprint only where it comes",
    "payments are shown to whoever has the key",
    {
      trusts: SHORTCUTS.missing,
    },
  ),
  wrong("first-half", "compares the first half", "right in part is wrong", {
    trusts: SHORTCUTS.firstHalf,
  }),
  wrong("last-half", "compares the last half", "right in part is wrong", {
    trusts: SHORTCUTS.lastHalf,
  }),
  wrong("first-characters", "compares eight characters", "right in part is wrong", {
    trusts: SHORTCUTS.firstCharacters,
  }),
  wrong("four-characters-ignored", "leaves characters 21 to 24 out", "all of it counts", {
    trusts: SHORTCUTS.middleIgnored,
  }),
  wrong("any-prefix", "takes every beginning of the right fingerprint", "one character would do", {
    trusts: SHORTCUTS.anyPrefix,
  }),
  wrong(
    "trailing-garbage",
    "takes what begins with the right fingerprint",
    "that is another text",
    {
      trusts: SHORTCUTS.trailing,
    },
  ),
  wrong("same-length", "takes any 64 characters", "a wrong fingerprint is refused", {
    trusts: SHORTCUTS.sameLength,
  }),
  wrong(
    "empty-key",
    "takes fingerprints made with an empty key",
    "an empty key is known to everybody",
    {
      trusts: SHORTCUTS.emptyKey,
    },
  ),
  wrong(
    "key-itself",
    "takes the key in place of a fingerprint",
    "a fingerprint belongs to one request",
    {
      trusts: SHORTCUTS.keyItself,
    },
  ),
  wrong("second-page-unchecked", "checks the first page only", "each request shows records", {
    trusts: orWhen(({ asked }) => Number(asked.query.get("page") ?? 1) > 1),
  }),
  wrong(
    "later-on-connection",
    "checks the first request of a connection",
    "each request shows records",
    {
      trusts: SHORTCUTS.laterOnConnection,
    },
  ),
  wrong(
    "post-unchecked",
    "checks GET, and serves POST",
    "the check holds for every method that is served",
    {
      trusts: orWhen(({ asked }) => asked.method !== "GET"),
    },
  ),
  wrong(
    "slash-at-end",
    "checks the exact path, and serves it with a slash",
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
    "trusts X-Forwarded-For in place of the whitelist and the fingerprint",
    "anybody can write that header",
    {
      trusts: SHORTCUTS.forwarded,
    },
  ),
  wrong(
    "range-unsigned",
    "remembers a fingerprint of its time, and takes it for any range",
    "the range is signed",
    () => {
      const known = new Set<string>();
      return {
        trusts: ({ given, key, rightUnder, asked }) => {
          const pair = `${given} ${String(asked.headers["x-timestamp"])}`;
          if (known.has(pair)) return true;
          if (given !== rightUnder(key)) return false;
          known.add(pair);
          return true;
        },
      };
    },
  ),
  wrong(
    "time-unsigned",
    "remembers a fingerprint of a range, and takes it at any time",
    "the time is signed",
    () => {
      const known = new Set<string>();
      return {
        trusts: ({ given, key, rightUnder, asked }) => {
          const pair = `${given} ${asked.query.get("from")} ${asked.query.get("to")}`;
          if (known.has(pair)) return true;
          if (given !== rightUnder(key)) return false;
          known.add(pair);
          return true;
        },
      };
    },
  ),
  wrong(
    "refuses-with-records",
    "answers 401 and shows the first page in its body",
    "a refusal shows no records",
    {
      unsigned: (payments) =>
        unsigned(401, { code: 401, data: { list: payments.map(rightRecord) } }),
    },
  ),
  wrong(
    "refuses-in-200",
    "answers 200 with code 0 and an empty list to a bad fingerprint",
    "that is the success rule: nobody would notice",
    {
      unsigned: () => unsigned(200, { code: 0, data: { list: [], total: 0 } }),
    },
  ),
  wrong("refuses-500", "answers 500 to a bad fingerprint", "a refusal is 401 or 403", {
    unsigned: () => unsigned(500),
  }),
  lax(
    "stale",
    "does not look at the age of X-Timestamp",
    "a captured poll could be sent again for ever",
    {
      isTimely: (timestamp, now) => /^\d+$/.test(timestamp) && Number(timestamp) - now <= 300,
    },
  ),
  lax("future", "takes times far ahead", "they live longer than agreed", {
    isTimely: (timestamp, now) => /^\d+$/.test(timestamp) && now - Number(timestamp) <= 300,
  }),
  lax("word-time", "takes a signed time that is no number", "it would never expire", {
    isTimely: (timestamp, now) => !(Math.abs(now - Number(timestamp)) > 300),
  }),
];
