/** `fire-callback`: its declaration. */
import { CALLBACK_KINDS } from "../../../protocols/wallet/messages.js";
import { parseMillis } from "../../../protocols/wallet/millis.js";
import { CALLBACK_TAMPERS } from "../../../protocols/wallet/tamper.js";
import { defineCommand } from "../../define-command.js";
import { flag, integer, text, value, type OptionsOf } from "../../options.js";
import {
  lineProfile,
  playerOptions,
  saveOptions,
  secretOptions,
  toOption,
} from "../../session/line-profile.js";
import { faultOption, sandboxOption } from "../../session/sandbox-options.js";

const options = {
  action: text(
    "--action <action>",
    "BET or FREE_BET; WIN, FREE_BET_WIN, ROLL_BACK or CLOSE_ROUND (default: BET, WIN)",
  ),
  amount: value(
    "--amount <millis>",
    "integer millis, 5440 for 5.44 (default: 1000, less where wallet.maxStake is less)",
    parseMillis,
  ),
  tx: text("--tx <id>", "provider_tx_id"),
  round: text("--round <id>", "action_id: the round"),
  betTx: text("--bet-tx <id>", "withdraw_provider_tx_id: the bet that is won or rolled back"),
  user: text(
    "--user <id>",
    "user_id as text, instead of asking /auth (a number: --set body.user_id:=42)",
  ),
  player: integer(
    "--player <n>",
    "who plays: 1 is wallet.player, 2 and on are wallet.players (default: 1)",
    { min: 1 },
  ),
  ...toOption("the operator's base URL, instead of wallet.url"),
  ...secretOptions,
  ...playerOptions,
  ...saveOptions,
  retry: flag(
    "--retry",
    "send again as the provider does: after a 5xx or no reply, by wallet.retry",
  ),
  tamper: text("--tamper <kind>", "send a broken callback and judge the answer", {
    ask: "callback-tampers",
  }),
  ...sandboxOption("fire at a sandbox that is started for this call"),
  ...faultOption,
};
export type Options = OptionsOf<typeof options>;

export const fireCallback = defineCommand({
  name: "fire-callback",
  group: "Wallet",
  summary: "send one signed callback to an operator's wallet",
  description: [
    "Sends one signed callback: auth, withdraw, deposit or balance. The user id comes from a first /auth, unless --user is given.",
    "Ids that are not given are made up, and the round follows from the id of the bet: fired again with the same --tx, --amount and --bet-tx, a callback is byte for byte the same.",
    `Kinds of --tamper: ${CALLBACK_TAMPERS.map(({ id }) => id).join(", ")}.`,
  ].join("\n\n"),
  arguments: [
    {
      name: "<callback>",
      description: "auth, withdraw, deposit or balance",
      values: { words: CALLBACK_KINDS },
    },
  ],
  options,
  line: (values, place) => lineProfile("wallet", values, place),
  examples: [
    "playcamp-gw fire-callback auth --sandbox",
    "playcamp-gw fire-callback withdraw --amount 5440 --sandbox --verbose",
    "playcamp-gw fire-callback deposit --action CLOSE_ROUND --sandbox",
    "playcamp-gw fire-callback withdraw --tamper negative-amount --sandbox",
  ],
  load: () => import("./fire-callback.run.js"),
});
