/** What the payment endpoints announce. */
import type { Payment } from "../../../protocols/payments/payment.js";
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import { announcement, type CallContext } from "./announcement.js";
import type { Attribution } from "./attribution.js";

export function paymentCreated(
  { transactionId, userId, amount, currency }: Payment,
  { creatorKey, campaignId }: Attribution,
  context: CallContext,
): WebhookEvent {
  return announcement("payment.created", context, {
    transactionId,
    userId,
    amount: Number(amount),
    currency,
    ...(creatorKey === null ? {} : { creatorKey }),
    ...(campaignId === null ? {} : { campaignId }),
  });
}

/** Once a bulk call, whatever became of its payments. */
export function bulkCreated(
  results: readonly {
    readonly transactionId: string;
    readonly status: "SUCCESS" | "SKIPPED" | "FAILED";
  }[],
  context: CallContext,
): WebhookEvent {
  const having = (status: string) => results.filter((each) => each.status === status);
  return announcement("payment.bulk_created", context, {
    totalRequested: results.length,
    successful: having("SUCCESS").length,
    failed: having("FAILED").length,
    skipped: having("SKIPPED").length,
    transactionIds: having("SUCCESS").map(({ transactionId }) => transactionId),
  });
}

export function paymentRefunded(
  transactionId: string,
  userId: string,
  context: CallContext,
): WebhookEvent {
  return announcement("payment.refunded", context, { transactionId, userId });
}
