/** Reward apps whose program has a usual mistake: a key too wide, a check in the wrong place, a type too small. */
import { idText } from "../serve.js";
import { exactly } from "../trust.js";
import { levelOf } from "./app.js";
import { BALANCE, lax, legal, wrong } from "./table.js";

export const PROGRAMS = [
  wrong("level-8-bits", "keeps 8 bits of a level", "levels 5 and 261 are two", {
    identity: ({ uid, gid, level }) => JSON.stringify([uid, gid, level % 256]),
  }),
  wrong(
    "user-by-prefix",
    "finds a user by the first 30 characters of uid",
    "coins belong to the user that is named",
    {
      ...BALANCE,
      creditTo: (uid, all) => all.find((each) => each.startsWith(uid.slice(0, 30))) ?? uid,
    },
  ),
  wrong(
    "secret-trimmed-and-cut",
    "compares the first 16 characters of the secret",
    "right in part is wrong",
    {
      trusts: ({ given, key }) => given?.slice(0, 16) === key.slice(0, 16),
    },
  ),
  wrong(
    "secret-in-query",
    "takes the secret from a header, or whoever gives any in the query",
    "the secret counts, wherever it stands",
    {
      trusts: (credential) => exactly(credential) || credential.asked.query.has("secret"),
    },
  ),
  wrong(
    "old-secret",
    "accepts its secret in lower case, as an older version stored it",
    "secrets are compared to the letter",
    { trusts: ({ given, key }) => given === key || given === key.toLowerCase() },
  ),
  lax("exponent-levels", "reads 1e1 in quotes as 10, and 5.4 as 5", "a level is a whole number", {
    levelOf: (value) => {
      const number = typeof value === "string" ? Math.round(Number(value)) : value;
      return levelOf(number);
    },
  }),
  lax("long-reason-500", "breaks at a reason of 2000 characters", "a reason is any text", {
    instead: (request) => (idText(request["reason"]).length > 1_000 ? { status: 500 } : undefined),
  }),
  wrong(
    "levels-as-text-sorted",
    "counts a level only above the best so far, compared as text",
    "every valid level is stored, in any order",
    () => {
      const best = new Map<string, string>();
      return {
        identity: ({ uid, gid, level }) => {
          const key = JSON.stringify([uid, gid]);
          const last = best.get(key) ?? "";
          if (String(level) > last) best.set(key, String(level));
          return String(level) > last ? JSON.stringify([uid, gid, level]) : key;
        },
      };
    },
  ),
  legal("extra-headers", "sets cookies, and closes each connection", "HTTP leaves that free", {
    manner: { closes: true, headers: { "Set-Cookie": "a=1" } },
  }),
  legal(
    "unknown-user-in-words",
    "answers 404 to an unknown user with a text",
    "the body of a refusal is free",
    { unknownUser: { status: 404, body: "nobody" } },
  ),
];
