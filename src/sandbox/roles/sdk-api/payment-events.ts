/** What the payment endpoints announce. */
import type { Payment } from "../../../protocols/payments/payment.js";
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import type { SdkCall } from "./endpoints.js";

interface CallContext {
  readonly callbackId: string | null;
  readonly isTest: boolean;
  readonly nowMs: number;
}

export function contextOf(
  { nowMs }: SdkCall,
  callbackId: string | null,
  isTest: boolean | undefined,
): CallContext {
  return { callbackId, isTest: isTest ?? false, nowMs };
}

export function paymentCreated(
  { transactionId, userId, amount, currency }: Payment,
  context: CallContext,
): WebhookEvent {
  return event("payment.created", context, {
    transactionId,
    userId,
    amount: Number(amount),
    currency,
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
  return event("payment.bulk_created", context, {
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
  return event("payment.refunded", context, { transactionId, userId });
}

function event(
  name: string,
  { callbackId, isTest, nowMs }: CallContext,
  data: WebhookEvent["data"],
): WebhookEvent {
  return {
    event: name,
    timestamp: new Date(nowMs).toISOString(),
    ...(callbackId === null ? {} : { callbackId }),
    ...(isTest ? { isTest } : {}),
    data,
  };
}
