/**
 * What PlayCamp has stored. The latest payments are kept whole, older ones only
 * by a 64-bit mark of their id, so that a million take some twenty megabytes.
 */
import { createIdTable } from "../../../core/id-table.js";
import type { Attribution } from "./attribution.js";
import type { Payment } from "../../../protocols/payments/payment.js";

type PaymentStatus = "COMPLETED" | "REFUNDED";

export interface StoredPayment {
  readonly id: number;
  readonly payment: Payment;
  /** ISO 8601: one text for all of a batch. */
  readonly createdAt: string;
  readonly callbackId: string | null;
  readonly attribution: Attribution;
}

export interface PaymentBook {
  /** False when the id is known already; nothing is stored then. */
  add(stored: Omit<StoredPayment, "id">): StoredPayment | null;
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
  const marks = createIdTable(64);
  const refunded = new Set<string>();
  /** The latest ones; a mark says where its payment stood, whether or not it still does. */
  const ring: StoredPayment[] = [];
  const isKnown = (transactionId: string) => marks.places(transactionId).length > 0;
  return {
    add: (payment) => {
      const { transactionId } = payment.payment;
      if (isKnown(transactionId)) return null;
      const place = marks.count() % KEPT;
      marks.add(transactionId, place);
      const id = marks.count();
      const stored = { ...payment, id };
      ring[place] = stored;
      return stored;
    },
    statusOf: (transactionId) => {
      if (!isKnown(transactionId)) return null;
      return refunded.has(transactionId) ? "REFUNDED" : "COMPLETED";
    },
    find: (transactionId) => {
      for (const place of marks.places(transactionId)) {
        const stored = ring[place];
        if (stored?.payment.transactionId === transactionId) return stored;
      }
      return null;
    },
    refund: (transactionId) => {
      if (isKnown(transactionId)) refunded.add(transactionId);
    },
    ofUser: (userId) => {
      const oldest = marks.count() % KEPT;
      return [...ring.slice(oldest), ...ring.slice(0, oldest)]
        .filter(({ payment }) => payment.userId === userId)
        .reverse();
    },
    size: () => marks.count(),
  };
}
