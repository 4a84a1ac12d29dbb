/** Refunds of a profile, in every form that it declares. */
import type { PaymentsContext } from "./payments-target.js";
import { judgeRefundAuth, REFUND_AUTH_CHECKS, REFUND_AUTH_REQUESTS } from "./refund-auth.js";
import {
  judgeRefundPayments,
  REFUND_PAYMENT_CHECKS,
  REFUND_PAYMENT_REQUESTS,
} from "./refund-payments.js";
import {
  judgeRefundQuery,
  NO_QUERY,
  REFUND_QUERY_CHECKS,
  REFUND_QUERY_REQUESTS,
  refundsTarget,
} from "./refund-query.js";
import { judgeRefundRecords, REFUND_RECORD_CHECKS } from "./refund-records.js";
import type { Walk } from "./walk.js";

export const REFUND_CHECKS = [
  ...REFUND_RECORD_CHECKS,
  ...REFUND_PAYMENT_CHECKS,
  ...REFUND_QUERY_CHECKS,
  ...REFUND_AUTH_CHECKS,
];

export const REFUND_REQUESTS =
  REFUND_QUERY_REQUESTS + REFUND_PAYMENT_REQUESTS + REFUND_AUTH_REQUESTS;

/** @param payments a walk through payments of the sample */
export async function judgeRefunds(context: PaymentsContext, payments: Walk): Promise<void> {
  const target = refundsTarget(context.target);
  let second: Walk | null = null;
  if (target === null) {
    for (const { id } of [...REFUND_QUERY_CHECKS, ...REFUND_AUTH_CHECKS])
      context.notApplicable(id, NO_QUERY);
  } else {
    const ofRefunds: PaymentsContext = { ...context, target };
    second = await judgeRefundQuery(ofRefunds);
    await judgeRefundAuth(ofRefunds);
  }
  judgeRefundRecords(context, payments, second);
  await judgeRefundPayments(context, payments, second);
}
