/** PlayCamp's bulk payment call: which requests are sent. Replies are read in `bulk-reply.ts`. */
import { joinUrl } from "../../core/http.js";
import { encodeJsonList } from "../../core/json/list.js";
import type { TextOut } from "../../core/text-out.js";
import { urlPart } from "../../core/url-part.js";
import {
  canonicalDecimal,
  currencyExponent,
  parseDecimal,
  renderDecimal,
  toMinorUnits,
} from "./payment-amount.js";
import { renderPayment, writePayment, type Payment } from "./payment.js";

/** The most payments PlayCamp takes in one call. */
export const LARGEST_BATCH = 1000;

export interface BulkBatch {
  readonly payments: readonly Payment[];
  /** JSON, amounts digit for digit. */
  readonly body: Uint8Array;
}

export interface BulkOptions {
  /** 1 to {@link LARGEST_BATCH}. */
  readonly batchSize: number;
  readonly callbackId?: string;
  /** Default `major`; `minor` is the currency's smallest unit. */
  readonly amount?: PushedUnit;
  /** PlayCamp validates and stores nothing. */
  readonly isTest?: boolean;
}

export function bulkUrl(base: string): string {
  return joinUrl(base, "/v1/server/payments/bulk");
}

export function refundUrl(base: string, transactionId: string): string {
  return joinUrl(base, `/v1/server/payments/${urlPart(transactionId)}/refund`);
}

/** Every payment in exactly one batch, in order. */
export function buildBulkBatches(
  payments: readonly Payment[],
  options: BulkOptions,
): readonly BulkBatch[] {
  const size = Math.min(Math.max(1, Math.floor(options.batchSize)), LARGEST_BATCH);
  const batches: BulkBatch[] = [];
  for (let at = 0; at < payments.length; at += size) {
    batches.push(bulkBatch(payments.slice(at, at + size), options));
  }
  return batches;
}

/** A batch that was too large or holds a bad payment, in two; a single payment stays whole. */
export function splitBatch(batch: BulkBatch, options: BulkOptions): readonly BulkBatch[] {
  const { payments } = batch;
  if (payments.length < 2) return [batch];
  const middle = Math.ceil(payments.length / 2);
  return [payments.slice(0, middle), payments.slice(middle)].map((half) =>
    bulkBatch(half, options),
  );
}

function bulkBatch(payments: readonly Payment[], options: BulkOptions): BulkBatch {
  const { callbackId, isTest, amount } = options;
  const rest = JSON.stringify({ callbackId, isTest }).slice(1);
  const end = `]${rest === "}" ? "" : ","}${rest}`;
  const body = encodeJsonList(
    '{"payments":[',
    payments,
    amount === "minor" ? writeMinor : writeMajor,
    end,
  );
  return { payments, body };
}

export type PushedUnit = "major" | "minor";

function writeMajor(payment: Payment, out: TextOut): void {
  writePayment(payment, out);
}

function writeMinor(payment: Payment, out: TextOut): void {
  writePayment(payment, out, pushedAmount(payment, "minor"));
}

/** An amount as PlayCamp is given it; it has no more decimals than its currency. */
function pushedAmount(
  { amount, currency }: Pick<Payment, "amount" | "currency">,
  unit: PushedUnit,
): string {
  const decimal = unit === "minor" ? parseDecimal(amount) : null;
  const minor = decimal === null ? null : toMinorUnits(decimal, currency);
  return minor === null ? amount : String(minor);
}

/** The same the other way: an amount of PlayCamp's in major units. */
export function majorAmount(
  { amount, currency }: Pick<Payment, "amount" | "currency">,
  unit: PushedUnit,
): string {
  const decimal = unit === "minor" ? parseDecimal(amount) : null;
  if (decimal === null) return amount;
  const { digits, scale } = decimal;
  return renderDecimal(canonicalDecimal({ digits, scale: scale + currencyExponent(currency) }));
}

export interface Deduplicated {
  readonly unique: readonly Payment[];
  /** How many came again, the same in every field. */
  readonly repeats: number;
  /** Ids that came again with other content; the first is the one kept in `unique`. */
  readonly conflicts: readonly {
    readonly kept: Payment;
    readonly other: Payment;
  }[];
}

/** One payment a transaction id: borders between windows may bring a record twice. */
export function deduplicatePayments(payments: readonly Payment[]): Deduplicated {
  const kept = new Map<string, Payment>();
  const conflicts: { readonly kept: Payment; readonly other: Payment }[] = [];
  let repeats = 0;
  for (const payment of payments) {
    const first = kept.get(payment.transactionId);
    if (first === undefined) kept.set(payment.transactionId, payment);
    else if (renderPayment(first) === renderPayment(payment)) repeats += 1;
    else conflicts.push({ kept: first, other: payment });
  }
  return { unique: [...kept.values()], repeats, conflicts };
}
