/**
 * What PlayCamp has stored. The latest payments are kept whole, older ones only
 * by a 64-bit mark of their id, so that a million take some twenty megabytes.
 */
import { createIdTable } from "../../../core/id-table.js";
import type { Payment } from "../../../protocols/payments/payment.js";

type PaymentStatus = "COMPLETED" | "REFUNDED";

export interface StoredPayment {
  readonly id: number;
  readonly payment: Payment;
  /** ISO 8601: one text for all of a batch. */
  readonly createdAt: string;
  readonly callbackId: string | null;
}

export interface PaymentBook {
  /** False when the id is known already; nothing is stored then. */
  add(
    payment: Payment,
    callbackId: string | null,
    createdAt: string,
  ): StoredPayment | null;
  /** Null when there is no such payment. */
  statusOf(transactionId: string): PaymentStatus | null;
  /** Null for one that is known by its mark alone. */
  find(transactionId: string): StoredPayment | null;
  refund(transactionId: string): void;
  /** Latest first. */
  ofUser(userId: string): readonly StoredPayment[];
  size(): number;
}

const KEPT = 50_000;

export function createPaymentBook(): PaymentBook {
  const marks = createIdTable();
  const refunded = new Set<string>();
  const kept = new Map<string, StoredPayment>();
  // Finding a map's oldest entry gets slow once many before it were deleted.
  const ring: StoredPayment[] = [];
  let next = 0;
  const isKnown = (transactionId: string) =>
    marks.places(transactionId).length > 0;
  const keep = (stored: StoredPayment) => {
    const oldest = ring[next];
    if (oldest !== undefined) kept.delete(oldest.payment.transactionId);
    kept.set(stored.payment.transactionId, stored);
    ring[next] = stored;
    next = (next + 1) % KEPT;
  };
  return {
    add: (payment, callbackId, createdAt) => {
      const { transactionId } = payment;
      if (isKnown(transactionId)) return null;
      marks.add(transactionId, 0);
      const id = marks.count();
      const stored = { id, payment, createdAt, callbackId };
      keep(stored);
      return stored;
    },
    statusOf: (transactionId) => {
      if (!isKnown(transactionId)) return null;
      return refunded.has(transactionId) ? "REFUNDED" : "COMPLETED";
    },
    find: (transactionId) => kept.get(transactionId) ?? null,
    refund: (transactionId) => {
      if (isKnown(transactionId)) refunded.add(transactionId);
    },
    ofUser: (userId) =>
      [...ring.slice(next), ...ring.slice(0, next)]
        .filter(({ payment }) => payment.userId === userId)
        .reverse(),
    size: () => marks.count(),
  };
}
