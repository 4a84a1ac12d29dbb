/** `wallet` and `provider`: an operator's wallet, and the game provider's launch API. */
import * as z from "zod";
import { connection, duration, secret, token, url } from "./shared.js";

const player = {
  userToken: token,
  sessionToken: token,
  currency: z.string().min(1),
  platform: z.enum(["desktop", "mobile"]).exactOptional(),
};

export const walletSection = z.strictObject({
  url: url.describe(
    "The operator's base URL; /auth, /withdraw, /deposit and /balance lie below it.",
  ),
  publicKey: z.string().min(1),
  secret,
  provider: z.string().min(1).exactOptional(),
  operatorId: z.string().min(1).exactOptional(),
  game: z.string().min(1).exactOptional(),
  player: z.strictObject(player),
  players: z
    .array(z.strictObject(player))
    .exactOptional()
    .describe("More players, so that scenarios can run side by side."),
  attributes: z.enum(["list", "object"]).exactOptional(),
  envelope: z.enum(["auto", "data", "bare"]).exactOptional(),
  fields: z
    .record(z.string(), z.string().min(1))
    .exactOptional()
    .describe("Default field name → the partner's name."),
  retry: z.strictObject({ delays: z.array(duration) }).exactOptional(),
  maxStake: z
    .int()
    .positive()
    .exactOptional()
    .describe("The most money, in millis, that a run may move."),
  serverDriven: z.boolean().exactOptional(),
  ...connection,
});

export const providerSection = z.strictObject({
  url,
  publicKey: z.string().min(1),
  ...connection,
});
