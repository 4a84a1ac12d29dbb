/**
 * What PlayCamp has stored. The latest payments are kept whole, older ones only
 * by a 64-bit mark of their id, so that a million take some twenty megabytes.
 */
import { createHash } from "node:crypto";
import type { Payment } from "../../../protocols/payments/payment.js";

type PaymentStatus = "COMPLETED" | "REFUNDED";

export interface StoredPayment {
  readonly id: number;
  readonly payment: Payment;
  readonly createdAtMs: number;
  readonly callbackId: string | null;
}

export interface PaymentBook {
  /** False when the id is known already; nothing is stored then. */
  add(
    payment: Payment,
    callbackId: string | null,
    nowMs: number,
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
  const marks = createMarks();
  const kept = new Map<string, StoredPayment>();
  const byUser = new Map<string, Set<string>>();
  // Finding a map's oldest entry gets slow once many before it were deleted.
  const ring: StoredPayment[] = [];
  let next = 0;
  const forget = ({ payment }: StoredPayment) => {
    kept.delete(payment.transactionId);
    const ids = byUser.get(payment.userId);
    ids?.delete(payment.transactionId);
    if (ids?.size === 0) byUser.delete(payment.userId);
  };
  const keep = (stored: StoredPayment) => {
    const { transactionId, userId } = stored.payment;
    kept.set(transactionId, stored);
    const ids = byUser.get(userId);
    if (ids === undefined) byUser.set(userId, new Set([transactionId]));
    else ids.add(transactionId);
    const oldest = ring[next];
    if (oldest !== undefined) forget(oldest);
    ring[next] = stored;
    next = (next + 1) % KEPT;
  };
  return {
    add: (payment, callbackId, nowMs) => {
      if (!marks.add(payment.transactionId)) return null;
      const stored = {
        id: marks.size(),
        payment,
        createdAtMs: nowMs,
        callbackId,
      };
      keep(stored);
      return stored;
    },
    statusOf: (transactionId) => marks.statusOf(transactionId),
    find: (transactionId) => kept.get(transactionId) ?? null,
    refund: (transactionId) => marks.refund(transactionId),
    ofUser: (userId) =>
      [...(byUser.get(userId) ?? [])]
        .reverse()
        .flatMap((transactionId) => kept.get(transactionId) ?? []),
    size: () => marks.size(),
  };
}

interface Marks {
  add(transactionId: string): boolean;
  statusOf(transactionId: string): PaymentStatus | null;
  refund(transactionId: string): void;
  size(): number;
}

const FIRST_SLOTS = 1 << 10;
const REFUNDED = 1;

/** An open-addressed table of 64-bit marks; 0 is a free slot. */
function createMarks(): Marks {
  let slots = new BigUint64Array(FIRST_SLOTS);
  let flags = new Uint8Array(FIRST_SLOTS);
  let count = 0;
  const slotOf = (mark: bigint): number => {
    let slot = Number(mark & BigInt(slots.length - 1));
    while (slots[slot] !== 0n && slots[slot] !== mark)
      slot = (slot + 1) & (slots.length - 1);
    return slot;
  };
  const grow = () => {
    const [oldSlots, oldFlags] = [slots, flags];
    slots = new BigUint64Array(oldSlots.length * 2);
    flags = new Uint8Array(oldSlots.length * 2);
    oldSlots.forEach((mark, at) => {
      if (mark === 0n) return;
      const slot = slotOf(mark);
      slots[slot] = mark;
      flags[slot] = oldFlags[at] ?? 0;
    });
  };
  const find = (transactionId: string) => {
    const mark = markOf(transactionId);
    const slot = slotOf(mark);
    return { mark, slot, isKnown: slots[slot] === mark };
  };
  return {
    add: (transactionId) => {
      const { mark, slot, isKnown } = find(transactionId);
      if (isKnown) return false;
      slots[slot] = mark;
      count += 1;
      if (count * 2 > slots.length) grow();
      return true;
    },
    statusOf: (transactionId) => {
      const { slot, isKnown } = find(transactionId);
      if (!isKnown) return null;
      return flags[slot] === REFUNDED ? "REFUNDED" : "COMPLETED";
    },
    refund: (transactionId) => {
      const { slot, isKnown } = find(transactionId);
      if (isKnown) flags[slot] = REFUNDED;
    },
    size: () => count,
  };
}

function markOf(transactionId: string): bigint {
  const mark = createHash("sha256")
    .update(transactionId)
    .digest()
    .readBigUInt64BE();
  return mark === 0n ? 1n : mark;
}
