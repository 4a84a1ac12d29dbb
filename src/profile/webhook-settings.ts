/** `webhook` of a profile as the webhook protocol wants it: defaults filled in, secrets read. */
import { durationMs } from "../core/duration.js";
import type { RetrySchedule } from "../core/retry-schedule.js";
import type { WebhookFormat } from "../protocols/webhook/delivery.js";
import { type EventSamples, NO_SAMPLES } from "../protocols/webhook/event-samples.js";
import type { GatewayMapping } from "../protocols/webhook/gateway-mapping.js";
import { type AcceptedForm, DEFAULT_TOLERANCE_SEC } from "../protocols/webhook/signature.js";
import type { WebhookProbe } from "../protocols/webhook/probe.js";
import type { ConnectionSettings } from "../core/http.js";
import { requireSection, resolveConnection, type ResolvedProfile } from "./resolve.js";
import type { ReadSecret } from "./secrets.js";

export interface WebhookSettings {
  readonly url: string;
  readonly format: WebhookFormat;
  /** What a gateway delivers: its own format, unless the profile says otherwise. */
  readonly relayFormat: WebhookFormat;
  readonly form: AcceptedForm;
  readonly toleranceSec: number;
  readonly mapping: GatewayMapping;
  /** The signing secret first. */
  readonly secrets: readonly [ReadSecret, ...ReadSecret[]];
  readonly retry: RetrySchedule;
  /** Null where the receiver does not say what it has applied. */
  readonly probe: WebhookProbe | null;
  /** What test events name, where the receiver knows only real ids. */
  readonly samples: EventSamples;
  readonly connection: ConnectionSettings;
}

export const WEBHOOK_TIMEOUT_MS = 5_000;

/** @source Partner Gateway: up to five retries; the intervals are negotiated, these are the defaults */
export const DEFAULT_RETRY: RetrySchedule = {
  delaysMs: [1_000, 5_000, 30_000, 120_000, 600_000],
};

export async function webhookSettings(
  resolved: ResolvedProfile,
  neededBy: string,
): Promise<WebhookSettings> {
  const section = requireSection(resolved, "webhook", neededBy);
  const { url, format, signature, tolerance, gateway, retry, probe, samples } = section;
  return {
    url,
    format: format ?? "playcamp",
    relayFormat: format ?? "gateway",
    form: signature ?? "simple",
    toleranceSec:
      tolerance === undefined ? DEFAULT_TOLERANCE_SEC : Math.round(durationMs(tolerance) / 1000),
    mapping: (gateway ?? {}) as GatewayMapping,
    secrets: await resolved.secrets.read("webhook.secret", section.secret),
    retry: retry === undefined ? DEFAULT_RETRY : { delaysMs: retry.delays.map(durationMs) },
    probe:
      probe === undefined
        ? null
        : { url: probe.url, path: probe.path ?? "", log: probe.log ?? null },
    samples: { ...NO_SAMPLES, ...samples },
    connection: await resolveConnection(resolved, section, "webhook", WEBHOOK_TIMEOUT_MS),
  };
}
