/** The two sides of a settlement as lists of records: out of conversions, and out of PlayCamp's replies. */
import type { Conversion } from "./convert.js";
import { type JsonValue, jsonProperty, scalarText } from "../../core/json/value.js";
import { readAmount, readDistributionType, type Payment } from "./payment.js";
import { PAYMENT_STATUSES, type PaymentStatus, type SettlementRecord } from "./settlement.js";

export interface GameBooks {
  readonly records: readonly SettlementRecord[];
  /** Ids of refunds whose payment is not among the conversions and not in the refund's record. */
  readonly refundsWithoutPayment: readonly string[];
}

/** The game's side: a refund turns its payment into a refunded one. */
export function gameBooks(conversions: readonly Conversion[]): GameBooks {
  const payments = new Map<string, SettlementRecord>();
  const rest: SettlementRecord[] = [];
  for (const each of conversions) {
    if (each.kind === "refused" || each.payment === null) continue;
    const status = each.kind === "refund" ? "REFUNDED" : "COMPLETED";
    const record = settlementRecord(each.payment, status, each.creatorKey);
    if (payments.has(record.transactionId)) rest.push(record);
    else payments.set(record.transactionId, record);
  }
  const refundsWithoutPayment: string[] = [];
  for (const each of conversions) {
    if (each.kind !== "refund") continue;
    const payment = payments.get(each.transactionId);
    if (payment === undefined) refundsWithoutPayment.push(each.transactionId);
    else payments.set(each.transactionId, { ...payment, status: "REFUNDED" });
  }
  return { records: [...payments.values(), ...rest], refundsWithoutPayment };
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
