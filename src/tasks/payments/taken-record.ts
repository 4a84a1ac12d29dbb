/** A record on its way to its outcome, and the lines that tell of it in the journal. */
import { hash64 } from "../../core/id-table.js";
import type { Conversion } from "../../protocols/payments/conversion.js";
import { keyOf, type OutcomeLine } from "./journal-lines.js";
import type { PaymentOutcome } from "./push-batch.js";

/** What a record came to; a refusal has its reason in words. */
export type Taken =
  | Exclude<Conversion, { kind: "refused" | "other" }>
  | {
      readonly kind: "refused";
      readonly transactionId: string | null;
      readonly reason: string;
    };

export interface TakenRecord {
  readonly conversion: Taken;
  /** Tells records apart that have no id; undefined for those that have one. */
  readonly record: string | undefined;
}

export interface RecordProblem {
  readonly kind: "refused" | "failed" | "conflict";
  readonly transactionId: string | null;
  readonly reason: string;
  /** In the journal: the exchange in which it failed. */
  readonly deliveryId?: string;
}

/** Told of each record that comes to no good. */
export type OnProblem = (problem: RecordProblem) => void;

/** Reasons are cut, so that a line of the journal stays one block. */
const LONGEST_REASON = 500;

export function transactionIdOf(conversion: Taken): string | null {
  return conversion.kind === "payment"
    ? conversion.payment.transactionId
    : conversion.transactionId;
}

/** By which a record is known again, on whichever page it comes and whatever else is new in it. */
export function nameOf({ conversion, record }: TakenRecord): string {
  return keyOf(conversion.kind, transactionIdOf(conversion), record);
}

export function keyOfLine({ kind, id, record }: OutcomeLine): string {
  return keyOf(kind, id, record);
}

/** Empty for what is refused: only money can contradict itself. */
export function contentOf(conversion: Taken): string {
  if (conversion.kind === "refused") return "";
  if (conversion.kind === "refund") {
    const { refundId, amount, payment } = conversion;
    return short(hash64(refundId ?? "", amount ?? "", payment?.purchasedAt ?? ""));
  }
  const { payment } = conversion;
  const hash = hash64(
    payment.userId,
    payment.productId,
    payment.amount,
    payment.currency,
    payment.platform,
    payment.distributionType,
    payment.purchasedAt,
  );
  return short(hash);
}

/** Of those that came on two pages, so many of one page are looked out for. */
const MOST_TWICE = 20;

export function addTwice(ids: string[], conversion: Taken): void {
  if (conversion.kind === "payment" && ids.length < MOST_TWICE)
    ids.push(conversion.payment.transactionId);
}

function short([high, low]: readonly [number, number]): string {
  return base36(high) + base36(low);
}

/** What stands before the last four digits of a number of 32 bits. */
const HEADS = Array.from({ length: Math.ceil(2 ** 32 / 36 ** 4) }, (_, head) => head.toString(36));
const PAIRS = Array.from({ length: 36 ** 2 }, (_, pair) => pair.toString(36).padStart(2, "0"));

/** As `toString(36)` writes a number of 32 bits, in a fifth of its time: there is one for every payment. */
function base36(number: number): string {
  const high = Math.floor(number / 36 ** 4);
  const low = number % 36 ** 4;
  // Rare: the digits in front of the pairs would be zeros.
  if (high === 0) return number.toString(36);
  return (
    (HEADS[high] ?? "") + (PAIRS[Math.floor(low / 36 ** 2)] ?? "") + (PAIRS[low % 36 ** 2] ?? "")
  );
}

/** @param page that brought the payment, counted over the whole run */
export function paymentLine(
  { payment, outcome, reason }: PaymentOutcome,
  content: string,
  page: number,
): OutcomeLine {
  const { transactionId: id, amount, currency } = payment;
  const line: OutcomeLine = { id, kind: "payment", outcome, amount, currency, content, page };
  return reason === null ? line : { ...line, reason: reason.slice(0, LONGEST_REASON) };
}

/** Of a record that is no payment, and so has its outcome at once. */
export function recordLine(
  conversion: Exclude<Taken, { kind: "payment" }>,
  record: string | undefined,
  page: number,
): OutcomeLine {
  const id = conversion.transactionId;
  const unnamed = record === undefined ? {} : { record };
  if (conversion.kind === "refused") {
    const reason = conversion.reason.slice(0, LONGEST_REASON);
    return { id, ...unnamed, kind: "refused", outcome: "refused", page, reason };
  }
  const { payment, amount, isPartial } = conversion;
  // A part of unknown amount is not the whole that its record holds.
  const given = amount ?? (isPartial === true ? null : (payment?.amount ?? null));
  const money = {
    ...(given === null ? {} : { amount: given }),
    ...(payment === null ? {} : { currency: payment.currency, paid: payment.amount }),
    ...(isPartial === true ? { isPart: true as const } : {}),
  };
  const content = contentOf(conversion);
  return { id, ...unnamed, kind: "refund", outcome: "refund", ...money, content, page };
}
