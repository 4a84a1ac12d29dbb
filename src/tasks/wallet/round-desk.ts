/** Sends a round's callbacks one after the other, and keeps its books. */
import type { WalletSettings } from "../../profile/wallet-settings.js";
import type { WalletOperation } from "../../protocols/wallet/ledger-state.js";
import {
  buildBalance,
  type CallbackMessage,
  closeRoundTxId,
  type WireId,
} from "../../protocols/wallet/messages.js";
import { buildOperation } from "../../protocols/wallet/operations.js";
import { type ReplyKind, replyKindOf } from "../../protocols/wallet/callback-replies.js";
import type { Sent } from "../../transport/send.js";
import { authenticate } from "./authenticate.js";
import { walletSession } from "./build-callback.js";
import { type JudgedReply, judgeReply } from "./judge-reply.js";
import {
  bookAuth,
  bookBalance,
  bookOperation,
  type Books,
  type Standing,
  standingOf,
} from "./round-ledger.js";
import type { SendCallback } from "./send-callback.js";
import { signMessage } from "./sign-callback.js";

export interface RoundDesk {
  operate(operation: WalletOperation): Promise<Standing>;
  balance(): Promise<void>;
  books(): Books;
  attempts(): readonly Sent[];
}

export interface OpenedDesk {
  readonly books: Books;
  readonly attempts: readonly Sent[];
  /** Null when the operator told neither the user nor the balance. */
  readonly desk: RoundDesk | null;
}

/** Opens the session, without which there is nothing to keep books of. */
export async function openRoundDesk(
  send: SendCallback,
  settings: WalletSettings,
): Promise<OpenedDesk> {
  const { judged, sent } = await authenticate("auth", send, settings);
  const { currency } = settings.players[0];
  const books = bookAuth(judged, sent.length, currency);
  const desk =
    judged.reply === null ? null : createDesk(send, settings, judged.reply.userId, books, sent);
  return { books, attempts: sent, desk };
}

function createDesk(
  send: SendCallback,
  settings: WalletSettings,
  userId: WireId,
  opening: Books,
  earlier: readonly Sent[],
): RoundDesk {
  const { dialect, operatorId } = settings;
  const session = { ...walletSession(settings, userId), operatorId };
  const attempts = [...earlier];
  let books = opening;
  const dispatch = async <Kind extends ReplyKind>(
    kind: Kind,
    message: CallbackMessage,
    step: string,
  ): Promise<{ judged: JudgedReply<Kind>; attempts: number }> => {
    const signed = signMessage(message, settings);
    const sent = await send(step, signed);
    attempts.push(...sent);
    const last = sent.at(-1) ?? sent[0];
    const judged = judgeReply(kind, signed.body, last, dialect);
    return { judged, attempts: sent.length };
  };
  return {
    operate: async (operation) => {
      const message = buildOperation(dialect, session, operation);
      const kind = operationKind(message);
      // A close notification's id is made when the message is built.
      const txId =
        operation.type === "close" ? closeRoundTxId(operation.roundId, operatorId) : operation.txId;
      const action = message.action ?? message.kind;
      const done = await dispatch(kind, message, `${action} ${txId}`);
      books = bookOperation(books, operation, { ...done, action, txId });
      return standingOf(done.judged);
    },
    balance: async () => {
      const message = buildBalance(dialect, session);
      const done = await dispatch("balance", message, "balance");
      books = bookBalance(books, done.judged, done.attempts);
    },
    books: () => books,
    attempts: () => attempts,
  };
}

function operationKind({ kind, action }: CallbackMessage): "transaction" | "acknowledgement" {
  return replyKindOf(kind, action) === "acknowledgement" ? "acknowledgement" : "transaction";
}
