/**
 * Builds the bodies of the four callbacks. Signing and sending them, and
 * inventing ids, is left to others.
 */
import { UserError } from "../../core/errors.js";
import { suggestionHint } from "../../core/suggest.js";
import type { WalletDialect } from "./dialect.js";
import { toWireNames, wireName } from "./dialect.js";
import { type JsonObject, type JsonValue } from "../../core/json/value.js";
import { renderJson } from "../../core/json/value.js";
import type { Millis } from "./millis.js";
import { ZERO_MILLIS } from "./millis.js";

export const CALLBACK_KINDS = ["auth", "withdraw", "deposit", "balance"] as const;
export type CallbackKind = (typeof CALLBACK_KINDS)[number];

export const WITHDRAW_ACTIONS = ["BET", "FREE_BET"] as const;
export const DEPOSIT_ACTIONS = ["WIN", "FREE_BET_WIN", "ROLL_BACK", "CLOSE_ROUND"] as const;
export type WithdrawAction = (typeof WITHDRAW_ACTIONS)[number];
export type DepositAction = (typeof DEPOSIT_ACTIONS)[number];
export type CallbackAction = WithdrawAction | DepositAction;

/** To be joined to the operator's base URL. */
export const CALLBACK_PATHS: Readonly<Record<CallbackKind, string>> = {
  auth: "/auth",
  withdraw: "/withdraw",
  deposit: "/deposit",
  balance: "/balance",
};

/** An operator may number its users; the number is sent back as it came. */
export type WireId = string | number | bigint;

export interface CallbackMessage {
  readonly kind: CallbackKind;
  readonly action: CallbackAction | null;
  readonly path: string;
  /** With the names that go over the wire. */
  readonly body: JsonObject;
}

/** What stays the same from one callback of a session to the next. */
export interface WalletSession {
  /** As `/auth` gave it. */
  readonly userId: WireId;
  readonly sessionToken: string;
  readonly currency: string;
  readonly platform: string;
  readonly game: string;
  readonly provider: string;
}

export interface TransactionIds {
  /** `provider_tx_id`: the idempotency key. */
  readonly txId: string;
  /** `action_id`. */
  readonly roundId: string;
}

/**
 * The action of a callback, as typed; without one, the ordinary action.
 *
 * @throws {UserError} `action_invalid`
 */
export function parseCallbackAction(
  kind: CallbackKind,
  text: string | undefined,
): CallbackAction | null {
  const known = actionsOf(kind);
  if (text === undefined) return known[0] ?? null;
  const action = known.find((candidate) => candidate === text);
  if (action !== undefined) return action;
  throw new UserError(
    "action_invalid",
    known.length === 0
      ? `--action ${text}: ${kind} has no actions`
      : `--action ${text}: ${kind} has no such action`,
    known.length === 0 ? "Leave --action out." : suggestionHint(text, known),
  );
}

function actionsOf(kind: CallbackKind): readonly CallbackAction[] {
  if (kind === "withdraw") return WITHDRAW_ACTIONS;
  return kind === "deposit" ? DEPOSIT_ACTIONS : [];
}

/** The bytes to sign and to send: compact JSON, the same for the same body. */
export function serialiseBody(body: JsonObject): Uint8Array {
  return new TextEncoder().encode(renderJson(body));
}

export function buildAuth(
  dialect: WalletDialect,
  player: {
    readonly userToken: string;
    readonly sessionToken: string;
    readonly platform: string;
    readonly currency: string;
  },
): CallbackMessage {
  return message(dialect, "auth", null, {
    user_token: player.userToken,
    session_token: player.sessionToken,
    platform: player.platform,
    currency: player.currency,
  });
}

/** A bet. `FREE_BET` names its stake too, and deducts no real money. */
export function buildWithdraw(
  dialect: WalletDialect,
  session: WalletSession,
  bet: TransactionIds & {
    readonly action: WithdrawAction;
    readonly amount: Millis;
  },
): CallbackMessage {
  return message(dialect, "withdraw", bet.action, transaction(session, bet.action, bet));
}

/** @param win `betTxId` links the win to one bet; left out of the body when null */
export function buildWin(
  dialect: WalletDialect,
  session: WalletSession,
  win: TransactionIds & {
    readonly action: "WIN" | "FREE_BET_WIN";
    readonly amount: Millis;
    readonly betTxId: string | null;
  },
): CallbackMessage {
  return message(dialect, "deposit", win.action, {
    ...transaction(session, win.action, win),
    ...(win.betTxId === null ? {} : { withdraw_provider_tx_id: win.betTxId }),
  });
}

/** The refund of a voided bet. */
export function buildRollback(
  dialect: WalletDialect,
  session: WalletSession,
  rollback: TransactionIds & {
    readonly amount: Millis;
    /** `provider_tx_id` of the bet. */
    readonly betTxId: string;
  },
): CallbackMessage {
  return message(dialect, "deposit", "ROLL_BACK", {
    ...transaction(session, "ROLL_BACK", rollback),
    withdraw_provider_tx_id: rollback.betTxId,
  });
}

/** One bet of a round, as the close notification sums it up. */
export interface RoundBet {
  readonly stake: Millis;
  /** The multiplier at which it was cashed out; 0 = lost. */
  readonly coefficient: number;
}

/** The one close notification of a round has a known id. */
export function closeRoundTxId(roundId: string, operatorId: string): string {
  return `${roundId}-${operatorId}-close-round`;
}

/**
 * The end of a round, once for an operator: no player, no session, no money.
 *
 * @param round all bets of this operator's players, in one order for both attributes
 */
export function buildCloseRound(
  dialect: WalletDialect,
  session: Pick<WalletSession, "currency" | "platform" | "game" | "provider">,
  round: {
    readonly roundId: string;
    readonly operatorId: string;
    readonly bets: readonly RoundBet[];
  },
): CallbackMessage {
  return message(dialect, "deposit", "CLOSE_ROUND", {
    currency: session.currency,
    amount: ZERO_MILLIS,
    game: session.game,
    action: "CLOSE_ROUND",
    action_id: round.roundId,
    provider: session.provider,
    provider_tx_id: closeRoundTxId(round.roundId, round.operatorId),
    platform: session.platform,
    attributes: roundAttributes(dialect, round.bets),
  });
}

export function buildBalance(
  dialect: WalletDialect,
  session: Pick<WalletSession, "userId" | "sessionToken" | "currency">,
): CallbackMessage {
  return message(dialect, "balance", null, {
    user_id: session.userId,
    session_token: session.sessionToken,
    currency: session.currency,
  });
}

function message(
  dialect: WalletDialect,
  kind: CallbackKind,
  action: CallbackAction | null,
  body: Parameters<typeof toWireNames>[1],
): CallbackMessage {
  return {
    kind,
    action,
    path: CALLBACK_PATHS[kind],
    body: toWireNames(dialect.fields, body),
  };
}

function transaction(
  session: WalletSession,
  action: CallbackAction,
  ids: TransactionIds & { readonly amount: Millis },
) {
  return {
    user_id: session.userId,
    session_token: session.sessionToken,
    currency: session.currency,
    amount: ids.amount,
    game: session.game,
    action,
    action_id: ids.roundId,
    provider: session.provider,
    provider_tx_id: ids.txId,
    platform: session.platform,
  };
}

/** Each attribute is an array written as JSON inside a string. */
function roundAttributes(
  { fields, attributes }: WalletDialect,
  bets: readonly RoundBet[],
): JsonValue {
  const pairs = [
    [
      wireName(fields, "aviadroneCashOutCoefficients"),
      renderJson(bets.map(({ coefficient }) => coefficient)),
    ],
    [wireName(fields, "aviadroneBets"), renderJson(bets.map(({ stake }) => stake))],
  ] as const;
  return attributes === "object"
    ? Object.fromEntries(pairs)
    : pairs.map(([name, value]) => ({ name, value }));
}
