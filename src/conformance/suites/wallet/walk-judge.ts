/** Holds one answered operation against the model of a right wallet. */
import { applyOperation, type Branch } from "../../../protocols/wallet/ledger.js";
import {
  acceptsStatus,
  type Expected,
  type Statuses,
  type WalletLedger,
  type WalletOperation,
} from "../../../protocols/wallet/ledger-state.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import type { HttpReply } from "../../../core/http.js";
import { describeReply } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { expectSameReply, statedBalance } from "./expect-wallet-reply.js";
import type { WalletTarget } from "./wallet-target.js";

export interface Judged {
  readonly state: WalletLedger;
  /** What is wrong with the reply. */
  readonly reply: Finding | null;
  /** What is wrong with the balance. */
  readonly money: Finding | null;
}

/**
 * @param books of all players, who may share a round
 * @param balance what /balance said afterwards
 * @param original the first reply to the same transaction; null where there was none
 */
export function judgeOperation(
  target: WalletTarget,
  books: readonly WalletLedger[],
  state: WalletLedger,
  operation: WalletOperation,
  reply: HttpReply,
  balance: number,
  original: HttpReply | null,
): Judged {
  const applied = applyOperation(state, operation);
  const branches: readonly Branch[] = [
    applied,
    ...applied.otherwise,
    ...tolerated(books, state, operation),
  ];
  const delta = balance - state.balance;
  const isReply = ({ expected }: Branch) =>
    acceptsStatus(expected.statuses, reply.status) || expected.statusLevel !== "MUST";
  const isMoney = ({ expected }: Branch) =>
    expected.delta === delta || expected.moneyLevel !== "MUST";
  const taken = branches.find((branch) => isReply(branch) && isMoney(branch));
  if (taken === undefined) {
    const byReply = branches.find(isReply);
    // A refusal that moves nothing is wrong once, not twice.
    const isOnlyRefused = byReply === undefined && reply.status >= 400 && delta === 0;
    return {
      state,
      reply: byReply === undefined ? wrongStatus(branches, reply) : null,
      money: isOnlyRefused
        ? null
        : branches.some(isMoney)
          ? moneyAgainst(byReply, delta)
          : wrongMoney(branches, delta),
    };
  }
  // What only a SHOULD forbids is other checks' matter; the books go on from there.
  const next = { ...taken.state, balance: toMillis(balance) };
  return { state: next, reply: replyFinding(target, taken.expected, reply, original), money: null };
}

/** A reply that fits, and a balance that fits another one only. */
function moneyAgainst(byReply: Branch | undefined, delta: number): Finding | null {
  return byReply === undefined ? null : wrongMoney([byReply], delta);
}

function wrongStatus(branches: readonly Branch[], reply: HttpReply): Finding {
  const wanted = branches.map(({ expected }) => describeStatuses(expected.statuses));
  return { expected: [...new Set(wanted)].join(" or "), actual: describeReply(reply) };
}

function wrongMoney(branches: readonly Branch[], delta: number): Finding {
  const wanted = branches.map(({ expected }) => String(expected.delta));
  return {
    expected: `the balance moves by ${[...new Set(wanted)].join(" or ")} millis`,
    actual: `by /balance it moved by ${delta}`,
  };
}

function replyFinding(
  target: WalletTarget,
  expected: Expected,
  reply: HttpReply,
  original: HttpReply | null,
): Finding | null {
  if (expected.replayOf !== null)
    return original === null ? null : expectSameReply(target, original, reply);
  if (reply.status !== 200 || expected.newBalance === null) return null;
  const stated = statedBalance(target, reply);
  return stated === expected.newBalance
    ? null
    : { expected: `new_balance ${expected.newBalance}`, actual: `new_balance ${String(stated)}` };
}

function describeStatuses(statuses: Statuses): string {
  return typeof statuses === "string" ? statuses : statuses.join(" or ");
}

const REFUSED: Statuses = [400, 401, 402, 403, 404, 409, 422];

/**
 * Where the texts are silent, a refusal that moves nothing is legal too: of a win
 * without a bet that stands, and of whatever comes in a round that was voided in
 * part, or of a refund where something was won.
 */
function tolerated(
  books: readonly WalletLedger[],
  state: WalletLedger,
  operation: WalletOperation,
): readonly Branch[] {
  if (operation.type === "close" || state.entries.has(operation.txId)) return [];
  const inRound = books
    .flatMap(({ entries }) => [...entries.values()])
    .filter(
      (entry) => entry.operation.roundId === operation.roundId && entry.standing === "accepted",
    );
  const holds = (type: WalletOperation["type"]) =>
    inRound.some((entry) => entry.operation.type === type);
  const isOpen =
    operation.type === "rollback"
      ? holds("win")
      : holds("rollback") ||
        (operation.type === "win" &&
          !inRound.some(({ operation: { txId } }) => txId === operation.betTxId));
  if (!isOpen) return [];
  const expected: Expected = {
    ...{ statuses: REFUSED, delta: toMillis(0), newBalance: null, replayOf: null },
    ...{ statusLevel: "MUST", moneyLevel: "MUST" },
  };
  const entries = new Map(state.entries).set(operation.txId, {
    ...{ operation, standing: "refused", expected },
  } as const);
  return [{ state: { ...state, entries }, expected }];
}
