/**
 * The books of a round while it is played: what each callback should have done
 * to the balance beside what the operator says it did.
 */
import { isUnreachable } from "../../core/http.js";
import type { ReplyProblem } from "../../protocols/wallet/envelope.js";
import { meaningOfStatus } from "../../protocols/wallet/http-meaning.js";
import {
  acceptsStatus,
  openLedger,
  type WalletLedger,
  type WalletOperation,
} from "../../protocols/wallet/ledger-state.js";
import { applyOperation } from "../../protocols/wallet/ledger.js";
import { type Millis, renderMillis } from "../../protocols/wallet/millis.js";
import { type JudgedReply, renderProblem } from "./judge-reply.js";

/** One callback of the round, as the table shows it. */
export interface LedgerRow {
  /** `auth`, `balance`, or the action. */
  readonly step: string;
  readonly txId: string | null;
  /** The bet that is settled. */
  readonly betTxId: string | null;
  /** What should move: bets are negative. Null where nothing could. */
  readonly delta: Millis | null;
  /** Null when no reply came. */
  readonly status: number | null;
  readonly attempts: number;
  /** The balance after it; null where none is stated, or none can be known. */
  readonly expected: Millis | null;
  readonly reported: Millis | null;
  readonly ok: boolean;
  /** The operator was not reached at all, so nothing is said about it. */
  readonly isUnreachable: boolean;
  readonly problems: readonly ReplyProblem[];
  /** What is wrong, in words; empty when nothing is. */
  readonly note: string;
}

/** What became of a callback: `unknown` when the operator may or may not have booked it. */
export type Standing = "acknowledged" | "refused" | "unknown";

export interface Books {
  readonly currency: string;
  readonly rows: readonly LedgerRow[];
  readonly opening: Millis | null;
  /** Null when the operator did not tell the opening balance. */
  readonly ledger: WalletLedger | null;
  /** A win of which nobody knows whether it was credited makes every later balance uncertain. */
  readonly isCertain: boolean;
}

/** Only a 4xx says for certain that nothing was booked. */
export function standingOf({ status }: JudgedReply): Standing {
  if (status === 200) return "acknowledged";
  return status !== null && status >= 400 && status < 500 ? "refused" : "unknown";
}

export function bookAuth(judged: JudgedReply<"auth">, attempts: number, currency: string): Books {
  const opening = judged.reply?.balance ?? null;
  const row = plainRow("auth", judged, attempts, {
    currency,
    expected: null,
    reported: opening,
  });
  return {
    currency,
    rows: [row],
    opening,
    ledger: opening === null ? null : openLedger(opening),
    isCertain: true,
  };
}

export function bookBalance(books: Books, judged: JudgedReply<"balance">, attempts: number): Books {
  const row = plainRow("balance", judged, attempts, {
    currency: books.currency,
    expected: knownBalance(books),
    reported: judged.reply?.amount ?? null,
  });
  return { ...books, rows: [...books.rows, row] };
}

/** The balance as it should be; null where that cannot be known. */
export function knownBalance({ ledger, isCertain }: Books): Millis | null {
  return isCertain ? (ledger?.balance ?? null) : null;
}

export function bookOperation(
  books: Books,
  operation: WalletOperation,
  callback: {
    readonly action: string;
    /** As sent. */
    readonly txId: string;
    readonly judged: JudgedReply<"transaction" | "acknowledgement">;
    readonly attempts: number;
  },
): Books {
  if (books.ledger === null) throw new Error("a round begins with its opening balance");
  const { judged } = callback;
  const { state, expected } = applyOperation(books.ledger, operation);
  const standing = standingOf(judged);
  const isBooked = standing === "acknowledged";
  const isCertain = books.isCertain && !(standing === "unknown" && operation.type === "win");
  const { reply } = judged;
  const reported = reply !== null && "newBalance" in reply ? reply.newBalance : null;
  const isStated = operation.type !== "close" && isBooked && isCertain;
  const balances: Balances = {
    currency: books.currency,
    expected: isStated ? state.balance : null,
    reported,
  };
  const isStatusRight = judged.status !== null && acceptsStatus(expected.statuses, judged.status);
  const row: LedgerRow = {
    ...judgedPart(judged, isStatusRight, balances),
    step: callback.action,
    txId: callback.txId,
    betTxId: "betTxId" in operation ? operation.betTxId : null,
    delta: operation.type === "close" ? null : expected.delta,
    attempts: callback.attempts,
  };
  return {
    ...books,
    rows: [...books.rows, row],
    ledger: isBooked ? state : books.ledger,
    isCertain,
  };
}

interface Balances {
  readonly currency: string;
  readonly expected: Millis | null;
  readonly reported: Millis | null;
}

function plainRow(
  step: "auth" | "balance",
  judged: JudgedReply,
  attempts: number,
  balances: Balances,
): LedgerRow {
  return {
    ...judgedPart(judged, judged.status === 200, balances),
    step,
    txId: null,
    betTxId: null,
    delta: null,
    attempts,
  };
}

function judgedPart(judged: JudgedReply, isStatusRight: boolean, balances: Balances) {
  const { status, failure, problems } = judged;
  const note = problemOf(judged, isStatusRight, balances);
  return {
    status,
    expected: status === 200 ? balances.expected : null,
    reported: balances.reported,
    ok: note === "",
    isUnreachable: failure !== null && isUnreachable(failure),
    problems,
    note,
  };
}

/** The first thing that is wrong: no reply, then the status, then the fields, then the balance. */
function problemOf(
  { status, failure, refusal, problems }: JudgedReply,
  isStatusRight: boolean,
  { currency, expected, reported }: Balances,
): string {
  if (status === null) return failure?.message ?? "no reply";
  if (!isStatusRight) {
    const said = [refusal?.codeName ?? "", refusal?.message ?? ""];
    return [`${status}: ${meaningOfStatus(status).title}`, ...said]
      .filter((text) => text !== "")
      .join("; ");
  }
  const wrong = problems.filter(({ level }) => level === "MUST");
  if (wrong.length > 0) return wrong.map(renderProblem).join("; ");
  return expected === null || reported === null || expected === reported
    ? ""
    : `the balance should be ${renderMillis(expected, currency)}, and is reported as ${renderMillis(reported, currency)}`;
}
