/** A payment as either side's books have it. */
import type { DistributionType } from "./payment.js";

export const PAYMENT_STATUSES = ["COMPLETED", "REFUNDED", "PENDING", "CANCELLED"] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** A payment as either side's books have it. Null: that side does not say, so it is not compared. */
export interface SettlementRecord {
  readonly transactionId: string;
  /** Major units, a decimal text. */
  readonly amount: string;
  readonly currency: string;
  readonly status: PaymentStatus;
  /** ISO 8601 with its offset. */
  readonly purchasedAt: string | null;
  /** The beginning of its day, where that side tells no more: it says of which month it is. */
  readonly purchasedOn?: string;
  readonly distributionType: DistributionType | null;
  /** Empty: that side says that there is none. */
  readonly creatorKey: string | null;
  /** What was given back, in major units; null or absent: all of it, where the status says so. */
  readonly refunded?: string | null;
  /** The store's share as that side writes it; absent where it does not. */
  readonly fee?: string;
}
