/** Runs a plan against the target of the profile: on this machine, unless more is allowed. */
import type { Shard } from "../../core/shards.js";
import { UserError } from "../../core/errors.js";
import type { RunThread } from "../../core/threads.js";
import type { Http } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import { profileRedactor } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { walletSettings } from "../../profile/wallet-settings.js";
import { webhookSettings } from "../../profile/webhook-settings.js";
import { assertNotLive, assertOwnMachine } from "../../transport/live-guard.js";
import type { LoadResult } from "./load-result.js";
import { isWalletPlan, isWebhookPlan, type LoadPlan } from "./plan.js";
import { runInWorkers } from "./run-workers.js";
import { runWalletPlan, type WalletPlanOrder } from "./run-wallet-plan.js";
import { type LoadProgress, runWebhookPlan } from "./run-webhook-plan.js";

export interface PlanOrder {
  readonly plan: LoadPlan;
  readonly shard: Shard | null;
  readonly runId: string;
  readonly tool: LoadResult["tool"];
  /** In place of the profile's own address of the webhook. */
  readonly url: string | null;
  /** Threads that send; 1 for none but this one. */
  readonly workers: number;
  readonly allowLive: boolean;
  readonly allowRemoteLoad: boolean;
  /** The command, for messages. */
  readonly neededBy: string;
}

export interface PlanHooks {
  /** Before the first delivery. */
  readonly onLoadStart: (url: string) => void;
  /** Before the first round. */
  readonly onWalletStart: WalletPlanOrder["onStart"];
  readonly onAnswer: (soFar: LoadProgress) => void;
}

export interface PlanPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly runThread: RunThread;
  /** PEM texts that a thread trusts besides the usual ones. */
  readonly extraCa: () => Promise<readonly string[]>;
  /** @param use gets what single requests go through, and what a load does */
  readonly withHttp: <Result>(use: (http: Http, load: Http) => Promise<Result>) => Promise<Result>;
}

/** @throws {UserError} what the profile lacks, `live_target`, `remote_load`, and what the plan's kind throws */
export async function runPlan(
  { plan, neededBy, allowLive, allowRemoteLoad, url: given, workers, ...order }: PlanOrder,
  profile: ResolvedProfile,
  { withHttp, runThread, extraCa, ...ports }: PlanPorts,
  { onLoadStart, onWalletStart, onAnswer }: PlanHooks,
): Promise<LoadResult> {
  const liveHosts: ReadonlySet<string> = allowLive ? new Set() : profile.liveHosts;
  const assertAllowed = (url: string) => {
    assertNotLive(url, liveHosts);
    if (!allowRemoteLoad) assertOwnMachine(url);
  };
  if (isWebhookPlan(plan)) {
    const settings = await webhookSettings(profile, neededBy);
    const url = given ?? settings.url;
    assertAllowed(url);
    onLoadStart(url);
    if (workers > 1) {
      const thread = {
        ...{ ...order, plan, url, settings, liveHosts },
        ...{ profile: profile.profile, knownSecrets: profile.secrets.known() },
        extraCa: await extraCa(),
      };
      return runInWorkers(thread, workers, onAnswer, { ...ports, runThread });
    }
    const redactor = profileRedactor(profile, "own");
    return withHttp((_, http) =>
      runWebhookPlan({ ...order, plan, url, onAnswer }, settings, {
        ...{ ...ports, http, redactor },
      }),
    );
  }
  if (workers > 1)
    throw new UserError(
      "usage",
      "--workers sends deliveries, and this plan plays rounds",
      "Leave --workers out: what a wallet takes, one thread can send.",
    );
  if (!isWalletPlan(plan)) throw new Error("a plan is of one kind");
  const settings = await walletSettings(profile, neededBy);
  assertAllowed(settings.url);
  const walletOrder = { ...order, plan, allowLive, onStart: onWalletStart, onAnswer };
  return withHttp((http) => runWalletPlan(walletOrder, settings, profile, { ...ports, http }));
}
