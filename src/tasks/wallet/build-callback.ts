/** What `fire-callback` is asked to send, and the message that comes of it. */
import { UserError } from "../../core/errors.js";
import type { WalletSettings } from "../../profile/wallet-settings.js";
import { closeRoundTxId } from "../../protocols/wallet/messages.js";
import {
  buildAuth,
  buildBalance,
  buildCloseRound,
  buildRollback,
  buildWin,
  buildWithdraw,
  type CallbackAction,
  type CallbackKind,
  type CallbackMessage,
  type WalletSession,
  type WireId,
} from "../../protocols/wallet/messages.js";
import { type Millis, toMillis } from "../../protocols/wallet/millis.js";

/** What the user said; null where nothing. */
export interface CallbackOrder {
  readonly kind: CallbackKind;
  readonly action: CallbackAction | null;
  readonly amount: Millis | null;
  readonly txId: string | null;
  readonly roundId: string | null;
  readonly betTxId: string | null;
  readonly userId: string | null;
}

type OrderFlag = "amount" | "txId" | "roundId" | "betTxId" | "userId";

const FLAGS: Readonly<Record<OrderFlag, string>> = {
  amount: "--amount",
  txId: "--tx",
  roundId: "--round",
  betTxId: "--bet-tx",
  userId: "--user",
};

const TRANSACTION = ["amount", "txId", "roundId", "userId"] as const;
const SETTLEMENT = [...TRANSACTION, "betTxId"] as const;

const FLAGS_BY_ACTION: Readonly<Record<CallbackAction | "auth" | "balance", readonly OrderFlag[]>> =
  {
    auth: [],
    balance: ["userId"],
    BET: TRANSACTION,
    FREE_BET: TRANSACTION,
    WIN: SETTLEMENT,
    FREE_BET_WIN: SETTLEMENT,
    ROLL_BACK: SETTLEMENT,
    CLOSE_ROUND: ["roundId"],
  };

/** Refuses what the callback has no place for, rather than leaving it out in silence. */
export function checkOrder(order: CallbackOrder): void {
  const name = callbackName(order);
  const allowed = FLAGS_BY_ACTION[order.action ?? sessionKind(order.kind)];
  for (const flag of Object.keys(FLAGS) as OrderFlag[]) {
    if (order[flag] === null || allowed.includes(flag)) continue;
    throw new UserError(
      "usage",
      `${FLAGS[flag]}: ${name} has nothing of this kind`,
      allowed.length === 0
        ? `Leave ${FLAGS[flag]} out.`
        : `It takes ${allowed.map((each) => FLAGS[each]).join(", ")}; anything else goes in with --set body.….`,
    );
  }
  if (order.action === "ROLL_BACK" && order.betTxId === null) {
    throw new UserError(
      "usage",
      "a rollback names the bet that it refunds, and --bet-tx is not given",
      "Give the bet's provider_tx_id: --bet-tx ID.",
    );
  }
}

/** Such as `withdraw BET`, or `balance`. */
export function callbackName({ kind, action }: Pick<CallbackOrder, "kind" | "action">): string {
  return action === null ? kind : `${kind} ${action}`;
}

/** Whether the callback carries the user id that only `/auth` knows. */
export function needsUser({ kind, action }: Pick<CallbackOrder, "kind" | "action">): boolean {
  return kind !== "auth" && action !== "CLOSE_ROUND";
}

function sessionKind(kind: CallbackKind): "auth" | "balance" {
  if (kind === "auth" || kind === "balance") return kind;
  throw new Error(`${kind} without an action`);
}

export interface TransactionIdentity {
  /** `provider_tx_id`. */
  readonly txId: string;
  readonly roundId: string;
}

/**
 * Whatever is not given derives from what is, so that a bet fired again by its
 * id is the same bet, and a win that names it is in the same round.
 *
 * @param fresh an id that was never used before
 * @returns null for callbacks that are no transactions
 */
export function identify(
  { kind, action, txId, roundId, betTxId }: CallbackOrder,
  { operatorId }: Pick<WalletSettings, "operatorId">,
  fresh: string,
): TransactionIdentity | null {
  if (kind === "auth" || kind === "balance") return null;
  const tx = txId ?? `tx-${fresh}`;
  const round = roundId ?? `${betTxId ?? tx}-round`;
  return {
    txId: action === "CLOSE_ROUND" ? closeRoundTxId(round, operatorId) : tx,
    roundId: round,
  };
}

const USUAL_AMOUNT = 1_000;

/** @returns a unit of the currency where no amount is given, less where the profile allows no more */
function amountOf(
  { amount }: CallbackOrder,
  { maxStakeMillis }: Pick<WalletSettings, "maxStakeMillis">,
): Millis {
  return amount ?? toMillis(Math.min(USUAL_AMOUNT, maxStakeMillis ?? USUAL_AMOUNT));
}

export function walletSession(settings: WalletSettings, userId: WireId): WalletSession {
  const [{ sessionToken, currency, platform }] = settings.players;
  const { game, provider } = settings;
  return { userId, sessionToken, currency, platform, game, provider };
}

/** @param ids null for callbacks that are no transactions */
export function buildCallback(
  order: CallbackOrder,
  ids: TransactionIdentity | null,
  userId: WireId,
  settings: WalletSettings,
): CallbackMessage {
  const { dialect, operatorId, players } = settings;
  const session = walletSession(settings, userId);
  if (order.kind === "auth") return buildAuth(dialect, players[0]);
  if (ids === null) return buildBalance(dialect, session);
  const money = { ...ids, amount: amountOf(order, settings) };
  const { action, betTxId } = order;
  switch (action) {
    case "WIN":
    case "FREE_BET_WIN":
      return buildWin(dialect, session, { ...money, action, betTxId });
    case "ROLL_BACK":
      return buildRollback(dialect, session, {
        ...money,
        betTxId: betTxId ?? "",
      });
    case "CLOSE_ROUND":
      return buildCloseRound(dialect, session, {
        roundId: ids.roundId,
        operatorId,
        // Only the round's own player knows its bets: one that was lost stands for them.
        bets: [{ stake: money.amount, coefficient: 0 }],
      });
    case "BET":
    case "FREE_BET":
      return buildWithdraw(dialect, session, { ...money, action });
    case null:
      throw new Error(`${order.kind} without an action`);
  }
}
