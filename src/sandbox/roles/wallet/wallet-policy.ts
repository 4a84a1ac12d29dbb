/**
 * How the wallet behaves, as data and small functions: `RIGHT_WALLET` is
 * correct to the letter, and every fault or variant changes a member or two.
 */
import { fieldText } from "./field-text.js";
import type { ServedReply, ServedRequest } from "../../../core/server.js";
import { type JsonObject, type JsonValue } from "../../../core/json/value.js";
import type { Credential } from "../../../protocols/signing/forgeries/credential.js";
import type { CallbackAction, CallbackKind, WireId } from "../../../protocols/wallet/messages.js";
import { isMillis } from "../../../protocols/wallet/millis.js";
import { deviationsOf } from "../../role.js";
import type { Account } from "./accounts.js";
import type { WalletAgreement } from "./agreement.js";
import { type Answer, BAD_SIGNATURE, INSUFFICIENT, refusal, writeAnswer } from "./answer.js";
import type { Books, PlacedBet, Transaction } from "./transaction.js";

/** A callback before its signature is judged. */
export interface Arrival {
  readonly kind: CallbackKind;
  readonly body: Uint8Array;
  readonly publicKey: string | null;
  readonly signature: string | null;
  /** What would be right under the first secret. */
  readonly credential: Credential;
  /** The signatures that would be right, one a secret. */
  readonly rightSignatures: readonly string[];
  /** Whether this signature was right before, for these or other bytes. */
  readonly signatureSeen: boolean;
}

/** Who a callback claims to speak for. */
interface Claim {
  readonly userId: JsonValue | undefined;
  readonly currency: JsonValue | undefined;
}

export interface WalletPolicy {
  /** In millis. */
  readonly openingBalance: number;
  readonly userIdOf: (index: number) => WireId;
  /** Milliseconds before the reply, by how many replies there were. */
  readonly delayMs: (served: number) => number;
  /** Whether the reply reaches the caller; a lost one is cut off after the work was done. */
  readonly isDelivered: (served: number, kind: CallbackKind) => boolean;

  readonly beforeVerifying: (arrival: Arrival) => Answer | null;
  readonly signedBytes: (body: Uint8Array) => Uint8Array;
  /** Accepts without verifying. */
  readonly trusts: (request: ServedRequest) => boolean;
  /** Accepts what verification refused. */
  readonly forgivesSignature: (arrival: Arrival) => boolean;
  readonly forgivesPublicKey: (arrival: Arrival, right: string) => boolean;
  readonly unauthorized: (arrival: Arrival) => Answer;
  /** Answered after verification and before parsing. */
  readonly afterVerifying: (arrival: Arrival) => Answer | null;
  readonly onMalformed: () => Answer;

  /** The player of an unknown user token: none. */
  readonly strangerAt: (accounts: readonly Account[]) => Account | null;
  /** What a callback leaves behind whose signature was refused. */
  readonly unverified: "nothing" | "claims-its-id" | "voids-its-bet";

  /** The player of an unknown session: none. */
  readonly sessionless: (
    accounts: readonly Account[],
    userId: JsonValue | undefined,
  ) => Account | null;
  /** Null when the player is who the callback says. */
  readonly refusesClaim: (account: Account, claim: Claim) => Answer | null;
  readonly authData: (account: Account) => JsonObject;
  readonly balanceData: (account: Account) => JsonObject;

  /** The player whom a callback moves, by its session and by its user_id. */
  readonly playerOf: (bySession: Account, byUser: Account | null) => Account;
  /** What an action that the endpoint does not have counts as: nothing. */
  readonly unknownAction: (kind: CallbackKind) => CallbackAction | null;
  /** Fields without which a transaction is refused. */
  readonly requiredFields: readonly string[];
  readonly readAmount: (value: JsonValue | undefined, kind: CallbackKind) => number | Answer;
  readonly closeNeedsPlayer: boolean;
  readonly refusesClose: (
    bets: readonly (readonly [stake: number, coefficient: number])[],
  ) => Answer | null;
  /** What a close pays for each bet of the round: nothing. */
  readonly closeCredit: (bet: PlacedBet) => number;

  /** The key under which a transaction is remembered; null forgets it. */
  readonly idKey: (transaction: Transaction) => string | null;
  readonly isSameRequest: (earlier: Transaction, again: Transaction) => boolean;
  readonly onConflict: (original: Answer) => Answer;
  readonly onRepeat: (original: Answer, account: Account, transaction: Transaction) => Answer;
  /** For a duplicate of something that is still under way; null waits for it. */
  readonly onDuplicate: (transaction: Transaction) => Answer | null;
  /** Ids are claimed before booking; `late` opens a window for duplicates. */
  readonly claim: (transaction: Transaction) => "first" | "late";
  readonly remembersRefusal: (transaction: Transaction) => boolean;
  /** How many ids are remembered. */
  readonly memory: number;

  readonly takesTurns: (transaction: Transaction) => boolean;
  /** Between looking at the books and writing to them. */
  readonly windowMs: (transaction: Transaction) => number;
  /** `delta` adds to the balance as it is, `stale` to the balance as it was read. */
  readonly writes: "delta" | "stale";

  readonly debitOf: (bet: Transaction, books: Books) => number;
  readonly affords: (balance: number, debit: number) => boolean;
  readonly insufficient: (debit: number) => Answer;
  readonly locksAfterRefusal: boolean;
  readonly refusesBet: (bet: Transaction, books: Books) => Answer | null;
  readonly refusesWin: (win: Transaction, books: Books, account: Account) => Answer | null;
  readonly creditOf: (win: Transaction, bet: PlacedBet | null) => number;
  /** What a rollback gives back, or why it is refused. */
  readonly refundOf: (
    rollback: Transaction,
    bet: PlacedBet | null,
    books: Books,
  ) => number | Answer;
  /** Whether a rollback of this player may refund the bet. */
  readonly isBetOf: (bet: PlacedBet, account: Account) => boolean;
  readonly keepsVoided: boolean;
  /** Other accounts that a movement reaches: none. */
  readonly alsoMoves: (account: Account, accounts: readonly Account[]) => readonly Account[];

  /** The balance as it is stored. */
  readonly stored: (balance: number) => number;
  /** The balance as the reply states it. */
  readonly stated: (balance: number, delta: number) => number;
  readonly replyData: (data: JsonObject) => JsonObject;
  readonly write: (answer: Answer, agreement: WalletAgreement) => ServedReply;
}

const BAD_REQUEST = (message: string) => refusal(400, message);

export const NO_SUCH_BET = refusal(400, "no such withdrawal", 10014);

export const RIGHT_WALLET: WalletPolicy = {
  // 1000 units: enough for every check, little enough to bet all of it.
  openingBalance: 1_000_000,
  userIdOf: (index) => `user-${index + 1}`,
  delayMs: () => 0,
  isDelivered: () => true,

  beforeVerifying: () => null,
  signedBytes: (body) => body,
  trusts: () => false,
  forgivesSignature: () => false,
  forgivesPublicKey: () => false,
  unauthorized: () => BAD_SIGNATURE,
  afterVerifying: () => null,
  onMalformed: () => BAD_REQUEST("the body is not a JSON object"),

  strangerAt: () => null,
  sessionless: () => null,
  refusesClaim: (account, { userId, currency }) => {
    if (fieldText(userId) !== fieldText(account.userId)) return refusal(404, "no such user");
    return currency === account.currency ? null : BAD_REQUEST("another currency than the player's");
  },
  authData: ({ userId, username, balance, currency }) => ({
    user_id: userId,
    username,
    balance,
    currency,
    minbet: 1,
    maxbet: Number.MAX_SAFE_INTEGER,
  }),
  balanceData: ({ currency, balance }) => ({ currency, amount: balance }),

  unverified: "nothing",
  playerOf: (bySession) => bySession,
  unknownAction: () => null,
  requiredFields: ["user_id", "session_token", "currency", "action_id", "provider_tx_id"],
  readAmount: (value) =>
    isMillis(value) && value >= 0 ? value : BAD_REQUEST("amount is not a whole number of millis"),
  closeNeedsPlayer: false,
  refusesClose: () => null,
  closeCredit: () => 0,

  idKey: ({ txId }) => txId,
  isSameRequest: (earlier, again) => earlier.kind === again.kind && earlier.body === again.body,
  onConflict: () => refusal(409, "this id belongs to another transaction"),
  onRepeat: (original) => original,
  onDuplicate: () => null,
  claim: () => "first",
  // A refused rollback voids the bet that may still come.
  remembersRefusal: ({ action }) => action === "ROLL_BACK",
  memory: Number.MAX_SAFE_INTEGER,

  takesTurns: () => true,
  windowMs: () => 0,
  writes: "delta",

  debitOf: ({ action, amount }) => (action === "FREE_BET" ? 0 : amount),
  affords: (balance, debit) => debit <= balance,
  insufficient: () => INSUFFICIENT,
  locksAfterRefusal: false,
  refusesBet: (bet, { voided }) =>
    voided.has(bet.txId) ? refusal(400, "this bet was rolled back before it came") : null,
  refusesWin: ({ betTxId, roundId }, { bets }) => {
    const isKnown =
      betTxId === null
        ? [...bets.values()].some((bet) => bet.transaction.roundId === roundId)
        : bets.has(betTxId);
    return isKnown ? null : NO_SUCH_BET;
  },
  creditOf: ({ amount }) => amount,
  refundOf: ({ amount }, bet) => {
    if (bet === null) return NO_SUCH_BET;
    if (bet.refundedBy !== null) return 0;
    return amount === bet.transaction.amount
      ? bet.debited
      : BAD_REQUEST("the rollback's amount is not the bet's");
  },
  isBetOf: (bet, account) => bet.account === account,
  keepsVoided: true,
  alsoMoves: () => [],

  stored: (balance) => balance,
  stated: (balance) => balance,
  replyData: (data) => data,
  write: writeAnswer,
};

export const deviation = deviationsOf<WalletPolicy>("wallet.");
