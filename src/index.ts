/**
 * The importable part: the protocols, pure, for a partner's own tests.
 *
 * ```ts
 * import { signEntry, verifyWebhook } from "playcamp-gw";
 * ```
 */
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
  verifyWebhook,
  type VerifyWebhookOptions,
  type WebhookVerification,
} from "./protocols/webhook/signature.js";
