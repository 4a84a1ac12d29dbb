/** Reward apps that count a level too rarely, or too often. */
import { levelOf, named, refused } from "./app.js";
import { wrong } from "./table.js";

export const COUNTING = [
  wrong("by-user", "counts one level for each user", "a user completes many levels", {
    identity: ({ uid }) => uid,
  }),
  wrong(
    "by-user-and-game",
    "counts the first level of a game only",
    "user, game and level are the key",
    {
      identity: ({ uid, gid }) => `${uid} ${gid}`,
    },
  ),
  wrong(
    "by-user-and-level",
    "holds the same level of two games for one",
    "user, game and level are the key",
    {
      identity: ({ uid, level }) => `${uid} ${level}`,
    },
  ),
  wrong(
    "by-game-and-level",
    "holds the same level of two users for one",
    "each user has his own levels",
    {
      identity: ({ gid, level }) => `${gid} ${level}`,
    },
  ),
  wrong(
    "by-highest",
    "counts only levels above the last one",
    "every valid level is stored, in any order",
    () => {
      const highest = new Map<string, number>();
      return {
        identity: ({ uid, gid, level }) => {
          const key = `${uid} ${gid}`;
          const top = Math.max(highest.get(key) ?? 0, level);
          highest.set(key, top);
          return `${key} ${top}`;
        },
      };
    },
  ),
  wrong("by-alias", "holds an alias for another request", "an alias is the same field", {
    identity: ({ request }) => JSON.stringify(request),
  }),
  wrong(
    "by-reason",
    "counts a level again under another reason",
    "user, game and level are the key",
    {
      identity: ({ uid, gid, level, request }) =>
        JSON.stringify([uid, gid, level, request["reason"]]),
    },
  ),
  wrong("never-dedupes", "counts each repetition", "a level counts once", () => {
    let nth = 0;
    return { identity: () => String((nth += 1)) };
  }),
  wrong("short-memory", "remembers the last three levels", "a repetition may come late", {
    memory: 3,
  }),
  wrong(
    "second-time-only",
    "knows the first repetition, and counts the second",
    "a level counts once, ever",
    () => {
      const times = new Map<string, number>();
      return {
        identity: ({ uid, gid, level }) => {
          const key = `${uid} ${gid} ${level}`;
          times.set(key, (times.get(key) ?? 0) + 1);
          return `${key} ${(times.get(key) ?? 0) > 2 ? times.get(key) : ""}`;
        },
      };
    },
  ),
  wrong(
    "lock-too-late",
    "looks for the level, waits, then stores it",
    "the same level twice at once counts once",
    {
      pauseMs: 15,
    },
  ),
  wrong(
    "plain-levels-again",
    "does not remember levels that are no milestones",
    "every valid level is stored, and known again",
    () => {
      let nth = 0;
      return {
        identity: ({ uid, gid, level }) =>
          level % 5 === 0 ? `${uid} ${gid} ${level}` : String((nth += 1)),
      };
    },
  ),
  wrong("duplicate-409", "answers 409 to a known level", "a duplicate is 200", () => {
    const seen = new Set<string>();
    return {
      instead: (request) => {
        const key = JSON.stringify([
          named(request, "uid").toLowerCase(),
          named(request, "gid"),
          named(request, "level_number"),
        ]);
        if (request["pid"] !== "acme" || levelOf(request["level_number"]) === null)
          return undefined;
        if (seen.has(key)) return refused(409, "duplicate");
        seen.add(key);
        return undefined;
      },
    };
  }),
  wrong(
    "duplicate-says-awarded",
    "says awarded to a known milestone again",
    "a duplicate is not awarded",
    {
      reply: (body) => (body["duplicate"] === true ? { ...body, awarded: true } : body),
    },
  ),
];
