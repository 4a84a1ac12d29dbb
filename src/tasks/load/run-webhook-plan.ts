/** Sends the deliveries of a plan, or of one part of it, and counts what became of them. */
import { type Http, isUnreachable } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import type { Redactor } from "../../core/redaction.js";
import type { WebhookSettings } from "../../profile/webhook-settings.js";
import { recordExchange } from "../../transport/record.js";
import { isHopeless, LOAD_STEP, requestMaker, tellsLatency } from "../webhooks/fire-load.js";
import { createTally, type Tally } from "../webhooks/load-tally.js";
import type { LoadResult } from "./load-result.js";
import type { LoadPlan, WebhookPart } from "./plan.js";
import { planDeliveries, type PlannedMessage } from "./plan-deliveries.js";
import { runStages, type StagesOrder } from "./run-stages.js";
import { deliveryDeal } from "./schedule.js";

export interface LoadProgress {
  readonly sent: number;
  readonly answered: number;
  readonly accepted: number;
}

export interface WebhookPlanOrder extends Pick<StagesOrder, "shard" | "runId" | "url" | "tool"> {
  readonly plan: LoadPlan<WebhookPart>;
  /** Left out for plain events. */
  readonly message?: PlannedMessage;
  readonly onAnswer: (soFar: LoadProgress) => void;
}

export interface WebhookPlanPorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/** @throws {UserError} `header_invalid`, and what the first delivery throws */
export async function runWebhookPlan(
  { onAnswer, message, ...order }: WebhookPlanOrder,
  settings: WebhookSettings,
  { http, clock, redactor, signal }: WebhookPlanPorts,
): Promise<LoadResult> {
  const { plan, shard, runId, url } = order;
  const deliveryAt = planDeliveries(plan, runId, settings, message);
  const requestFor = requestMaker(url, deliveryAt(0, 0, clock.nowMs()), settings, clock);
  const tallies = plan.stages.map(() =>
    createTally((request, outcome) => recordExchange(LOAD_STEP, request, outcome, redactor)),
  );
  const soFar = { sent: 0, answered: 0, accepted: 0, unreachable: 0 };
  const run = await runStages(
    {
      ...order,
      dealOf: (stageAt) => deliveryDeal(stageAt, shard),
      isHopeless: (lanes) => isHopeless(soFar, lanes),
      countsOf: (stageAt) => tallyAt(tallies, stageAt).counts(),
      send: async (stageAt, nth, isPaced) => {
        const nowMs = clock.nowMs();
        const request = requestFor(deliveryAt(stageAt, nth, nowMs), nowMs);
        const outcome = await http(request, signal);
        const { reply, failure, trace } = outcome;
        tallyAt(tallies, stageAt).add(request, outcome);
        soFar.sent += 1;
        if (reply !== null) soFar.answered += 1;
        if (reply !== null && reply.status >= 200 && reply.status < 300) soFar.accepted += 1;
        if (failure !== null && isUnreachable(failure)) soFar.unreachable += 1;
        onAnswer(soFar);
        return tellsLatency(outcome, isPaced) ? trace.totalMs : null;
      },
    },
    { clock, signal },
  );
  const examples = tallies.flatMap((tally) => tally.examples()).slice(0, MOST_EXAMPLES);
  return { ...run, kind: "webhook", examples };
}

export const MOST_EXAMPLES = 20;

function tallyAt(tallies: readonly Tally[], stageAt: number): Tally {
  const tally = tallies[stageAt];
  if (tally === undefined) throw new Error(`there is no stage ${stageAt}`);
  return tally;
}
