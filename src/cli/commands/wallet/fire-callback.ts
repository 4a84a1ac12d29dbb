/** `fire-callback`: its declaration. */
import { CALLBACK_TAMPERS } from "../../../protocols/wallet/tamper.js";
import { parseMillis } from "../../../protocols/wallet/millis.js";
import type { CommandDefinition } from "../../command.js";
import { integerFlag, urlFlag } from "../../parsers.js";

export const fireCallback: CommandDefinition = {
  name: "fire-callback",
  group: "Wallet",
  summary: "send one signed callback to an operator's wallet",
  description: [
    "Sends one signed callback: auth, withdraw, deposit or balance. The user id comes from a first /auth, unless --user is given.",
    "Ids that are not given are made up, and the round follows from the id of the bet: fired again with the same --tx, --amount and --bet-tx, a callback is byte for byte the same.",
    `Kinds of --tamper: ${CALLBACK_TAMPERS.map(({ id }) => id).join(", ")}.`,
  ].join("\n\n"),
  arguments: [{ name: "<callback>", description: "auth, withdraw, deposit or balance" }],
  options: [
    {
      flags: "--action <action>",
      description:
        "BET or FREE_BET; WIN, FREE_BET_WIN, ROLL_BACK or CLOSE_ROUND (default: BET, WIN)",
    },
    {
      flags: "--amount <millis>",
      description:
        "integer millis, 5440 for 5.44 (default: 1000, less where wallet.maxStake is less)",
      parse: (text) => parseMillis(text),
    },
    { flags: "--tx <id>", description: "provider_tx_id" },
    { flags: "--round <id>", description: "action_id: the round" },
    {
      flags: "--bet-tx <id>",
      description: "withdraw_provider_tx_id: the bet that is won or rolled back",
    },
    {
      flags: "--user <id>",
      description: "user_id as text, instead of asking /auth (a number: --set body.user_id:=42)",
    },
    {
      flags: "--player <n>",
      description: "who plays: 1 is wallet.player, 2 and on are wallet.players (default: 1)",
      parse: integerFlag("--player", 1),
    },
    {
      flags: "--to <url>",
      description: "the operator's base URL, instead of wallet.url",
      parse: urlFlag("--to"),
    },
    {
      flags: "--retry",
      description: "send again as the provider does: after a 5xx or no reply, by wallet.retry",
    },
    {
      flags: "--tamper <kind>",
      description: "send a broken callback and judge the answer",
    },
    {
      flags: "--sandbox",
      description: "fire at a sandbox that is started for this call",
    },
    {
      flags: "--fault <id>",
      description: "break the sandbox in this way (needs --sandbox)",
      repeatable: true,
    },
  ],
  examples: [
    "playcamp-gw fire-callback auth --sandbox",
    "playcamp-gw fire-callback withdraw --amount 5440 --sandbox --verbose",
    "playcamp-gw fire-callback deposit --action CLOSE_ROUND --sandbox",
    "playcamp-gw fire-callback withdraw --tamper negative-amount --sandbox",
  ],
  load: () => import("./fire-callback.run.js"),
};
