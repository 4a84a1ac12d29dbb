/** What a game server must know of the profile. */
import type { WebhookFormat } from "../../../protocols/webhook/delivery.js";
import type { GatewayMapping } from "../../../protocols/webhook/gateway-mapping.js";
import type { AcceptedForm } from "../../../protocols/webhook/signature.js";

export interface WebhookAgreement {
  readonly secrets: readonly string[];
  readonly form: AcceptedForm;
  readonly toleranceSec: number;
  readonly timeoutMs: number;
  readonly format: WebhookFormat;
  readonly mapping?: GatewayMapping;
  /** How the gateway's relay delivers. */
  readonly relay: {
    readonly url: string;
    readonly format: WebhookFormat;
    readonly delaysMs: readonly number[];
  };
}
