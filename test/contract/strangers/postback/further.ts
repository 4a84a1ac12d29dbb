/** Reward apps with one defect each, of kinds that show with one game, user, size or form only. */
import { isFields, jsonOf } from "../serve.js";
import { orWhen, SHORTCUTS } from "../trust.js";
import { coinsOf, levelOf, named, refused } from "./app.js";
import { BALANCE, lax, wrong } from "./table.js";

const requestOf = (body: Buffer) => {
  const value = jsonOf(body);
  return isFields(value) ? value : {};
};

export const FURTHER = [
  wrong("milestones-unchecked", "checks levels without coins only", "each needs the secret", {
    trusts: orWhen(({ asked }) => Number(named(requestOf(asked.body), "level_number")) % 5 === 0),
  }),
  wrong("second-game-unchecked", "checks one game's postbacks only", "each needs the secret", {
    trusts: orWhen(({ asked }) => named(requestOf(asked.body), "gid") === "game-2"),
  }),
  wrong("reason-unchecked", "trusts a postback that gives a reason", "a reason proves nothing", {
    trusts: orWhen(({ asked }) => requestOf(asked.body)["reason"] !== undefined),
  }),
  wrong("debug-header", "trusts X-Debug", "anybody can write that header", {
    trusts: SHORTCUTS.debugHeader,
  }),
  wrong("other-case-path", "checks the lower-case path only", "the check holds on every spelling", {
    trusts: SHORTCUTS.otherCasePath,
  }),
  lax("listed-secret", "takes a list that holds the secret", "that is another text", {
    trusts: orWhen(({ given, key }) => (given ?? "").split(",").includes(key)),
  }),
  wrong("neighbours", "keeps levels as 32-bit floats", "neighbouring levels are two", {
    identity: ({ uid, gid, level }) => JSON.stringify([uid, gid, Math.fround(level)]),
  }),
  wrong("one-remembered", "remembers each the last level only", "a repetition may come late", {
    memory: 1,
  }),
  wrong("ends-in-five", "awards levels that end in 5", "10 and 20 are milestones as well", {
    coins: (level) => (level % 10 === 5 ? coinsOf(level) : 0),
  }),
  wrong("small-levels", "awards up to level 32767", "levels from 131 on give 1", {
    coins: (level) => (level > 32_767 ? 0 : coinsOf(level)),
  }),
  wrong("second-game-doubled", "credits the second game twice", "coinDelta is what is credited", {
    ...BALANCE,
    credited: (coins, { gid }) => (gid === "game-2" ? 2 * coins : coins),
  }),
  wrong("plain-levels-credited", "credits a coin for any level", "milestones alone earn", {
    ...BALANCE,
    plainCoins: 1,
  }),
  wrong("credited-again", "credits once more a moment later", "a level is credited once", {
    ...BALANCE,
    againMs: 200,
  }),
  wrong("other-partner-named", "names a partner of its own", "a reply names the request's", {
    reply: (body) => ({ ...body, pid: "main" }),
  }),
  wrong("digits-and-letters", "reads 5abc as 5", "a level is a number", {
    levelOf: (value) => levelOf(typeof value === "string" ? Number.parseInt(value, 10) : value),
  }),
  wrong("null-is-one", "takes a missing level for the first", "level_number is required", {
    levelOf: (value) => levelOf(value ?? 1),
  }),
  lax("level-in-a-list", "takes [5] for 5", "a level is a number", {
    levelOf: (value) => levelOf(Array.isArray(value) ? Number(value) : value),
  }),
  lax("level-true", "takes true for 1", "a level is a number", {
    levelOf: (value) => levelOf(value === true ? 1 : value),
  }),
  lax("game-in-any-case", "knows a game in capitals", "ids are compared to the letter", {
    gameOf: (gid) => gid.toLowerCase(),
  }),
  lax("game-with-spaces", "knows a game with spaces around", "ids are compared to the letter", {
    gameOf: (gid) => gid.trim(),
  }),
  wrong("emoji-500", "breaks at 4-byte characters", "a reason is any text", {
    before: ({ body }) =>
      /[\u{10000}-\u{10ffff}]/u.test(body.toString()) ? { status: 500 } : undefined,
  }),
  wrong("pid-first", "wants pid as the first member", "members have no order", {
    before: ({ body }) => {
      const [first] = Object.keys(requestOf(body));
      return first === undefined || first === "pid" || requestOf(body)["pid"] === undefined
        ? undefined
        : refused(400, "order");
    },
  }),
  wrong("empty-reason", "refuses an empty reason", "a reason is any text", {
    instead: ({ reason }) => (reason === "" ? refused(400, "reason") : undefined),
  }),
  lax("object-500", "breaks at a field that is an object", "a bad field is 400", {
    instead: (request) =>
      Object.values(request).some((value) => isFields(value)) ? { status: 500 } : undefined,
  }),
  lax("long-id-500", "breaks at an id of 4000 characters", "a bad field is 400", {
    instead: ({ gid }) => (String(gid).length > 255 ? { status: 500 } : undefined),
  }),
  wrong("legacy-further", "leads from the older paths to a third", "they lead to /api/postback", {
    legacy: () => ({ status: 308, headers: { Location: "/api/postback/v2" } }),
  }),
];
