/** Answers the four callbacks: verifies the raw bytes, reads them, looks the player up, books. */
import { fieldText } from "./field-text.js";
import { headerValue } from "../../../core/http.js";
import {
  emptyReply,
  pathOf,
  type RequestHandler,
  type ServedRequest,
} from "../../../core/server.js";
import { type JsonObject, isJsonObject, jsonProperty } from "../../../core/json/value.js";
import { readJson } from "../../../core/json/read.js";
import { type WalletField, wireName } from "../../../protocols/wallet/dialect.js";
import { CALLBACK_KINDS, type CallbackKind } from "../../../protocols/wallet/messages.js";
import {
  PUBLIC_KEY_HEADER,
  SIGNATURE_HEADER,
  signCallback,
} from "../../../protocols/wallet/signature.js";
import { usualPath } from "../../../protocols/signing/forgeries/surfaces.js";
import { equalInConstantTime } from "../../../protocols/signing/constant-time.js";
import type { SandboxWorld } from "../../role.js";
import { type Account, openAccounts } from "./accounts.js";
import type { WalletAgreement } from "./agreement.js";
import { type Answer, isAnswer, refusal, success } from "./answer.js";
import { book } from "./booking.js";
import { closeRound } from "./close-round.js";
import { callbackCredential } from "../../../protocols/wallet/credential.js";
import { createOnce } from "./idempotency.js";
import type { Arrival, WalletPolicy } from "./wallet-policy.js";
import { readTransaction } from "./read-transaction.js";
import { openBooks } from "./transaction.js";
import type { FieldOf, Wallet } from "./wallet.js";

export function createWalletHandler(
  agreement: WalletAgreement,
  policy: WalletPolicy,
  { clock }: Pick<SandboxWorld, "clock">,
): RequestHandler {
  let operatorTxIds = 0;
  const accounts = openAccounts(agreement.players, policy.openingBalance, policy.userIdOf);
  const wallet: Wallet = {
    agreement,
    policy,
    accounts,
    once: createOnce(policy, clock),
    keeper: {
      policy,
      clock,
      books: openBooks(),
      accounts,
      nextOperatorTxId: () => `op-${(operatorTxIds += 1)}`,
    },
  };
  const rightSignatures = new Set<string>();
  let served = 0;
  return async (request) => {
    const isTrusted = policy.trusts(request);
    const path = pathOf(request.target);
    const kind = CALLBACK_KINDS.find((each) => `/${each}` === (isTrusted ? usualPath(path) : path));
    if (kind === undefined) return emptyReply(404);
    if (request.method !== "POST" && !isTrusted) return emptyReply(405, [["Allow", "POST"]]);
    served += 1;
    const isDelivered = policy.isDelivered(served, kind);
    const delayMs = policy.delayMs(served);
    if (delayMs > 0) await clock.sleep(delayMs);
    const arrival = arrivalOf(kind, request, wallet, rightSignatures);
    const answer =
      (isTrusted ? null : verify(arrival, wallet, rightSignatures)) ??
      (await answerVerified(arrival, wallet));
    // Only what was booked is lost: a refusal costs nobody anything.
    return isDelivered || answer.status !== 200 ? policy.write(answer, agreement) : "reset";
  };
}

function arrivalOf(
  kind: CallbackKind,
  { body, headers }: ServedRequest,
  { agreement, policy }: Wallet,
  seen: ReadonlySet<string>,
): Arrival {
  const signature = headerValue(headers, SIGNATURE_HEADER);
  const bytes = policy.signedBytes(body);
  return {
    kind,
    body,
    publicKey: headerValue(headers, PUBLIC_KEY_HEADER),
    signature,
    credential: callbackCredential(bytes, agreement.secrets[0] ?? ""),
    rightSignatures: agreement.secrets.map((secret) => signCallback(bytes, secret)),
    signatureSeen: seen.has(signature ?? ""),
  };
}

/** @returns null when the callback is who it says */
function verify(arrival: Arrival, wallet: Wallet, seen: Set<string>): Answer | null {
  const { agreement, policy } = wallet;
  const early = policy.beforeVerifying(arrival);
  if (early !== null) return early;
  const { publicKey, signature, rightSignatures } = arrival;
  const isTenant =
    publicKey === agreement.publicKey || policy.forgivesPublicKey(arrival, agreement.publicKey);
  const isRight = rightSignatures.some((right) =>
    equalInConstantTime(Buffer.from(signature ?? ""), Buffer.from(right)),
  );
  if (isRight && signature !== null) seen.add(signature);
  if (isTenant && (isRight || policy.forgivesSignature(arrival))) return null;
  leaveTrace(arrival, wallet);
  return policy.unauthorized(arrival);
}

/** What a wallet that looks ids up before it verifies keeps of a forged callback. */
function leaveTrace({ body }: Arrival, { agreement, policy, keeper: { books } }: Wallet): void {
  if (policy.unverified === "nothing") return;
  const reading = readJson(body);
  if (!reading.ok || !isJsonObject(reading.value)) return;
  const message: JsonObject = reading.value;
  const text = (name: WalletField) =>
    fieldText(jsonProperty(message, wireName(agreement.dialect.fields, name)));
  if (policy.unverified === "claims-its-id") books.claimed.add(text("provider_tx_id"));
  else books.voided.add(text("withdraw_provider_tx_id"));
}

async function answerVerified(arrival: Arrival, wallet: Wallet): Promise<Answer> {
  const { policy, agreement } = wallet;
  const early = policy.afterVerifying(arrival);
  if (early !== null) return early;
  const reading = readJson(arrival.body);
  if (!reading.ok || !isJsonObject(reading.value)) return policy.onMalformed();
  const message: JsonObject = reading.value;
  const field: FieldOf = (name) => jsonProperty(message, wireName(agreement.dialect.fields, name));
  if (arrival.kind === "auth") return answerAuth(field, wallet);
  if (arrival.kind === "balance") return answerBalance(field, wallet);
  return answerTransaction(arrival, arrival.kind, field, wallet);
}

function answerAuth(field: FieldOf, { accounts, policy }: Wallet): Answer {
  const userToken = field("user_token");
  const sessionToken = field("session_token");
  if (typeof sessionToken !== "string" || sessionToken === "")
    return refusal(400, "session_token is missing");
  const account = accounts.byUserToken(fieldText(userToken)) ?? policy.strangerAt(accounts.all());
  if (account === null) return refusal(401, "no such user token");
  if (field("currency") !== account.currency)
    return refusal(400, "another currency than the player's");
  accounts.bindSession(sessionToken, account);
  account.isLocked = false;
  return success(policy.replyData(policy.authData(account)));
}

function answerBalance(field: FieldOf, wallet: Wallet): Answer {
  const account = accountOf(field, wallet);
  return isAnswer(account)
    ? account
    : success(wallet.policy.replyData(wallet.policy.balanceData(account)));
}

/** The player of the session, when it is the one whom the callback names. */
function accountOf(field: FieldOf, { accounts, policy }: Wallet): Account | Answer {
  const bySession =
    accounts.bySession(fieldText(field("session_token"))) ??
    policy.sessionless(accounts.all(), field("user_id"));
  if (bySession === null) return refusal(401, "no such session", 10013);
  const userId = fieldText(field("user_id"));
  const byUser = accounts.all().find((each) => fieldText(each.userId) === userId);
  const account = policy.playerOf(bySession, byUser ?? null);
  return (
    policy.refusesClaim(account, {
      userId: field("user_id"),
      currency: field("currency"),
    }) ?? account
  );
}

async function answerTransaction(
  arrival: Arrival,
  kind: "withdraw" | "deposit",
  field: FieldOf,
  wallet: Wallet,
): Promise<Answer> {
  const transaction = readTransaction(arrival, kind, field, wallet);
  if (isAnswer(transaction)) return transaction;
  if (transaction.action === "CLOSE_ROUND") return closeRound(transaction, field, wallet);
  const account = accountOf(field, wallet);
  if (isAnswer(account)) return account;
  if (wallet.keeper.books.claimed.has(transaction.txId))
    return refusal(409, "this id was used before");
  return wallet.once(transaction, account, () => book(wallet.keeper, account, transaction));
}
