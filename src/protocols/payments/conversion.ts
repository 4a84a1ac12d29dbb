/** What becomes of a record: a payment, a refund, nothing that counts, or reasons why not. */
import type { FieldExplanation } from "./fields.js";
import type { Payment } from "./payment.js";
import type { Uncounted } from "./uncounted.js";

export type Conversion =
  | {
      readonly kind: "payment";
      readonly payment: Payment;
      /** For the settlement; not part of a PlayCamp payment. */
      readonly creatorKey: string | null;
    }
  | {
      readonly kind: "refund";
      /** Of the payment that is refunded. */
      readonly transactionId: string;
      /** The refund's own id, where it has one. */
      readonly refundId: string | null;
      /** What is given back, in major units; null where the record does not say. */
      readonly amount: string | null;
      /** The payment that was refunded, where the record holds all of it. */
      readonly payment: Payment | null;
      readonly creatorKey: string | null;
      /** The record says so; what it gives back is then in `amount` alone. */
      readonly isPartial?: boolean;
    }
  | Uncounted
  | {
      readonly kind: "refused";
      /** Null when not even that can be read. */
      readonly transactionId: string | null;
      readonly problems: readonly FieldExplanation[];
    };

/** Where a problem is of no single field. */
export const RECORD_ITSELF = "record";

/** Refused for what is of no single field. */
export function refusedRecord(
  transactionId: string | null,
  problem: string,
): Conversion & { kind: "refused" } {
  return {
    kind: "refused",
    transactionId,
    problems: [
      {
        field: "transactionId",
        source: RECORD_ITSELF,
        raw: null,
        value: null,
        problem,
        note: null,
      },
    ],
  };
}
