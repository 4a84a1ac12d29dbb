/** Sends one callback, after the `/auth` that tells the user id where one is needed. */
import { UserError } from "../../core/errors.js";
import { isUnreachable } from "../../core/http.js";
import type { RetrySchedule } from "../../core/retry-schedule.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { WalletSettings } from "../../profile/wallet-settings.js";
import { wireName } from "../../protocols/wallet/dialect.js";
import { isJsonObject, jsonProperty } from "../../core/json/value.js";
import { readJson } from "../../core/json/read.js";
import type { WireId } from "../../protocols/wallet/messages.js";
import {
  isMillis,
  type Millis,
  renderMillis,
  toMillis,
  ZERO_MILLIS,
} from "../../protocols/wallet/millis.js";
import { replyKindOf } from "../../protocols/wallet/callback-replies.js";
import type { CallbackTamper, SignedCallback } from "../../protocols/wallet/tamper.js";
import type { RetryOptions } from "../../transport/retry.js";
import type { Sent } from "../../transport/send.js";
import type { MessageOverrides } from "../message-overrides.js";
import { authenticate } from "./authenticate.js";
import {
  buildCallback,
  type CallbackOrder,
  callbackName,
  checkOrder,
  identify,
  needsUser,
  type TransactionIdentity,
} from "./build-callback.js";
import { type JudgedReply, judgeReply } from "./judge-reply.js";
import {
  type CallbackBytes,
  createCallbackSender,
  type SendCallback,
  type WalletPorts,
} from "./send-callback.js";
import { signMessage } from "./sign-callback.js";

export interface FireCallback extends CallbackOrder {
  /** The operator's base URL. */
  readonly url: string;
  readonly overrides: MessageOverrides;
  readonly tamper: CallbackTamper | null;
  /** Null sends once. */
  readonly retry: RetrySchedule;
  readonly allowLive: boolean;
  /** For ids that are not given. */
  readonly freshId: string;
  readonly onStart?: (cost: CallbackCost) => void;
  readonly onAttempt?: RetryOptions["onAttempt"];
}

/** At most. */
interface CallbackCost {
  readonly url: string;
  readonly requests: number;
  readonly amount: Millis;
}

export interface CallbackReport {
  readonly url: string;
  readonly name: string;
  readonly ids: TransactionIdentity | null;
  /** The step before the callback; null where none was needed. */
  readonly auth: JudgedReply<"auth"> | null;
  /** Null when that step did not give a user id. */
  readonly callback: JudgedReply | null;
  /** The last reply to the callback, or to `/auth` when that was the last step. */
  readonly last: Sent;
  readonly attempts: readonly Sent[];
  readonly isUnreachable: boolean;
  /** A right callback that moves no money, beside a spoilt one that was refused; null where none was sent. */
  readonly control: WalletControl | null;
}

export interface WalletControl {
  readonly name: string;
  readonly accepted: boolean;
  readonly exchange: Sent["exchange"];
}

/**
 * Everything that can be wrong with the order is found before the first request.
 *
 * @throws {UserError} `usage`, `set_*`, `tamper_not_applicable`, `stake_too_high`, `live_target`
 */
export async function fireCallback(
  order: FireCallback,
  settings: WalletSettings,
  profile: ResolvedProfile,
  ports: WalletPorts,
): Promise<CallbackReport> {
  checkOrder(order);
  const ids = identify(order, settings, order.freshId);
  const prepare = (userId: WireId) => prepareCallback(order, ids, userId, settings);
  const asksAuth = needsUser(order) && order.userId === null;
  announce(order, prepare(order.userId ?? "").signed, asksAuth, settings);
  const send = createCallbackSender({ ...order, cutsInFlight: true }, settings, profile, ports);
  const authed = asksAuth ? await authenticate("auth, for the user id", send, settings) : null;
  const userId = authed === null ? order.userId : (authed.judged.reply?.userId ?? null);
  const report = { url: order.url, name: callbackName(order), ids };
  if (authed !== null && userId === null)
    return {
      ...report,
      auth: authed.judged,
      callback: null,
      last: authed.sent.at(-1) ?? authed.sent[0],
      attempts: authed.sent,
      isUnreachable: isLost(authed.judged),
      control: null,
    };
  const { signed, sendable } = prepare(userId ?? "");
  const sent = await send(report.name, sendable);
  const last = sent.at(-1) ?? sent[0];
  const kind = replyKindOf(order.kind, order.action);
  const judged = judgeReply(kind, signed.body, last, settings.dialect);
  const isRefused = order.tamper !== null && judged.status !== null && judged.status >= 400;
  const tried = isRefused
    ? (authed?.sent ?? (await sendControl(order, userId, settings, send)))
    : [];
  return {
    ...report,
    auth: authed?.judged ?? null,
    callback: judged,
    last,
    attempts: [...(authed?.sent ?? []), ...sent],
    isUnreachable: isLost(judged),
    control: controlOf(tried.at(-1)),
  };
}

/** A refusal of a spoilt callback shows nothing where the operator refuses a right one too. */
function sendControl(
  order: FireCallback,
  userId: WireId | null,
  settings: WalletSettings,
  send: SendCallback,
): Promise<readonly Sent[]> {
  const asked = { action: null, amount: null, txId: null, roundId: null, betTxId: null };
  const right: FireCallback = {
    ...{ ...order, ...asked, overrides: { body: [], header: [] }, tamper: null },
    kind: order.kind === "auth" ? "auth" : "balance",
  };
  const { sendable } = prepareCallback(right, null, userId ?? "", settings);
  return send(`${right.kind}, unbroken`, sendable);
}

function controlOf(sent: Sent | undefined): WalletControl | null {
  if (sent === undefined) return null;
  const { exchange, outcome } = sent;
  return { name: exchange.step, accepted: outcome.reply?.status === 200, exchange };
}

/** What is signed, and what is sent: not the same when it is tampered with. */
function prepareCallback(
  order: FireCallback,
  ids: TransactionIdentity | null,
  userId: WireId,
  settings: WalletSettings,
): { readonly signed: SignedCallback; readonly sendable: CallbackBytes } {
  const message = buildCallback(order, ids, userId, settings);
  const signed = signMessage(message, settings, order.overrides);
  const { headers, body } = order.tamper?.tamper(signed) ?? signed;
  return { signed, sendable: { kind: order.kind, headers, body } };
}

function announce(
  order: FireCallback,
  signed: SignedCallback,
  asksAuth: boolean,
  settings: WalletSettings,
): void {
  const amount = movedBy(signed);
  const { maxStakeMillis, players } = settings;
  if (maxStakeMillis !== null && amount > maxStakeMillis) {
    const { currency } = players[0];
    throw new UserError(
      "stake_too_high",
      `${callbackName(order)} moves ${renderMillis(amount, currency)}, and wallet.maxStake allows ${renderMillis(maxStakeMillis, currency)}`,
      "Give a smaller --amount, or raise wallet.maxStake in the profile.",
    );
  }
  const perCallback = 1 + order.retry.delaysMs.length;
  // A spoilt one that is refused is followed by a right one, unless an /auth came before it.
  const requests = perCallback * (asksAuth || order.tamper !== null ? 2 : 1);
  order.onStart?.({ url: order.url, requests, amount });
}

const MOVING: readonly SignedCallback["action"][] = ["BET", "WIN", "FREE_BET_WIN", "ROLL_BACK"];

/** As the body says after the user's changes. */
function movedBy({ action, body, fields }: SignedCallback): Millis {
  if (!MOVING.includes(action)) return ZERO_MILLIS;
  const reading = readJson(body);
  const amount =
    reading.ok && isJsonObject(reading.value)
      ? jsonProperty(reading.value, wireName(fields, "amount"))
      : undefined;
  return isMillis(amount) ? toMillis(Math.abs(amount)) : ZERO_MILLIS;
}

function isLost({ failure }: JudgedReply): boolean {
  return failure !== null && isUnreachable(failure);
}
