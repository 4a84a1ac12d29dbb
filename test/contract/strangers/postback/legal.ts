/** Odd reward apps that no check may accuse. */
import { header, isFields } from "../serve.js";
import { ALIASES, levelOf, refused } from "./app.js";
import { BALANCE, legal } from "./table.js";

export const LEGAL = [
  legal("late", "credits a second after its answer", "coins may come up to two seconds late", {
    ...BALANCE,
    lateMs: 1_000,
  }),
  legal("coins-before", "shows the coins before the award", "the sum before or after", {
    ...BALANCE,
    reply: (body) => {
      const { user, coinDelta } = body;
      return isFields(user)
        ? { ...body, user: { ...user, coins: Number(user["coins"]) - Number(coinDelta) } }
        : body;
    },
  }),
  legal("slow", "takes 300 ms", "300 ms are fine", { manner: { delayMs: 300 } }),
  legal("closes", "closes each connection", "a connection need not be kept", {
    manner: { closes: true, headers: { "Set-Cookie": "a=1" } },
  }),
  legal(
    "chunked",
    "answers in chunks, indented, header names in capitals",
    "HTTP and JSON leave that free",
    {
      manner: { chunked: true, shouts: true, indent: 2 },
    },
  ),
  legal("extra-fields", "has more in every reply", "a body may hold more", {
    reply: (body) => ({ ...body, requestId: "r-1", at: Date.now(), level: body["level_number"] }),
  }),
  legal("malformed-uid-404", "answers 404 to what is no UUID", "400 or 404", {
    malformedUser: refused(404, "user"),
  }),
  legal(
    "level-text",
    "takes the level as digits in a string",
    "recommended against, not forbidden",
    {
      levelOf: (value) =>
        levelOf(typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value),
    },
    { mayWarn: true },
  ),
  legal("level-bound", "answers 400 to levels above 500", "the profile names the bound", {
    section: { maxLevel: 500 },
    levelOf: (value) => {
      const level = levelOf(value);
      return level !== null && level > 500 ? null : level;
    },
  }),
  legal("level-bound-low", "answers 400 to levels above 150", "the profile names the bound", {
    section: { maxLevel: 150 },
    levelOf: (value) => {
      const level = levelOf(value);
      return level !== null && level > 150 ? null : level;
    },
  }),
  legal("no-delta", "leaves coinDelta out where it is nothing", "0 or absent", {
    reply: (body) => {
      const { coinDelta, ...rest } = body;
      return coinDelta === 0 ? rest : body;
    },
  }),
  legal("duplicate-korean", "has a message in Korean for a known level", "the message is free", {
    reply: (body) => ("message" in body ? { ...body, message: "이미 처리된 레벨입니다" } : body),
  }),
  legal(
    "legacy-absolute",
    "leads from the older paths to an absolute address",
    "absolute or relative",
    {
      legacy: ({ headers }) => ({
        status: 308,
        headers: { Location: `http://${headers.host}/api/postback` },
      }),
    },
  ),
  legal(
    "legacy-secret",
    "asks for the secret on the older paths too",
    "with or without a secret",
    {
      legacy: (asked) =>
        header(asked, "authorization") === undefined ? refused(401, "secret") : undefined,
    },
    { mayWarn: true },
  ),
  legal("strict-members", "refuses unknown members", "games do not send them", {
    instead: (request) => {
      const known = ["pid", "reason", ...Object.values(ALIASES).flat()];
      return Object.keys(request).every((name) => known.includes(name))
        ? undefined
        : refused(400, "unknown member");
    },
  }),
  legal("large-413", "answers 413 to bodies above 16 KB", "any 4xx", {
    before: ({ body }) => (body.length > 16_384 ? { status: 413 } : undefined),
  }),
  legal("uid-in-capitals", "writes users in capitals", "a UUID is the same in either case", {
    reply: (body) => {
      const { user } = body;
      return isFields(user)
        ? { ...body, user: { ...user, id: String(user["id"]).toUpperCase() } }
        : body;
    },
  }),
  legal("bound-of-a-million", "answers 400 above a million", "the profile names the bound", {
    section: { maxLevel: 1_000_000 },
    levelOf: (value) => {
      const level = levelOf(value);
      return level !== null && level > 1_000_000 ? null : level;
    },
  }),
  legal("late-and-before", "credits late, and shows the coins before it", "up to two seconds", {
    ...BALANCE,
    lateMs: 1_950,
  }),
  legal("late-replica", "shows in a reply what its balance shows later", "up to two seconds", {
    ...BALANCE,
    replicaMs: 1_500,
  }),
  legal("late-without-balance", "credits late, and has no balance to ask", "up to two seconds", {
    lateMs: 900,
  }),
  legal("refusal-in-html", "refuses in HTML", "a refusal's body is free", {
    unsigned: { status: 401, headers: { "Content-Type": "text/html" }, body: "<h1>401</h1>" },
  }),
  legal("refusal-without-body", "refuses without a body", "a refusal's body is free", {
    unsigned: { status: 401 },
    unknownUser: { status: 404 },
    unknownGame: { status: 400 },
  }),
  legal("duplicate-with-user", "tells a known level's user and coins", "a body may hold more", {
    reply: (body, { uid }) =>
      body["duplicate"] === true ? { ...body, coinDelta: 0, user: { id: uid, coins: 7 } } : body,
  }),
  legal("one-user-one-game", "has one test user and one game", "the profile says so", {
    section: { gids: [] },
  }),
  legal("by-partner", "counts a level again under another partner", "not judged", {
    identity: ({ uid, gid, level, request }) => JSON.stringify([request["pid"], uid, gid, level]),
  }),
];
