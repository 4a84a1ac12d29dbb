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
import { isMillis, toMillis } from "../../../protocols/wallet/millis.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { describeReply } from "../../expect.js";
import { type Precondition, ScenarioBlocked, type Step } from "../../scenario-context.js";
import { callback, playerOf, type WalletContext, type WalletTarget } from "./wallet-target.js";
import { type BetLimits, MOST_SHIFT, USUAL_BET } from "./stakes.js";

/** A session, and what names a close notification. */
export interface PlayerSession extends WalletSession {
  readonly operatorId: string;
}

/** What a player must have: 100 units of the currency. */
const LEAST_BALANCE = toMillis(100_000);

export interface BalanceReading {
  readonly step: Step;
  /** Null when the reply states none. */
  readonly amount: number | null;
}

/** @throws {ScenarioBlocked} below 100 units */
export function needMoney(amount: number, { exchanges }: Step): void {
  if (amount >= LEAST_BALANCE) return;
  throw new ScenarioBlocked(
    `the player has ${amount} millis, and the suite needs ${LEAST_BALANCE}: credit the player, or name another in wallet.player`,
    exchanges,
  );
}

export async function openSession(
  context: WalletContext,
  scenarioId: string,
): Promise<{ readonly session: PlayerSession; readonly limits: BetLimits }> {
  const { target } = context;
  const player = playerOf(target, scenarioId);
  const step = await context.send(
    "open the player's session",
    callback(target, buildAuth(target.dialect, player)),
  );
  const reply = context.need(step);
  const userId = reply.status === 200 ? userIdIn(reply, target) : null;
  if (userId === null) throw blockedBy("/auth", step, "the player's session could not be opened");
  takeSeat(target, userId, target.players.indexOf(player), step);
  return {
    limits: limitsIn(step, reply, target),
    session: {
      userId,
      sessionToken: player.sessionToken,
      currency: player.currency,
      platform: player.platform,
      game: target.game,
      provider: target.provider,
      operatorId: target.operatorId,
    },
  };
}

/** @throws {ScenarioBlocked} when what the suite stakes is below the least bet or above the greatest */
function limitsIn({ exchanges }: Step, reply: HttpReply, target: WalletTarget): BetLimits {
  const least = fieldIn(reply, target, "minbet");
  const most = fieldIn(reply, target, "maxbet");
  const shift = isMillis(least) ? Math.max(0, least - USUAL_BET.min) : 0;
  const stakes = `the suite stakes from ${USUAL_BET.min} to ${USUAL_BET.max}`;
  if (shift > MOST_SHIFT)
    throw new ScenarioBlocked(
      `the player's least bet is ${shift + USUAL_BET.min} millis, and ${stakes}: lower minbet for this player`,
      exchanges,
    );
  if (!isMillis(most)) return { shift, most: null };
  if (most >= USUAL_BET.max + shift) return { shift, most };
  throw new ScenarioBlocked(
    `the player's greatest bet is ${most} millis, and ${stakes}: raise maxbet for this player`,
    exchanges,
  );
}

/** Two entries that are one player would see each other's money. */
function takeSeat({ seats }: WalletTarget, userId: WireId, index: number, step: Step): void {
  const taken = seats.get(String(userId)) ?? index;
  seats.set(String(userId), taken);
  if (taken === index) return;
  throw new ScenarioBlocked(
    "two entries of wallet.player and wallet.players are the same user: give each a player of its own",
    step.exchanges,
  );
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
function fieldIn(
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
  const step = await context.send(name, balanceRequest(context.target, session));
  return { step, amount: amountIn(step, context.target) };
}

export function balanceRequest(target: WalletTarget, session: WalletSession): OutgoingRequest {
  return callback(target, buildBalance(target.dialect, session));
}

export function amountIn({ reply }: Step, target: WalletTarget): number | null {
  if (reply?.status !== 200) return null;
  const value = fieldIn(reply, target, "amount");
  return isMillis(value) ? value : null;
}

/** The precondition that a balance could be read. */
export function readable({ step, amount }: BalanceReading): Precondition {
  return {
    holds: amount !== null,
    reason: `${step.name}: ${step.silence?.message ?? "no balance in millis can be read from the reply"}`,
    exchanges: step.exchanges,
  };
}
