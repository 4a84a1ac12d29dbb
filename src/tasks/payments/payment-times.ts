/** The times of payments that came, and whether a source can be asked for a stretch of time. */
import { rangePrecisionMs } from "../../protocols/payments/range-format.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { TakenRecord } from "./taken-record.js";

/** What has only just been paid may come between two requests. */
export const UNSETTLED_MS = 600_000;
export const SECOND_MS = 1_000;

/** 1 where times rise, -1 where they fall, 0 where all are one. */
export type Order = -1 | 0 | 1;

/** Of times one after another; null where they rise and fall. */
export function orderOf(times: readonly number[]): Order | null {
  let order: Order = 0;
  for (let at = 1; at < times.length; at += 1) {
    const step = Math.sign((times[at] ?? 0) - (times[at - 1] ?? 0)) as Order;
    if (step === 0) continue;
    if (order !== 0 && step !== order) return null;
    order = step;
  }
  return order;
}

/** Null of what is no payment. */
export function timeOf({ conversion }: TakenRecord): number | null {
  return conversion.kind === "payment" ? Date.parse(conversion.payment.purchasedAt) : null;
}

/** When a record's payment was made; null where the record does not hold that. */
export function momentOf({ conversion }: TakenRecord): number | null {
  const payment = conversion.kind === "refused" ? null : conversion.payment;
  return payment === null ? null : Date.parse(payment.purchasedAt);
}

/** Whether the source takes any part of a range, to the second. */
export function canBeAskedFor({ source: { range, order } }: PaymentsSettings): boolean {
  if (range === undefined || range.open === true || range.day === true) return false;
  return order === undefined && rangePrecisionMs(range) <= SECOND_MS;
}
