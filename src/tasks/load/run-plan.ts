/** Runs a plan against the target of the profile: on this machine, unless more is allowed. */
import type { Shard } from "../../conformance/plan.js";
import type { Http } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import { profileRedactor } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { walletSettings } from "../../profile/wallet-settings.js";
import { webhookSettings } from "../../profile/webhook-settings.js";
import { assertNotLive, assertOwnMachine } from "../../transport/live-guard.js";
import type { LoadResult } from "./load-result.js";
import { isWalletPlan, isWebhookPlan, type LoadPlan } from "./plan.js";
import { runWalletPlan, type WalletPlanOrder } from "./run-wallet-plan.js";
import { type LoadProgress, runWebhookPlan } from "./run-webhook-plan.js";

export interface PlanOrder {
  readonly plan: LoadPlan;
  readonly shard: Shard | null;
  readonly runId: string;
  readonly tool: LoadResult["tool"];
  /** In place of the profile's own address of the webhook. */
  readonly url: string | null;
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
  /** @param use gets what single requests go through, and what a load does */
  readonly withHttp: <Result>(use: (http: Http, load: Http) => Promise<Result>) => Promise<Result>;
}

/** @throws {UserError} what the profile lacks, `live_target`, `remote_load`, and what the plan's kind throws */
export async function runPlan(
  { plan, neededBy, allowLive, allowRemoteLoad, url: given, ...order }: PlanOrder,
  profile: ResolvedProfile,
  { withHttp, ...ports }: PlanPorts,
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
    const redactor = profileRedactor(profile, "own");
    onLoadStart(url);
    return withHttp((_, http) =>
      runWebhookPlan({ ...order, plan, url, onAnswer }, settings, {
        ...{ ...ports, http, redactor },
      }),
    );
  }
  if (!isWalletPlan(plan)) throw new Error("a plan is of one kind");
  const settings = await walletSettings(profile, neededBy);
  assertAllowed(settings.url);
  const walletOrder = { ...order, plan, allowLive, onStart: onWalletStart, onAnswer };
  return withHttp((http) => runWalletPlan(walletOrder, settings, profile, { ...ports, http }));
}
