/**
 * The importable part: the protocols, pure, for a partner's own tests.
 *
 * ```ts
 * import { signEntry, verifyWebhook } from "playcamp-gw";
 * ```
 */
import {
  type ReceivedDelivery,
  type ReceivedVerification,
  verifyReceived,
} from "./protocols/webhook/received.js";

export { UserError } from "./core/errors.js";
export { DEFAULT_ENTRY_RECIPE, type EntryRecipe } from "./protocols/entry/recipe.js";
export {
  entrySigner,
  signEntry,
  type EntryOrder,
  type SignedEntry,
} from "./protocols/entry/sign.js";
export { verifyEntry, type EntryVerdict } from "./protocols/entry/verify.js";
export { diagnoseEntry } from "./protocols/entry/diagnose.js";
export type { EntryDiagnosis, EntryFinding } from "./protocols/entry/finding.js";
export {
  sampleEvent,
  WEBHOOK_EVENTS,
  type WebhookEvent,
  type WebhookEventName,
} from "./protocols/webhook/events.js";
export { buildDelivery, type BuiltDelivery } from "./protocols/webhook/delivery.js";
export { convertToGateway } from "./protocols/webhook/gateway.js";
export type { GatewayMapping } from "./protocols/webhook/gateway-mapping.js";
export {
  constructWebhookSignature,
  signTimestampedWebhook,
  signWebhook,
  type WebhookVerificationError,
} from "./protocols/webhook/signature.js";
export type {
  ReceivedDelivery as VerifyWebhookOptions,
  ReceivedEvent,
  ReceivedPayload,
  ReceivedVerification as WebhookVerification,
} from "./protocols/webhook/received.js";

/**
 * Verifies a delivery as PlayCamp's SDKs do, error texts included. Nothing that
 * a request can hold throws: a missing header or body is a refusal like any other.
 *
 * ```ts
 * const verified = verifyWebhook({ payload: rawBody, signature: header, secret });
 * if (!verified.valid) return respond(401, verified.error);
 * for (const { event, data } of verified.payload.events) apply(event, data);
 * ```
 */
export function verifyWebhook(delivery: ReceivedDelivery): ReceivedVerification {
  return verifyReceived(delivery, delivery.nowMs ?? Date.now());
}
