/** What a thread needs to send its part of a load: plain data, secrets included, which stay in this process. */
import type { Http } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import type { KnownSecret } from "../../core/redaction/needles.js";
import { createRedactor } from "../../core/redaction.js";
import { redactionRules } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { WebhookSettings } from "../../profile/webhook-settings.js";
import { guardLiveHosts } from "../../transport/live-guard.js";
import type { LoadResult } from "./load-result.js";
import { type LoadProgress, runWebhookPlan, type WebhookPlanOrder } from "./run-webhook-plan.js";

export interface WorkerOrder extends Omit<WebhookPlanOrder, "onAnswer"> {
  readonly settings: WebhookSettings;
  readonly profile: ResolvedProfile["profile"];
  readonly knownSecrets: readonly KnownSecret[];
  readonly liveHosts: ReadonlySet<string>;
  /** PEM texts that are trusted besides the usual ones. */
  readonly extraCa: readonly string[];
}

/** Both sides are this program: it is enough to tell an order from something else. */
export function isWorkerOrder(value: unknown): value is WorkerOrder {
  return typeof value === "object" && value !== null && "settings" in value && "plan" in value;
}

const TOLD_EVERY_MS = 100;

export function runWorker(
  { settings, profile, knownSecrets, liveHosts, extraCa: _, ...order }: WorkerOrder,
  tell: (progress: LoadProgress) => void,
  {
    http,
    clock,
    signal,
  }: { readonly http: Http; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<LoadResult> {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const onAnswer = ({ sent, answered, accepted }: LoadProgress) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - toldAtMs < TOLD_EVERY_MS) return;
    toldAtMs = nowMs;
    tell({ sent, answered, accepted });
  };
  const known = { known: () => knownSecrets };
  const redactor = createRedactor(known.known, redactionRules({ profile, secrets: known }, "own"));
  return runWebhookPlan({ ...order, onAnswer }, settings, {
    http: guardLiveHosts(http, liveHosts),
    ...{ clock, redactor, signal },
  });
}
