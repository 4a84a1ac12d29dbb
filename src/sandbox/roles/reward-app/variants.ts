/** Reward apps that are odd but legal: every check must let them pass. */
import { jsonReply } from "../../../core/server.js";
import type { Deviation } from "../../role.js";
import {
  deviation,
  awardedDocument,
  duplicateDocument,
  redirectTo,
  refuse,
  type RewardPolicy,
  RIGHT,
  storedDocument,
} from "./reward-policy.js";

export const REWARD_VARIANTS: readonly Deviation<RewardPolicy>[] = [
  deviation("postback.coins-before-award", "user.coins is the sum before the award", {
    awarded: (award) =>
      jsonReply(
        200,
        awardedDocument({
          ...award,
          user: { ...award.user, coins: award.coinsBefore },
        }),
      ),
  }),
  deviation("postback.extra-fields", "replies hold more than is documented", {
    awarded: (award) =>
      jsonReply(200, {
        requestId: "r-1",
        ...awardedDocument(award),
        duplicate: false,
        balance: { coins: award.user.coins },
      }),
    stored: (award) =>
      jsonReply(200, {
        ...storedDocument(award),
        duplicate: false,
        user: { id: award.user.id, coins: award.user.coins },
      }),
    duplicate: (award) =>
      jsonReply(200, {
        ...duplicateDocument(award),
        milestone: false,
        coinDelta: 0,
        user: { id: award.user.id, coins: award.user.coins },
      }),
  }),
  deviation("postback.slow-300ms", "every reply takes 300 ms", { delayMs: 300 }),
  deviation("postback.closes-connections", "the connection is closed every time", {
    finish: (reply) => ({ ...reply, closeConnection: true }),
  }),
  deviation("postback.spare-plain-replies", "a plain level's reply is as short as it may be", {
    stored: () => jsonReply(200, { ok: true, awarded: false }),
  }),
  deviation("postback.other-messages", "refusals and repeats use other words", {
    unauthorized: () => jsonReply(401, { message: "who are you?" }),
    invalid: () => jsonReply(400, { errors: [{ code: "BAD" }] }),
    duplicate: (award) =>
      jsonReply(200, {
        ...duplicateDocument(award),
        message: "이미 처리된 레벨입니다",
      }),
  }),
  deviation(
    "postback.legacy-checks-secret",
    "a legacy path refuses a wrong secret before it redirects",
    {
      legacy: (path, isTrusted) =>
        isTrusted ? RIGHT.legacy(path, isTrusted) : RIGHT.unauthorized([]),
    },
  ),
  deviation("postback.legacy-relative", "the 308 is relative to the legacy path", {
    legacy: () => redirectTo("../postback"),
  }),
  deviation("postback.legacy-unprefixed", "the 308 names the path as documented", {
    legacy: () => redirectTo("/api/postback"),
  }),
  deviation("postback.malformed-uid-is-404", "a uid that is no UUID is simply not found", {
    invalid: ({ kind, message }) => refuse(kind === "uid_malformed" ? 404 : 400, message),
  }),
  deviation(
    "postback.pretty-replies",
    "replies are indented, with a cookie and another header case",
    {
      finish: (reply) => ({
        ...reply,
        headers: [
          ...reply.headers.map(([name, value]) => [name.toLowerCase(), value] as const),
          ["set-cookie", "visit=1; Path=/"],
        ],
        body:
          reply.body.length === 0
            ? reply.body
            : Buffer.from(
                `\n${JSON.stringify(JSON.parse(Buffer.from(reply.body).toString("utf8")), null, 2)}\n`,
              ),
      }),
    },
  ),
];
