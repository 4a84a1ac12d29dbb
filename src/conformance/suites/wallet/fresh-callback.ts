/** Finds the callback that a recorded request carried, and which of the profile's players sent it. */
import type { Exchange } from "../../../core/http-exchange.js";
import { joinUrl } from "../../../core/http.js";
import type { Redactor } from "../../../core/redaction.js";
import { type WalletField, wireName } from "../../../protocols/wallet/dialect.js";
import {
  type JsonObject,
  type JsonValue,
  isJsonObject,
  jsonProperty,
} from "../../../core/json/value.js";
import { readJson } from "../../../core/json/read.js";
import {
  buildAuth,
  buildBalance,
  buildRollback,
  buildWin,
  buildWithdraw,
  CALLBACK_KINDS,
  CALLBACK_PATHS,
  type CallbackKind,
  type CallbackMessage,
  type WalletSession,
  type WireId,
} from "../../../protocols/wallet/messages.js";
import { isMillis } from "../../../protocols/wallet/millis.js";
import { type FreshCallback, isRecorded, wholeText } from "../../fresh-message.js";
import { callback, type WalletTarget } from "./wallet-target.js";

type FieldOf = (field: WalletField) => JsonValue | undefined;

/** @returns null unless one of the profile's players, made to send the same, gives the recorded request to the letter */
export function freshCallback(
  target: WalletTarget,
  { request }: Exchange,
  redactor: Redactor,
): FreshCallback | null {
  const kind = CALLBACK_KINDS.find(
    (each) => joinUrl(target.url, CALLBACK_PATHS[each]) === request.url,
  );
  const body = bodyOf(wholeText(request));
  if (kind === undefined || body === null) return null;
  const field: FieldOf = (name) => jsonProperty(body, wireName(target.dialect.fields, name));
  const { headers } = target.connection;
  const seat = target.players.findIndex((_, index) => {
    const message = rebuilt(kind, field, index, target);
    if (message === null) return false;
    return isRecorded(request, callback(target, message), redactor, headers);
  });
  const user = userOf(kind, field("user_id"), seat, target);
  if (seat === -1 || user === "unnameable") return null;
  const wireText = (name: WalletField) => {
    const value = field(name);
    return isWireId(value) ? String(value) : null;
  };
  return {
    kind: "callback",
    callback: kind,
    action: wireText("action"),
    amount: wireText("amount"),
    txId: wireText("provider_tx_id"),
    roundId: wireText("action_id"),
    betTxId: wireText("withdraw_provider_tx_id"),
    userId: user?.id ?? null,
    player: seat,
  };
}

function bodyOf(text: string | null): JsonObject | null {
  if (text === null) return null;
  const reading = readJson(Buffer.from(text));
  return reading.ok && isJsonObject(reading.value) ? reading.value : null;
}

/**
 * Whoever has a session is found by the `/auth` that comes first; another user
 * has to be named.
 *
 * @returns null for the session's own; only a text can be named again
 */
function userOf(
  kind: CallbackKind,
  userId: JsonValue | undefined,
  seat: number,
  { seats }: WalletTarget,
): { readonly id: string } | "unnameable" | null {
  if (kind === "auth") return null;
  if (!isWireId(userId)) return "unnameable";
  if (seats.get(String(userId)) === seat) return null;
  return typeof userId === "string" ? { id: userId } : "unnameable";
}

/** @returns null for what this tool would not send as a callback */
function rebuilt(
  kind: CallbackKind,
  field: FieldOf,
  seat: number,
  { dialect, players, game, provider }: WalletTarget,
): CallbackMessage | null {
  const player = players[seat] ?? players[0];
  if (kind === "auth") return buildAuth(dialect, player);
  const userId = field("user_id");
  if (!isWireId(userId)) return null;
  const { sessionToken, currency, platform } = player;
  const session: WalletSession = {
    ...{ userId, sessionToken, currency, platform },
    ...{ game, provider },
  };
  if (kind === "balance") return buildBalance(dialect, session);
  const money = moneyIn(field);
  if (money === null) return null;
  const betTxId = field("withdraw_provider_tx_id");
  const action = field("action");
  switch (action) {
    case "BET":
    case "FREE_BET":
      return buildWithdraw(dialect, session, { ...money, action });
    case "WIN":
    case "FREE_BET_WIN":
      return buildWin(dialect, session, {
        ...money,
        action,
        betTxId: typeof betTxId === "string" ? betTxId : null,
      });
    case "ROLL_BACK":
      return typeof betTxId === "string" && betTxId !== ""
        ? buildRollback(dialect, session, { ...money, betTxId })
        : null;
    default:
      return null;
  }
}

function moneyIn(field: FieldOf) {
  const [amount, txId, roundId] = [field("amount"), field("provider_tx_id"), field("action_id")];
  const isNameable = isMillis(amount) && amount >= 0;
  return isNameable && typeof txId === "string" && typeof roundId === "string"
    ? { amount, txId, roundId }
    : null;
}

function isWireId(value: JsonValue | undefined): value is WireId {
  return ["string", "number", "bigint"].includes(typeof value);
}
