/** Opens a player's session and reads the balance. Money is known by /balance alone, never by replies. */
import type { HttpReply } from "../../../core/http.js";
import { type WalletField, wireName } from "../../../protocols/wallet/dialect.js";
import { unwrapReply } from "../../../protocols/wallet/envelope.js";
import { type JsonValue, jsonProperty } from "../../../core/json/value.js";
import {
  buildAuth,
  buildBalance,
  type WalletSession,
  type WireId,
} from "../../../protocols/wallet/messages.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { describeReply } from "../../expect.js";
import { type Precondition, ScenarioBlocked, type Step } from "../../scenario-context.js";
import type { PlayerSession } from "./account.js";
import { callback, type Opened, type WalletContext, type WalletTarget } from "./wallet-target.js";

export interface BalanceReading {
  readonly step: Step;
  /** In millis; a fraction where the wallet states one. Null when the reply states no number. */
  readonly amount: number | null;
}

/**
 * The player's session, which serves for the whole run; where the profile names the
 * user, nobody asks.
 *
 * @throws {ScenarioBlocked} when there is none
 */
export async function openSession(context: WalletContext, index: number): Promise<Opened> {
  const { players, opened } = context.target;
  const { userId } = players[index] ?? players[0];
  const known =
    opened.get(index) ?? (userId === null ? null : { userId, step: null, isSpent: true });
  if (known !== null) return known;
  const { step, session } = await askAuth(context, index, "open the player's session");
  if (session === null) throw blockedBy("/auth", step, "the player's session could not be opened");
  return session;
}

/** What one scenario did to a session is not the next one's matter; a `user_token` may serve once. */
export async function renewSession(
  context: WalletContext,
  index: number,
  opened: Opened,
): Promise<void> {
  if (opened.isSpent) return;
  const { step, session } = await askAuth(context, index, "open the player's session once more");
  opened.isSpent = session === null && step.reply !== null;
}

/** Sends `/auth`; a session that it opens serves every scenario of this player. */
export async function askAuth(
  context: WalletContext,
  index: number,
  name: string,
): Promise<{ readonly step: Step; readonly session: Opened | null }> {
  const { target } = context;
  const player = target.players[index] ?? target.players[0];
  const step = await context.send(name, callback(target, buildAuth(target.dialect, player)));
  const userId = step.reply?.status === 200 ? userIdIn(step.reply, target) : null;
  if (userId === null) return { step, session: null };
  const first = target.opened.get(index)?.step ?? step;
  const session = target.opened.get(index) ?? { userId, step: first, isSpent: false };
  target.opened.set(index, session);
  return { step, session };
}

export function sessionOf(target: WalletTarget, index: number, userId: WireId): PlayerSession {
  const { sessionToken, currency, platform } = target.players[index] ?? target.players[0];
  const { game, provider, operatorId } = target;
  return { userId, sessionToken, currency, platform, game, provider, operatorId };
}

export function blockedBy(what: string, step: Step, reason: string): ScenarioBlocked {
  const answer = step.reply === null ? "" : `: ${what} answered ${describeReply(step.reply)}`;
  return new ScenarioBlocked(
    step.silence === null ? `${reason}${answer}` : `${reason}: ${step.silence.message}`,
    step.exchanges,
  );
}

function userIdIn(reply: HttpReply, target: WalletTarget): WireId | null {
  const value = fieldIn(reply, target, "user_id");
  return typeof value === "number" ||
    typeof value === "bigint" ||
    (typeof value === "string" && value !== "")
    ? value
    : null;
}

/** One field of a success; whatever else is wrong with it is for the checks to say. */
export function fieldIn(
  { body }: HttpReply,
  { dialect }: WalletTarget,
  field: WalletField,
): JsonValue | undefined {
  const name = wireName(dialect.fields, field);
  const { fields } = unwrapReply(body, dialect.envelope, [name]);
  return fields === null ? undefined : jsonProperty(fields, name);
}

export async function readBalance(
  context: WalletContext,
  session: WalletSession,
  name: string,
): Promise<BalanceReading> {
  const { target } = context;
  const step = await context.send(name, balanceRequest(target, session));
  return { step, amount: amountIn(step, target, unitOf(target, session)) };
}

function unitOf({ book }: WalletTarget, { userId }: WalletSession): number {
  return book.get(String(userId))?.unit ?? 1;
}

export function balanceRequest(target: WalletTarget, session: WalletSession): OutgoingRequest {
  return callback(target, buildBalance(target.dialect, session));
}

/** @param unit millis in what `/balance` counts in */
export function amountIn({ reply }: Step, target: WalletTarget, unit: number): number | null {
  if (reply?.status !== 200) return null;
  const value = fieldIn(reply, target, "amount");
  if (typeof value !== "number") return null;
  return unit === 1 ? value : Math.round(value * unit);
}

/** The precondition that a balance could be read. */
export function readable({ step, amount }: BalanceReading): Precondition {
  return {
    holds: amount !== null,
    reason: `${step.name}: ${step.silence?.message ?? "no balance in millis can be read from the reply"}`,
    exchanges: step.exchanges,
  };
}
