/** `play-round`: its declaration. */
import { parseMillis } from "../../../protocols/wallet/millis.js";
import type { CommandDefinition } from "../../command.js";
import { integerFlag } from "../../parsers.js";

export const playRound: CommandDefinition = {
  name: "play-round",
  group: "Wallet",
  summary: "play a whole round: auth, bets, results, close, balance check",
  description: [
    "Plays a round as the provider does: auth, every bet, then its win or rollback (a lost bet hears nothing more), CLOSE_ROUND once all of them are acknowledged, and balance. Prints the books: the balance that each callback should leave, beside the one that the operator reports.",
    "A classic game has one bet a round, and neither rollbacks nor CLOSE_ROUND.",
    "Callbacks are repeated by wallet.retry. When one fails, open bets are rolled back. What is won or lost stays so: the player's balance is not restored.",
  ].join("\n\n"),
  options: [
    { flags: "--game <game>", description: "play this instead of wallet.game" },
    {
      flags: "--bets <n>",
      description: "bets of the round (default: 3, and 1 for a classic game)",
      parse: integerFlag("--bets", 1, 1_000),
    },
    {
      flags: "--outcome <outcome>",
      description: "what becomes of the bets (default: win)",
      choices: ["win", "lose", "rollback", "mixed"],
    },
    {
      flags: "--amount <millis>",
      description: "stake of each bet: integer millis (default: 1000)",
      parse: (text) => parseMillis(text),
    },
    {
      flags: "--seed <n>",
      description: "repeats the wins and outcomes of an earlier round (default: 1)",
      parse: integerFlag("--seed", 0),
    },
    {
      flags: "--sandbox",
      description: "play against a sandbox that is started for this call",
    },
    {
      flags: "--fault <id>",
      description: "break the sandbox in this way (needs --sandbox)",
      repeatable: true,
    },
  ],
  examples: [
    "playcamp-gw play-round --sandbox",
    "playcamp-gw play-round --bets 5 --outcome mixed --amount 5440 --sandbox",
    "playcamp-gw play-round --game chicken-race --outcome lose --sandbox",
  ],
  load: () => import("./play-round.run.js"),
};
