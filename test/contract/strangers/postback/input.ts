/** Reward apps that read a request wrongly. */
import { jsonOf } from "../serve.js";
import { ALIASES, levelOf, refused } from "./app.js";
import { lax, wrong } from "./table.js";

export const INPUT = [
  wrong("level-zero", "takes level 0", "levels are positive", {
    levelOf: (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null),
  }),
  wrong("level-negative", "takes negative levels", "levels are positive", {
    levelOf: (value) => (Number.isSafeInteger(value) && value !== 0 ? Number(value) : null),
  }),
  wrong("level-fraction", "takes 5.5 for 5", "levels are whole", {
    levelOf: (value) => (typeof value === "number" && value >= 1 ? Math.floor(value) : null),
  }),
  wrong("level-word", "takes a word for level 1", "levels are numbers", {
    levelOf: (value) =>
      levelOf(value) ?? (typeof value === "string" && Number.isNaN(Number(value)) ? 1 : null),
  }),
  lax("level-missing-500", "breaks where the level is null", "a bad field is 400", {
    levelOf: (value) => {
      if (value === null) throw new Error("null");
      return levelOf(value);
    },
  }),
  wrong("no-aliases", "knows uid, gid and level_number alone", "each has aliases", {
    aliases: { uid: ["uid"], gid: ["gid"], level_number: ["level_number"] },
  }),
  wrong("one-alias-missing", "does not know gameId", "gid has two aliases", {
    aliases: { ...ALIASES, gid: ["gid", "game_id"] },
  }),
  wrong("any-pid", "takes any partner", "an unknown pid is 400", {
    instead: (request) =>
      request["pid"] === "acme" || typeof request["pid"] !== "string" || request["pid"] === ""
        ? undefined
        : { status: 200, body: { ok: true, awarded: false } },
  }),
  wrong("unknown-gid-404", "answers 404 to an unknown game", "the text says 400", {
    unknownGame: refused(404, "game"),
  }),
  wrong("unknown-uid-400", "answers 400 to an unknown user", "the text says 404", {
    unknownUser: refused(400, "user"),
  }),
  wrong("malformed-500", "answers 500 to malformed JSON", "invalid JSON is 400", {
    before: ({ body }) => (jsonOf(body) === undefined ? { status: 500 } : undefined),
  }),
  wrong("list-500", "breaks at JSON that is a list", "JSON that is no object is 400", {
    before: ({ body }) => (Array.isArray(jsonOf(body)) ? { status: 500 } : undefined),
  }),
  lax("uid-any-case", "does not know a user in capitals", "a UUID is the same in either case", {
    userOf: (uid) => uid,
  }),
  wrong("legacy-301", "redirects the older paths with 301", "301 loses method and body", {
    legacy: () => ({ status: 301, headers: { Location: "/api/postback" } }),
  }),
  wrong("legacy-307", "redirects the older paths with 307", "the text says 308", {
    legacy: () => ({ status: 307, headers: { Location: "/api/postback" } }),
  }),
  wrong(
    "legacy-elsewhere",
    "leads from the older paths to another host",
    "the secret would go there",
    {
      legacy: () => ({
        status: 308,
        headers: { Location: "https://rewards.example.com/api/postback" },
      }),
    },
  ),
  wrong("legacy-one", "knows one of the two older paths", "both lead on", {
    legacy: ({ path }) =>
      path.startsWith("/api/rewards/") ? refused(404, "no such page") : undefined,
  }),
];
