/** Several records of one transaction as one: its last state, and all that was given back. */
import {
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  type Decimal,
  parseDecimal,
  renderDecimal,
  ZERO,
} from "./payment-amount.js";
import type { PaymentStatus, SettlementRecord } from "./settlement-record.js";

export interface FoldedRecords {
  /** One a transaction. */
  readonly byId: ReadonlyMap<string, SettlementRecord>;
  /** Of transactions that stand there more than once for no reason: the second record. */
  readonly repeated: ReadonlyMap<string, SettlementRecord>;
}

/** The order in which a payment goes through them; a later one takes an earlier one's place. */
const ORDER: readonly PaymentStatus[] = ["PENDING", "COMPLETED", "CANCELLED", "REFUNDED"];

/**
 * A record in another state tells how the payment went on. A second one in the
 * same state, or in another currency, is a duplicate, equal or not; refunds are
 * added up instead, as long as they do not come to more than the payment.
 */
export function foldRecords(records: readonly SettlementRecord[]): FoldedRecords {
  const byId = new Map<string, SettlementRecord>();
  const repeated = new Map<string, SettlementRecord>();
  for (const record of records) {
    const { transactionId } = record;
    const before = byId.get(transactionId);
    if (before === undefined) {
      byId.set(transactionId, record);
      continue;
    }
    const folded = fold(before, record);
    if (folded === null) repeated.set(transactionId, record);
    else byId.set(transactionId, folded);
  }
  return { byId, repeated };
}

/** Null where the second is a duplicate, or of other money. */
function fold(first: SettlementRecord, second: SettlementRecord): SettlementRecord | null {
  if (first.currency !== second.currency) return null;
  if (first.status === "REFUNDED" && second.status === "REFUNDED")
    return foldRefunds(first, second);
  if (first.status === second.status) return null;
  const [earlier, later] =
    ORDER.indexOf(first.status) < ORDER.indexOf(second.status) ? [first, second] : [second, first];
  if (later.status !== "REFUNDED") return { ...later, ...detailsOf(earlier, later) };
  // The amount is the payment's; what the refund's record says is what was given back.
  return {
    ...earlier,
    ...detailsOf(later, earlier),
    status: "REFUNDED",
    refunded: later.refunded ?? later.amount,
  };
}

/** What only one of them says. */
function detailsOf(other: SettlementRecord, own: SettlementRecord) {
  return {
    purchasedAt: own.purchasedAt ?? other.purchasedAt,
    distributionType: own.distributionType ?? other.distributionType,
    creatorKey: own.creatorKey || (other.creatorKey ?? own.creatorKey),
  };
}

function foldRefunds(first: SettlementRecord, second: SettlementRecord): SettlementRecord | null {
  const given = (record: SettlementRecord): Decimal =>
    parseDecimal(record.refunded ?? record.amount) ?? ZERO;
  const total = addDecimals(given(first), given(second));
  const whole = parseDecimal(first.amount) ?? ZERO;
  if (compareDecimals(total, whole) > 0) return null;
  return { ...first, refunded: renderDecimal(canonicalDecimal(total)) };
}
