/** Reward apps whose second way in, second try, second game or second player goes wrong. */
import { setTimeout as wait } from "node:timers/promises";
import { header } from "../serve.js";
import { type AppChanges, coinsOf, named, refused } from "./app.js";
import { BALANCE, lax, wrong } from "./table.js";

/** The first player of a level is the only one for whom it is a milestone. */
function firstPlayerOnly(): AppChanges {
  const first = new Map<string, string>();
  return {
    coins: (level, { uid, gid }) => {
      const key = JSON.stringify([gid, level]);
      const one = first.get(key) ?? uid;
      first.set(key, one);
      return one === uid ? coinsOf(level) : 0;
    },
  };
}

/** The band goes by the highest level that the player has reached. */
function bandOfHighest(): AppChanges {
  const tops = new Map<string, number>();
  return {
    coins: (level, { uid }) => {
      const top = Math.max(level, tops.get(uid) ?? 0);
      tops.set(uid, top);
      return level % 5 === 0 ? coinsOf(top - (top % 5)) : 0;
    },
  };
}

/** What was refused as unknown is known when it comes again. */
function knowsWhatItRefused(field: "uid" | "gid"): AppChanges {
  const seen = new Set<string>();
  const KNOWN = /^8f14e45f-|^game-[12]$/i;
  return {
    instead: (request) => {
      const name = named(request, field);
      if (KNOWN.test(name) || name === "") return undefined;
      const isKnown = seen.has(name);
      seen.add(name);
      if (!isKnown) return undefined;
      return { status: 200, body: { ok: true, awarded: false, level_number: 1 } };
    },
  };
}

/** A level that is under way for one player is a duplicate for the others. */
function locksLevels(): AppChanges {
  const busy = new Map<string, string>();
  return {
    pauseMs: 8,
    instead: (request) => {
      const key = `${named(request, "gid")} ${named(request, "level_number")}`;
      const uid = named(request, "uid").toLowerCase();
      const holder = busy.get(key);
      if (holder !== undefined && holder !== uid)
        return { status: 200, body: { ok: true, awarded: false, duplicate: true } };
      busy.set(key, uid);
      void wait(5, undefined, { ref: false }).then(() => busy.delete(key));
      return undefined;
    },
  };
}

export const THIRD_LOOK = [
  wrong(
    "first-player-only",
    "a level is a milestone for its first player alone",
    "coins are credited on every milestone",
    firstPlayerOnly,
  ),
  wrong(
    "band-of-highest",
    "a low level reported late earns what the highest earns",
    "each level has its band",
    bandOfHighest,
  ),
  wrong(
    "locks-levels",
    "a level under way for one player is a duplicate for the others",
    "user, game and level count once",
    locksLevels,
  ),
  wrong(
    "creates-user-on-second-try",
    "a user whom it did not know exists when he comes again",
    "404 when no user has the uid",
    () => knowsWhatItRefused("uid"),
  ),
  wrong(
    "creates-game-on-second-try",
    "a game that it did not know exists when it comes again",
    "400 for an unknown gid",
    () => knowsWhatItRefused("gid"),
  ),
  wrong(
    "alias-makes-users",
    "userId is not looked up",
    "404 when no user has the uid, whatever its name",
    {
      instead: (request) =>
        "userId" in request && !/^8f14e45f-/i.test(named(request, "uid"))
          ? { status: 200, body: { ok: true, awarded: false, level_number: 1 } }
          : undefined,
    },
  ),
  wrong("alias-level-any", "level is taken as it is", "a level is a positive integer", {
    instead: (request) =>
      typeof request["level"] === "number" && !(request["level"] > 0)
        ? { status: 200, body: { ok: true, awarded: false, level_number: request["level"] } }
        : undefined,
  }),
  wrong(
    "folds-secret-header",
    "the secret in X-Reward-Api-Secret is compared in lower case",
    "401 for an invalid secret",
    {
      trusts: ({ given, key, asked }) =>
        given === key || header(asked, "x-reward-api-secret")?.toLowerCase() === key.toLowerCase(),
    },
  ),
  wrong(
    "cookie-means-browser",
    "a postback with a cookie needs a token of a form",
    "further headers change nothing",
    { before: ({ headers }) => (headers.cookie === undefined ? undefined : refused(403, "csrf")) },
  ),
  lax("tells-secret", "a refusal names the secret", "whoever is refused learns what to send", {
    ...BALANCE,
    unsigned: refused(401, "expected Reward-Secret-Stranger-9x"),
  }),
];
