/** Reads a withdrawal or deposit, and refuses one that lacks what it needs. */
import { fieldText } from "./field-text.js";
import { DEPOSIT_ACTIONS, WITHDRAW_ACTIONS } from "../../../protocols/wallet/messages.js";
import type { WalletField } from "../../../protocols/wallet/dialect.js";
import { type JsonValue } from "../../../core/json/value.js";
import { type Answer, isAnswer, refusal } from "./answer.js";
import type { Arrival } from "./wallet-policy.js";
import type { Transaction } from "./transaction.js";
import type { FieldOf, Wallet } from "./wallet.js";

/** What a close notification leaves out. */
const PLAYER_FIELDS = ["user_id", "session_token"];

export function readTransaction(
  { body }: Arrival,
  kind: Transaction["kind"],
  field: FieldOf,
  { policy }: Wallet,
): Transaction | Answer {
  const actions: readonly Transaction["action"][] =
    kind === "withdraw" ? WITHDRAW_ACTIONS : DEPOSIT_ACTIONS;
  const action = actions.find((each) => each === field("action")) ?? policy.unknownAction(kind);
  if (action === null) return refusal(400, "no such action");
  const isClose = action === "CLOSE_ROUND" && !policy.closeNeedsPlayer;
  const missing = policy.requiredFields.find(
    (name) => !(isClose && PLAYER_FIELDS.includes(name)) && isBlank(field(name as WalletField)),
  );
  if (missing !== undefined) return refusal(400, `${missing} is missing`);
  const amount = policy.readAmount(field("amount"), kind);
  if (isAnswer(amount)) return amount;
  const betTxId = field("withdraw_provider_tx_id");
  return {
    kind,
    action,
    amount,
    txId: fieldText(field("provider_tx_id")),
    roundId: fieldText(field("action_id")),
    provider: fieldText(field("provider")),
    betTxId: isBlank(betTxId) ? null : fieldText(betTxId),
    body: Buffer.from(body).toString("utf8"),
  };
}

function isBlank(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === "";
}
