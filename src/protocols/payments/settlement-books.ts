/** The two sides of a settlement as lists of records: out of conversions, and out of PlayCamp's replies. */
import type { Conversion } from "./conversion.js";
import { type JsonValue, jsonProperty, scalarText } from "../../core/json/value.js";
import { readAmount, readDistributionType, type Payment } from "./payment.js";
import { PAYMENT_STATUSES, type PaymentStatus, type SettlementRecord } from "./settlement.js";

export interface GameBooks {
  readonly records: readonly SettlementRecord[];
  /** Refunds whose payment is not among the conversions and not in the refund's record. */
  readonly refundsWithoutPayment: readonly OrphanRefund[];
}

export interface OrphanRefund {
  /** Of the payment, as the refund names it. */
  readonly transactionId: string;
  /** In major units; null where the record does not say. */
  readonly amount: string | null;
}

/** The game's side: payments, and what was given back of them, to be folded with the rest. */
export function gameBooks(conversions: readonly Conversion[]): GameBooks {
  const records: SettlementRecord[] = [];
  const payments = new Map<string, SettlementRecord>();
  for (const each of conversions) {
    if (each.kind !== "payment") continue;
    const record = settlementRecord(each.payment, "COMPLETED", each.creatorKey);
    records.push(record);
    if (!payments.has(record.transactionId)) payments.set(record.transactionId, record);
  }
  const refundsWithoutPayment: OrphanRefund[] = [];
  for (const each of conversions) {
    if (each.kind !== "refund") continue;
    const { transactionId, amount } = each;
    const own = each.payment && settlementRecord(each.payment, "REFUNDED", each.creatorKey);
    const record = payments.get(transactionId) ?? own;
    if (record === null) refundsWithoutPayment.push({ transactionId, amount });
    else records.push({ ...record, status: "REFUNDED", refunded: amount });
  }
  return { records, refundsWithoutPayment };
}

function settlementRecord(
  payment: Payment,
  status: PaymentStatus,
  creatorKey: string | null,
): SettlementRecord {
  const { transactionId, amount, currency, purchasedAt, distributionType } = payment;
  return {
    transactionId,
    amount,
    currency,
    status,
    purchasedAt,
    distributionType,
    creatorKey,
  };
}

/**
 * A payment as PlayCamp's API returns it, bare or inside `data`.
 *
 * @returns null when it lacks an id, a readable amount, a currency or a known status
 */
export function readPlaycampPayment(reply: JsonValue): SettlementRecord | null {
  const value = jsonProperty(reply, "data") ?? reply;
  const text = (field: string) => scalarText(jsonProperty(value, field));
  const transactionId = text("transactionId");
  const amount = readAmount(text("amount") ?? "");
  const currency = text("currency");
  const status = PAYMENT_STATUSES.find((each) => each === text("status"));
  if (transactionId === null || !amount.ok || currency === null || status === undefined) {
    return null;
  }
  const type = readDistributionType(text("distributionType") ?? "");
  return {
    transactionId,
    amount: amount.value,
    currency,
    status,
    purchasedAt: text("purchasedAt"),
    distributionType: type.ok ? type.value : null,
    creatorKey: text("creatorKey"),
  };
}
