/** `play-round`: its declaration. */
import { parseMillis } from "../../../protocols/wallet/millis.js";
import { defineCommand } from "../../define-command.js";
import { file, flag, integer, oneOf, text, value, type OptionsOf } from "../../options.js";
import {
  lineProfile,
  playerOptions,
  saveOptions,
  secretOptions,
  toOption,
} from "../../session/line-profile.js";
import { faultOption, sandboxOption } from "../../session/sandbox-options.js";

const options = {
  game: text("--game <game>", "play this instead of wallet.game"),
  bets: integer("--bets <n>", "bets of the round (default: 3, and 1 for a classic game)", {
    min: 1,
    max: 1_000,
  }),
  outcome: oneOf("--outcome <outcome>", "what becomes of the bets (default: win)", [
    "win",
    "lose",
    "rollback",
    "mixed",
  ]),
  amount: value(
    "--amount <millis>",
    "stake of each bet: integer millis (default: 1000)",
    parseMillis,
  ),
  seed: integer("--seed <n>", "repeats the wins and outcomes of an earlier round (default: 1)", {
    min: 0,
  }),
  ...toOption("the operator's base URL, instead of wallet.url"),
  ...secretOptions,
  ...playerOptions,
  ...saveOptions,
  plan: file("--plan <file>", "play the rounds of the load that this file describes; see plan run"),
  allowRemoteLoad: flag(
    "--allow-remote-load",
    "with --plan, allow the load to go to another host than this machine",
  ),
  ...sandboxOption("play against a sandbox that is started for this call"),
  ...faultOption,
};
export type Options = OptionsOf<typeof options>;

export const playRound = defineCommand({
  name: "play-round",
  group: "Wallet",
  summary: "play a whole round: auth, bets, results, close, balance check",
  description: [
    "Plays a round as the provider does: auth, every bet, then its win or rollback (a lost bet hears nothing more), CLOSE_ROUND once all of them are acknowledged, and balance. Prints the books: the balance that each callback should leave, beside the one that the operator reports.",
    "A classic game has one bet a round, and neither rollbacks nor CLOSE_ROUND.",
    "Callbacks are repeated by wallet.retry. When one fails, open bets are rolled back. What is won or lost stays so: the player's balance is not restored.",
  ].join("\n\n"),
  options,
  line: (values, place) => lineProfile("wallet", values, place),
  examples: [
    "playcamp-gw play-round --sandbox",
    "playcamp-gw play-round --bets 5 --outcome mixed --amount 5440 --sandbox",
    "playcamp-gw play-round --game chicken-race --outcome lose --sandbox",
  ],
  load: () => import("./play-round.run.js"),
});
