/** A load that the line describes, on several threads: a plan of one stage. */
import type { Random } from "../../core/ports.js";
import type { RunThread } from "../../core/threads.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { WebhookSettings } from "../../profile/webhook-settings.js";
import type { WebhookFormat } from "../../protocols/webhook/delivery.js";
import { isWebhookEventName } from "../../protocols/webhook/events.js";
import type { SignatureForm } from "../../protocols/webhook/signature.js";
import { assertNotLive } from "../../transport/live-guard.js";
import type { LoadReport } from "../webhooks/fire-load.js";
import { joinLatencies } from "../webhooks/load-latency.js";
import type { LoadResult } from "./load-result.js";
import type { LoadPlan, LoadStage, WebhookPart } from "./plan.js";
import type { PlannedMessage } from "./plan-deliveries.js";
import type { LoadProgress } from "./run-webhook-plan.js";
import { runInWorkers } from "./run-workers.js";

export interface LineLoad {
  readonly url: string;
  readonly total: number;
  readonly concurrency: number;
  /** Null for as many as are answered. */
  readonly perSecond: number | null;
  readonly workers: number;
  readonly events: readonly string[];
  readonly format: WebhookFormat;
  readonly form: SignatureForm;
  readonly message: PlannedMessage;
}

/** So many users that hardly any comes twice, as without threads. */
const ACCOUNTS = { first: 1, count: 999_999_999 };

export async function fireInWorkers(
  load: LineLoad,
  about: {
    readonly allowLive: boolean;
    readonly settings: WebhookSettings;
    readonly profile: ResolvedProfile;
    readonly onAnswer: (soFar: LoadProgress) => void;
  },
  ports: {
    readonly random: Random;
    readonly signal: AbortSignal;
    readonly runThread: RunThread;
    readonly extraCa: () => Promise<readonly string[]>;
    readonly tool: LoadResult["tool"];
  },
): Promise<LoadReport> {
  const { settings, profile, onAnswer } = about;
  const liveHosts: ReadonlySet<string> = about.allowLive ? new Set() : profile.liveHosts;
  assertNotLive(load.url, liveHosts);
  const result = await runInWorkers(
    {
      ...{ plan: planOf(load), shard: null, url: load.url, message: load.message },
      ...{ tool: ports.tool, settings, liveHosts, profile: profile.profile },
      runId: Buffer.from(ports.random.bytes(4)).toString("hex"),
      knownSecrets: profile.secrets.known(),
      extraCa: await ports.extraCa(),
    },
    load.workers,
    onAnswer,
    ports,
  );
  return reportOf(result, load);
}

function planOf(load: LineLoad): LoadPlan<WebhookPart> {
  const { total, perSecond, concurrency, events, format, form } = load;
  const common = { name: "load", durationMs: null, count: total };
  const milli = (perSecond ?? 0) * 1_000;
  const stage: LoadStage =
    perSecond === null
      ? { kind: "closed", ...common, concurrency }
      : { kind: "paced", ...common, fromMilliRate: milli, toMilliRate: milli };
  const mix = [{ weight: 1, events: events.filter(isWebhookEventName), set: {} }];
  return {
    ...{ name: "load", seed: 1, maxInFlight: concurrency, stages: [stage] },
    part: { kind: "webhook", format, signature: form, mix, accounts: ACCOUNTS },
  };
}

function reportOf({ total, stages, durationMs, examples }: LoadResult, load: LineLoad): LoadReport {
  const { planned: _, latencyMs, overdue, ...counts } = total;
  const latencies = joinLatencies(stages.map(({ latencyCounts }) => latencyCounts));
  return {
    ...{ url: load.url, total: load.total, concurrency: load.concurrency, rate: load.perSecond },
    ...counts,
    overdue,
    elapsedMs: durationMs,
    perSecond: durationMs > 0 ? Math.round((counts.answered * 1000) / durationMs) : 0,
    latencyMs,
    histogram: latencies.bars(),
    examples,
  };
}
