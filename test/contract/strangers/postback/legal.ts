/** Odd reward apps that no check may accuse. */
import { header, isFields } from "../serve.js";
import { levelOf, refused } from "./app.js";
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
  legal("by-partner", "counts a level again under another partner", "not judged", {
    identity: ({ uid, gid, level, request }) => JSON.stringify([request["pid"], uid, gid, level]),
  }),
];
