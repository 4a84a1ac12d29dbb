/** Whether some order of operations that were sent at once explains what was answered, and the balance after. */
import { applyOperation, type Branch } from "../../../protocols/wallet/ledger.js";
import {
  acceptsStatus,
  type WalletLedger,
  type WalletOperation,
} from "../../../protocols/wallet/ledger-state.js";

/** An operation of one player with what came back. */
export interface Answered {
  readonly operation: WalletOperation;
  /** Null: no reply, so that it may have been booked or not. */
  readonly status: number | null;
  /** The balance that the reply states; null where it states none. */
  readonly stated: number | null;
}

/**
 * The balances that the orders give which explain every reply; a reply of 5xx, or
 * none, leaves open whether its operation was booked.
 *
 * @param withStated whether the balances that replies state must fit too; one that states none fits all
 */
export function balancesExplaining(
  state: WalletLedger,
  history: readonly Answered[],
  withStated: boolean,
): ReadonlySet<number> {
  const found = new Set<number>();
  const search = (from: WalletLedger, left: readonly Answered[]): void => {
    if (left.length === 0) found.add(from.balance);
    for (const each of left) {
      const others = left.filter((other) => other !== each);
      for (const next of outcomesOf(from, each, history, withStated)) search(next, others);
    }
  };
  search(state, history);
  return found;
}

function outcomesOf(
  state: WalletLedger,
  { operation, status, stated }: Answered,
  history: readonly Answered[],
  withStated: boolean,
): readonly WalletLedger[] {
  const applied = applyOperation(state, operation);
  const branches: readonly Branch[] = [applied, ...applied.otherwise];
  if (status === null || status >= 500) return [state, ...branches.map((branch) => branch.state)];
  const fitting = branches.filter(
    ({ expected }) =>
      acceptsStatus(expected.statuses, status) &&
      (!withStated ||
        stated === null ||
        expected.newBalance === null ||
        stated === expected.newBalance),
  );
  // A conflict that was lost: other checks ask that it is none. What was taken once is not refused.
  const isTaken = history.some(
    (other) => other.operation.txId === operation.txId && other.status === 200,
  );
  const isRefused = status >= 400 && !isTaken;
  return [...fitting.map((branch) => branch.state), ...(isRefused ? [state] : [])];
}
