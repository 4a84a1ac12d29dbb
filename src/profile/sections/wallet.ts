/** `wallet` and `provider`: an operator's wallet, and the game provider's launch API. */
import * as z from "zod";
import { connection, retry, secret, token, url } from "./shared.js";

const player = () => ({
  userToken: token.describe("The player's token; itself, or a reference."),
  sessionToken: token.describe(
    "The token of the player's session; itself, or a reference.",
  ),
  currency: z.string().min(1).describe("The account's currency, such as USD."),
  platform: z
    .enum(["desktop", "mobile"])
    .exactOptional()
    .describe("Default desktop."),
});

export const walletSection = () =>
  z.strictObject({
    url: url.describe(
      "The operator's base URL; /auth, /withdraw, /deposit and /balance lie below it.",
    ),
    publicKey: z.string().min(1).describe("The operator's public key."),
    secret,
    provider: z
      .string()
      .min(1)
      .exactOptional()
      .describe("The provider's name in callbacks. Default playcamp."),
    operatorId: z
      .string()
      .min(1)
      .exactOptional()
      .describe("Your id at the provider. Default: the partner id."),
    game: z
      .string()
      .min(1)
      .exactOptional()
      .describe(
        "The game that rounds are played in. Default aviadrone, or chicken-race where serverDriven is false.",
      ),
    player: z
      .strictObject(player())
      .describe("A test player with money on the account."),
    players: z
      .array(z.strictObject(player()))
      .exactOptional()
      .describe("More players, so that scenarios can run side by side."),
    attributes: z
      .enum(["list", "object"])
      .exactOptional()
      .describe("How attributes are written. Default list."),
    envelope: z
      .enum(["auto", "data", "bare"])
      .exactOptional()
      .describe(
        "Whether replies stand in a data object. Default auto: either is read.",
      ),
    fields: z
      .record(z.string(), z.string().min(1))
      .exactOptional()
      .describe("Default field name → the partner's name."),
    retry: retry
      .exactOptional()
      .describe("When a callback is repeated. Default: never."),
    maxStake: z
      .int()
      .positive()
      .exactOptional()
      .describe("The most money, in millis, that a run may move."),
    serverDriven: z
      .boolean()
      .exactOptional()
      .describe(
        "Whether the provider voids and closes rounds: ROLL_BACK and CLOSE_ROUND. Default true.",
      ),
    ...connection,
  });

export const providerSection = () =>
  z.strictObject({
    url: url.describe(
      "The provider's base URL; the launch path lies below it.",
    ),
    publicKey: z.string().min(1).describe("The operator's public key."),
    ...connection,
  });
