/**
 * The model of one player's wallet: what a correct operator answers to an
 * operation, and what the operation does to the balance. Where the protocol
 * leaves the operator a choice, every choice is listed.
 */
import type { Outcome } from "./ledger-rules.js";
import { freshOutcomes, repeatedOutcomes } from "./ledger-rules.js";
import type { Expected, WalletLedger, WalletOperation } from "./ledger-state.js";
import { acceptsStatus } from "./ledger-state.js";
import { addMillis } from "./millis.js";

export interface Branch {
  readonly state: WalletLedger;
  readonly expected: Expected;
}

export interface Applied extends Branch {
  /** What an operator may do instead; empty where there is no choice. */
  readonly otherwise: readonly Branch[];
}

/** What a correct operator does with this operation, in this state. */
export function applyOperation(state: WalletLedger, operation: WalletOperation): Applied {
  const earlier = state.entries.get(operation.txId);
  const [first, ...others] =
    earlier === undefined
      ? freshOutcomes(state, operation)
      : repeatedOutcomes(state, operation, earlier);
  const realise = (outcome: Outcome) => realised(state, operation, outcome);
  return { ...realise(first), otherwise: others.map(realise) };
}

/**
 * The branch that an operator took, by what was seen of it.
 *
 * @returns null when a correct operator does none of this
 */
export function settleOperation(
  applied: Applied,
  seen: { readonly status: number; readonly delta: number },
): Branch | null {
  const branches: readonly Branch[] = [applied, ...applied.otherwise];
  return (
    branches.find(
      ({ expected }) =>
        acceptsStatus(expected.statuses, seen.status) && expected.delta === seen.delta,
    ) ?? null
  );
}

function realised(state: WalletLedger, operation: WalletOperation, outcome: Outcome): Branch {
  const { statuses, delta, replays } = outcome;
  const balance = addMillis(state.balance, delta);
  const isSuccess = Array.isArray(statuses) && statuses.includes(200);
  const expected: Expected = {
    statuses,
    delta,
    newBalance: isSuccess && operation.type !== "close" ? balance : null,
    replayOf: null,
    statusLevel: outcome.statusLevel ?? "MUST",
    moneyLevel: outcome.moneyLevel ?? "MUST",
  };
  const shown =
    replays === undefined
      ? expected
      : {
          ...expected,
          newBalance: replays.expected.newBalance,
          replayOf: operation.txId,
        };
  return {
    state: recorded(state, operation, outcome, expected),
    expected: shown,
  };
}

function recorded(
  state: WalletLedger,
  operation: WalletOperation,
  { delta, standing, refunds }: Outcome,
  expected: Expected,
): WalletLedger {
  return {
    balance: addMillis(state.balance, delta),
    entries:
      standing === null
        ? state.entries
        : new Map(state.entries).set(operation.txId, {
            operation,
            standing,
            expected,
          }),
    refunded: refunds === undefined ? state.refunded : new Set(state.refunded).add(refunds),
  };
}
