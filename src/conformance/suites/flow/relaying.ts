/** What the relay does when something goes wrong on either side of it. Only the sandbox can be made to. */
import { readApiReply } from "../../../protocols/webhook/api-reply.js";
import { readWebhook, webhooksUrl } from "../../../protocols/webhook/management.js";
import { signDelivery } from "../../../protocols/webhook/delivery.js";
import { askUntil } from "../../ask-probe.js";
import type { Scenario } from "../../check.js";
import { expectStatus } from "../../expect.js";
import { type Precondition, ScenarioBlocked } from "../../scenario-context.js";
import { factsOf, notApplied } from "./sponsoring.js";
import { taken, visit, type Visit, VISIT_REQUESTS } from "./choosing.js";
import {
  apiCall,
  FLOW_CLAUSE,
  type FlowContext,
  type FlowTarget,
  needsProbe,
  needsSandbox,
  probeOf,
  TRIES,
} from "./flow-target.js";

const RETRIES = "flow.relay.retries-after-500";
const FORGERY = "flow.relay.refuses-forgery";

export const relayingScenarios: readonly Scenario<FlowTarget>[] = [
  {
    id: "flow.retrying",
    requests: VISIT_REQUESTS + 3 + 2 * TRIES + 1,
    patient: true,
    notApplicable: (target) =>
      needsSandbox(target) ??
      needsProbe(target) ??
      (target.webhook.retry.delaysMs.length === 0 ? "the agreement has no retries" : null),
    checks: [
      {
        id: RETRIES,
        title: "what the game server answers 500 is delivered again",
        level: "MUST",
        clause: `${FLOW_CLAUSE}, webhooks: on a failure reply the gateway retries`,
        why: "A restart of the game server loses every boost of that minute.",
        fix: "Deliver again on the agreed intervals until a 2xx comes or the retries are used up.",
        kills: ["flow.never-retries", "webhook.refuses-redelivery"],
      },
    ],
    run: async (context) => {
      const entered = await visit(context, "retry");
      await arrival(context, entered);
      const facts = factsOf(context, entered, "sponsor.changed").at(-1);
      if (facts === undefined) {
        context.notApplicable(RETRIES, "sponsor.changed is passed on to nobody");
        return;
      }
      const target = probeOf(context.target);
      const before = await askUntil(
        context,
        `how often ${facts.event} was applied before`,
        target,
        facts,
        { tries: 1, gapMs: 0 },
        () => true,
      );
      const start = before.count ?? 0;
      await failNext(context, entered);
      const chosen = taken(await entered.choose("another creator is chosen", entered.creators[1]));
      const after = await askUntil(
        context,
        `how often ${facts.event} was applied after one failure`,
        target,
        facts,
        context.target.patience,
        ({ count }) => (count ?? 0) > start,
      );
      context.conclude(
        RETRIES,
        [...before.exchanges, ...chosen.exchanges, ...after.exchanges],
        (after.count ?? 0) > start ? null : notApplied(context, facts.event),
      );
    },
  },
  {
    id: "flow.forging",
    requests: VISIT_REQUESTS + 2 + TRIES + 1,
    notApplicable: (target) => needsSandbox(target) ?? needsProbe(target),
    checks: [
      {
        id: FORGERY,
        title: "the relay refuses a delivery that PlayCamp did not sign",
        level: "MUST",
        clause: `${FLOW_CLAUSE}, security: HMAC-SHA-256 from PlayCamp to the gateway`,
        why: "Anyone who finds the relay's address can give and take boosts.",
        fix: "Verify X-Webhook-Signature over the raw body with the secret of that webhook, and answer 401 otherwise.",
        kills: ["flow.relays-forgeries"],
      },
    ],
    run: async (context) => {
      const entered = await visit(context, "forgery");
      const arrived = await arrival(context, entered);
      const relay = await relayUrl(context);
      const forged = JSON.stringify({
        events: [
          {
            event: "sponsor.created",
            timestamp: new Date(context.clock.nowMs()).toISOString(),
            callbackId: `forged_${context.values.id("forged")}`,
            data: {
              userId: entered.entrance.usn,
              campaignId: "forged",
              creatorKey: "EVIL1",
            },
          },
        ],
      });
      const step = await context.send("a forged delivery to the relay", {
        method: "POST",
        url: relay,
        ...signDelivery(Buffer.from(forged), {
          signature: "simple",
          secret: "not the webhook's secret",
          timestampSec: 0,
        }),
      });
      context.judge(
        FORGERY,
        step,
        (reply) => expectStatus(reply, 401, "PlayCamp did not sign it"),
        [arrived],
      );
    },
  },
];

/**
 * A right event gets through: the control of every failure.
 *
 * @throws {ScenarioBlocked} when it does not
 */
async function arrival(context: FlowContext, entered: Visit): Promise<Precondition> {
  const chosen = taken(await entered.choose("a creator is chosen", entered.creators[0]));
  const [facts] = factsOf(context, entered, "sponsor.created");
  const reading = await askUntil(
    context,
    "how often it was applied",
    probeOf(context.target),
    facts ?? {},
    context.target.patience,
    ({ count }) => (count ?? 0) > 0,
  );
  const exchanges = [...chosen.exchanges, ...reading.exchanges];
  if ((reading.count ?? 0) > 0) return { holds: true, reason: "", exchanges };
  throw new ScenarioBlocked(
    "a right event did not reach the game server either, so this proves nothing",
    exchanges,
  );
}

/** The sandbox's game server fails the entry's next delivery. */
async function failNext(context: FlowContext, { entrance }: Visit): Promise<void> {
  const order = { callbackId: entrance.token, times: "1" };
  const step = await context.send("the game server is told to fail once", {
    method: "POST",
    url: new URL("failures", context.target.webhook.url).href,
    headers: [["Content-Type", "application/x-www-form-urlencoded"]],
    body: Buffer.from(new URLSearchParams(order).toString()),
  });
  context.need(step);
}

async function relayUrl(context: FlowContext): Promise<string> {
  const step = await context.send(
    "PlayCamp's list of webhooks",
    apiCall(context.target, {
      method: "GET",
      url: webhooksUrl(context.target.sdkApi.url, [], { limit: "100" }),
    }),
  );
  const { status, body } = context.need(step);
  const reply = readApiReply(status, body);
  const listed = reply.kind === "data" && Array.isArray(reply.data);
  const found = (listed ? (reply.data as readonly unknown[]) : [])
    .map(readWebhook)
    .find((each) => each?.eventType === "sponsor.created");
  if (found != null) return found.url;
  throw new ScenarioBlocked("no webhook is registered for sponsor.created", step.exchanges);
}
