/** What a month's payments come to: gross, store fee and net, exactly. */
import { UserError } from "../../core/errors.js";
import { suggestionHint } from "../../core/suggest.js";
import {
  ZERO,
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  currencyExponent,
  multiplyDecimals,
  parseDecimal,
  renderDecimal,
  subtractDecimals,
  type Decimal,
} from "./payment-amount.js";
import { DISTRIBUTION_TYPES, type DistributionType } from "./payment.js";
import type { SettlementRecord } from "./settlement-record.js";
import { foldRecords } from "./settlement-states.js";

/** The store's share of an amount, 0 to 1. */
export type StoreFees = Readonly<Record<DistributionType, Decimal>>;

const NONE: Decimal = ZERO;
const THIRTY_PERCENT: Decimal = { digits: 30n, scale: 2 };
const ONE: Decimal = { digits: 1n, scale: 0 };

/** @source seed 000, "Step 4: Settlement" */
const DEFAULT_STORE_FEES: StoreFees = {
  MOBILE_STORE: THIRTY_PERCENT,
  PC_STORE: THIRTY_PERCENT,
  MOBILE_SELF_STORE: NONE,
  PC_SELF_STORE: NONE,
};

/**
 * The fees of a profile over the default ones.
 *
 * A fee is a fraction up to 1 (`0.15`) or a percentage above it (`15`, `"15%"`).
 *
 * @throws {UserError} `settlement_fee_unknown`, `settlement_fee_malformed`
 */
export function storeFees(overrides: Readonly<Record<string, number | string>> = {}): StoreFees {
  const fees: Record<DistributionType, Decimal> = { ...DEFAULT_STORE_FEES };
  for (const [name, fee] of Object.entries(overrides)) {
    const type = DISTRIBUTION_TYPES.find((each) => each === name);
    if (type === undefined) {
      throw new UserError(
        "settlement_fee_unknown",
        `settlement.fees names the unknown distribution type "${name}"`,
        suggestionHint(name, DISTRIBUTION_TYPES),
      );
    }
    fees[type] = parseFee(type, String(fee).trim());
  }
  return fees;
}

function parseFee(type: DistributionType, text: string): Decimal {
  const isPercent = text.endsWith("%");
  const decimal = parseDecimal(isPercent ? text.slice(0, -1).trim() : text);
  if (decimal !== null && compareDecimals(decimal, ZERO) >= 0) {
    const isFraction = !isPercent && compareDecimals(decimal, ONE) <= 0;
    const fee = isFraction ? decimal : { digits: decimal.digits, scale: decimal.scale + 2 };
    if (compareDecimals(fee, ONE) <= 0) return fee;
  }
  throw new UserError(
    "settlement_fee_malformed",
    `settlement.fees.${type} "${text}" is not a fee`,
    'Write a fraction from 0 to 1, such as 0.15, or a percentage: "15%".',
  );
}

/** What the store keeps of a completed payment, in major units; null where its type is not known. */
export function storeFee(record: SettlementRecord, fees: StoreFees): string | null {
  const amount = parseDecimal(record.amount);
  const { distributionType: type, status, currency } = record;
  if (amount === null || type === null || status !== "COMPLETED") return null;
  return renderExact(multiplyDecimals(amount, fees[type]), currency);
}

/** One currency and creator. Amounts are decimal texts in major units, not rounded. */
export interface SettlementTotal {
  readonly currency: string;
  /** Null: payments without a creator. */
  readonly creatorKey: string | null;
  /** Completed payments. */
  readonly payments: number;
  readonly gross: string;
  readonly fee: string;
  readonly net: string;
  readonly refunds: number;
  /** Not part of `gross`. */
  readonly refunded: string;
  /** Completed payments whose distribution type is not known; no fee is taken from them. */
  readonly withoutFeeRule: number;
}

interface Sum {
  readonly currency: string;
  readonly creatorKey: string | null;
  payments: number;
  gross: Decimal;
  fee: Decimal;
  refunds: number;
  refunded: Decimal;
  withoutFeeRule: number;
}

/**
 * Adds up completed and refunded payments by currency and creator, sorted so.
 *
 * @param records several of one transaction count once; pending and cancelled ones for nothing
 */
export function settlementTotals(
  records: readonly SettlementRecord[],
  fees: StoreFees,
): readonly SettlementTotal[] {
  const sums = new Map<string, Sum>();
  for (const record of foldRecords(records).byId.values()) {
    const amount = parseDecimal(record.amount);
    if (amount === null) continue;
    const key = JSON.stringify([record.currency, record.creatorKey ?? ""]);
    const sum = sums.get(key) ?? emptySum(record);
    sums.set(key, sum);
    if (record.status === "COMPLETED") addCompleted(sum, amount, record.distributionType, fees);
    if (record.status === "REFUNDED") {
      const refunded = parseDecimal(record.refunded ?? record.amount) ?? amount;
      sum.refunds += 1;
      sum.refunded = addDecimals(sum.refunded, refunded);
      const kept = subtractDecimals(amount, refunded);
      // Of a payment that was refunded in part, the rest is still one.
      if (compareDecimals(kept, ZERO) > 0) addCompleted(sum, kept, record.distributionType, fees);
    }
  }
  return [...sums.entries()]
    .filter(([, sum]) => sum.payments + sum.refunds > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, sum]) => totalOf(sum));
}

function emptySum({ currency, creatorKey }: SettlementRecord): Sum {
  return {
    currency,
    creatorKey: creatorKey === "" ? null : creatorKey,
    payments: 0,
    gross: ZERO,
    fee: ZERO,
    refunds: 0,
    refunded: ZERO,
    withoutFeeRule: 0,
  };
}

function addCompleted(
  sum: Sum,
  amount: Decimal,
  type: DistributionType | null,
  fees: StoreFees,
): void {
  sum.payments += 1;
  sum.gross = addDecimals(sum.gross, amount);
  if (type === null) sum.withoutFeeRule += 1;
  else sum.fee = addDecimals(sum.fee, multiplyDecimals(amount, fees[type]));
}

function totalOf(sum: Sum): SettlementTotal {
  const text = (amount: Decimal) => renderExact(amount, sum.currency);
  return {
    currency: sum.currency,
    creatorKey: sum.creatorKey,
    payments: sum.payments,
    gross: text(sum.gross),
    fee: text(sum.fee),
    net: text(subtractDecimals(sum.gross, sum.fee)),
    refunds: sum.refunds,
    refunded: text(sum.refunded),
    withoutFeeRule: sum.withoutFeeRule,
  };
}

/** At least the currency's decimals, and more where the value has them. */
function renderExact(amount: Decimal, currency: string): string {
  const { digits, scale } = canonicalDecimal(amount);
  const shown = Math.max(scale, currencyExponent(currency));
  return renderDecimal({
    digits: digits * 10n ** BigInt(shown - scale),
    scale: shown,
  });
}
