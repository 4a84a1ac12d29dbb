/** What calls announce to webhooks. */
import type { WebhookEvent, WebhookEventName } from "../../../protocols/webhook/events.js";

/** What an event takes over from the call that brought it about. */
export interface CallContext {
  readonly callbackId: string | null;
  readonly isTest: boolean;
  readonly nowMs: number;
}

export function announcement(
  event: WebhookEventName,
  { callbackId, isTest, nowMs }: CallContext,
  data: WebhookEvent["data"],
): WebhookEvent {
  return {
    event,
    timestamp: new Date(nowMs).toISOString(),
    ...(callbackId === null ? {} : { callbackId }),
    ...(isTest ? { isTest } : {}),
    data,
  };
}
