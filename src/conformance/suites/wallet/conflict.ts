/** An id that comes again with something else. */
import type { Rollback, Win } from "../../../protocols/wallet/ledger-state.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import { expectStatus, firstFinding } from "../../expect.js";
import type { Precondition } from "../../scenario-context.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import type { BalanceReading } from "./session.js";
import type { Table } from "./table.js";

export const CONFLICT = {
  clause: "Wallet callbacks, errors: 409 the same provider_tx_id with a different body",
  fix: "Keep the request beside the stored reply, and answer 409 when another comes under its id.",
} as const;

/** Defects that answer an id with another amount wrongly, whatever the operation. */
export const TAKES_OTHER_AMOUNTS = [
  "wallet.ignores-other-amount",
  "wallet.books-other-amount",
  "wallet.conflict-is-400",
  "wallet.conflict-is-500",
] as const;

/**
 * Sends an accepted operation's id with another amount, which must be refused with 409 and move nothing.
 *
 * @param before the balance, just read
 * @returns the balance after it
 */
export async function judgeOtherAmount(
  table: Table,
  checkId: string,
  operation: Win | Rollback,
  before: BalanceReading,
  preconditions: readonly Precondition[],
): Promise<BalanceReading> {
  const altered = { ...operation, amount: toMillis(operation.amount + 1) };
  const step = await table.play(`the ${operation.type}'s id with another amount`, altered);
  const after = await table.balance("the balance after that");
  judgeSpan(
    table,
    checkId,
    { before, steps: [step], after },
    (delta, reply) =>
      firstFinding(
        expectStatus(reply, 409, "the id belongs to another transaction"),
        expectDelta(delta, 0, "the request must be refused"),
      ),
    preconditions,
  );
  return after;
}
