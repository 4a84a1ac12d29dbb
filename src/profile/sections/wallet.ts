/** `wallet` and `provider`: an operator's wallet, and the game provider's launch API. */
import * as z from "zod/mini";
import { described, optional, text } from "./described.js";
import { connection, retry, secret, token, url } from "./shared.js";

const player = () => ({
  userToken: described(token(), "The player's token; itself, or a reference."),
  sessionToken: described(token(), "The token of the player's session; itself, or a reference."),
  currency: described(text(), "The account's currency, such as USD."),
  platform: optional(z.enum(["desktop", "mobile"]), "What the player plays on. Default desktop."),
  userId: optional(
    z.union([text(), z.int()]),
    "The player's user_id, where userToken serves only once. Default: as /auth replies.",
  ),
});

export const walletSection = () =>
  z.strictObject({
    url: described(
      url,
      "The operator's base URL; /auth, /withdraw, /deposit and /balance lie below it.",
    ),
    publicKey: described(text(), "The operator's public key."),
    secret,
    provider: optional(text(), "The provider's name in callbacks. Default playcamp."),
    operatorId: optional(text(), "Your id at the provider. Default: the partner id."),
    game: optional(
      text(),
      "The game that rounds are played in. Default aviadrone, or chicken-race where serverDriven is false.",
    ),
    player: described(z.strictObject(player()), "A test player with money on the account."),
    players: optional(
      z.array(z.strictObject(player())),
      "More players, so that scenarios can run side by side.",
    ),
    attributes: optional(z.enum(["list", "object"]), "How attributes are written. Default list."),
    envelope: optional(
      z.enum(["auto", "data", "bare"]),
      "Whether replies stand in a data object. Default auto: either is read.",
    ),
    fields: optional(z.record(z.string(), text()), "A field's name → the partner's name for it."),
    retry: optional(retry(), "When a callback is repeated. Default: never."),
    maxStake: optional(
      z.int().check(z.positive()),
      "The most money, in millis, that a run may move.",
    ),
    maxDrain: optional(
      z.int().check(z.positive()),
      "The most, in millis, that a run bets away for checks that need a small balance; all of it is paid back. Default: 50 times maxStake, or 50000000.",
    ),
    stake: optional(
      z.int().check(z.positive()),
      "The least bet in millis. Default: minbet of /auth, or found out by a first bet.",
    ),
    ids: optional(
      z.enum(["any", "uuid"]),
      "Whether transactions and rounds must be named by UUIDs. Default any.",
    ),
    serverDriven: optional(
      z.boolean(),
      "Whether the provider voids and closes rounds: ROLL_BACK and CLOSE_ROUND. Default true.",
    ),
    ...connection,
  });

export const providerSection = () =>
  z.strictObject({
    url: described(url, "The provider's base URL; the launch path lies below it."),
    publicKey: described(text(), "The operator's public key."),
    ...connection,
  });
