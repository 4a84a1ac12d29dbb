/** From the game's payments to PlayCamp's announcement of them. */
import { readApiReply } from "../../../protocols/webhook/api-reply.js";
import {
  type DeliveryLog,
  type ManagedWebhook,
  readDeliveryLog,
  readWebhook,
  webhooksUrl,
} from "../../../protocols/webhook/management.js";
import { buildBulkBatches, bulkUrl } from "../../../protocols/payments/bulk.js";
import { readBulkReply } from "../../../protocols/payments/bulk-reply.js";
import type { Payment } from "../../../protocols/payments/payment.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { describeReply, isSuccess } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { ScenarioBlocked, type Step } from "../../scenario-context.js";
import { paymentsTarget, poll, readPoll, sampleWindows } from "../payments/payments-target.js";
import { entryOf } from "../payments/walk.js";
import {
  apiCall,
  entrance,
  enter,
  FLOW_CLAUSE,
  type FlowContext,
  type FlowTarget,
  TRIES,
} from "./flow-target.js";

const TAKEN: CheckDefinition = {
  id: "flow.payments.taken",
  title: "payments polled from the game are taken by PlayCamp",
  level: "MUST",
  clause: `${FLOW_CLAUSE}, payments: polled, converted and sent in bulk`,
  why: "Payments that PlayCamp does not take are credited to no creator.",
  fix: "Read the error that PlayCamp gives for each; poll-payments shows what each record became.",
  kills: ["flow.refuses-payments"],
};

const ANNOUNCED: CheckDefinition = {
  id: "flow.payments.announcement-delivered",
  title: "payment.bulk_created is delivered to its webhook",
  level: "MUST",
  clause: "PlayCamp webhooks: payment.bulk_created, once per bulk request",
  why: "Whoever waits for the result of a push never hears of it; PlayCamp retries in vain and may pause the webhook.",
  fix: "Answer 2xx to every event that is correctly signed, those that are not passed on included.",
  kills: ["flow.loses-bulk-events", "flow.refuses-unmapped"],
};

const MOST_WINDOWS = 5;
const MOST_PAYMENTS = 5;

export const paymentScenarios: readonly Scenario<FlowTarget>[] = [
  {
    id: "flow.payments",
    requests: 1 + MOST_WINDOWS + 1 + 1 + TRIES,
    notApplicable: ({ payments }) =>
      payments === null ? 'the profile has no "payments" section' : null,
    checks: [TAKEN, ANNOUNCED],
    run: async (context) => {
      // The gateway registers for webhooks when its first user enters.
      await enter(context, "a right entry", entrance(context, "payments"));
      const { payments, step } = await pollSome(context);
      const callbackId = `flow_${context.values.id("push")}`;
      const [batch] = buildBulkBatches(payments, {
        batchSize: MOST_PAYMENTS,
        callbackId,
      });
      const pushed = await context.send(
        `a push of ${payments.length} payments`,
        apiCall(context.target, {
          method: "POST",
          url: bulkUrl(context.target.sdkApi.url),
          headers: [["Content-Type", "application/json"]],
          body: batch?.body ?? new Uint8Array(0),
        }),
      );
      const { status } = context.need(pushed);
      const exchanges = [...step.exchanges, ...pushed.exchanges];
      context.conclude(TAKEN.id, exchanges, takenFinding(pushed, payments));
      if (status < 200 || status >= 300) {
        context.block(ANNOUNCED.id, `the push was answered ${status}`, exchanges);
        return;
      }
      await judgeAnnouncement(context, callbackId, pushed);
    },
  },
];

/** @throws {ScenarioBlocked} when there are none */
async function pollSome(context: FlowContext): Promise<{
  readonly payments: readonly Payment[];
  readonly step: Step;
}> {
  const settings = context.target.payments;
  if (settings === null) throw new Error("no payments section");
  const target = paymentsTarget(settings, context.clock.nowMs());
  const payments = { ...context, target };
  let last: Step | null = null;
  for (const window of sampleWindows(target).slice(0, MOST_WINDOWS)) {
    last = await context.send("the game's payments", poll(payments, window));
    const reading = readPoll(target, context.need(last));
    if (reading.kind !== "records")
      throw new ScenarioBlocked(
        `the game's payments could not be read: ${reading.problem}; run the payments suite first`,
        last.exchanges,
      );
    const found = reading.records.flatMap((record) => {
      const { conversion } = entryOf(payments, record);
      return conversion.kind === "payment" ? [conversion.payment] : [];
    });
    if (found.length > 0) return { payments: found.slice(0, MOST_PAYMENTS), step: last };
  }
  throw new ScenarioBlocked(
    "there are no payments that convert in the sample; name a range that has some in payments.source.range.sample",
    last?.exchanges ?? [],
  );
}

function takenFinding({ reply }: Step, payments: readonly Payment[]): Finding | null {
  if (reply === null) return null;
  const expected = "2xx, every payment SUCCESS or, where known, SKIPPED";
  if (!isSuccess(reply)) return { expected, actual: describeReply(reply) };
  const { results, problem } = readBulkReply(payments, Buffer.from(reply.body).toString("utf8"));
  const refused = results.find(({ status }) => status !== "SUCCESS" && status !== "SKIPPED");
  if (refused === undefined) return problem === null ? null : { expected, actual: problem };
  const { transactionId, status, error } = refused;
  return {
    expected,
    actual: `${transactionId}: ${status}${error === null ? "" : `, ${error}`}`,
  };
}

async function judgeAnnouncement(
  context: FlowContext,
  callbackId: string,
  pushed: Step,
): Promise<void> {
  const { target } = context;
  const listed = await list(context, "PlayCamp's list of webhooks", []);
  const webhook = listed.items
    .map(readWebhook)
    .find(
      (each): each is ManagedWebhook =>
        each?.eventType === "payment.bulk_created" && each.isActive !== false,
    );
  if (webhook === undefined) {
    context.notApplicable(ANNOUNCED.id, "no webhook is registered for payment.bulk_created");
    return;
  }
  let found: DeliveryLog | null = null;
  let steps = listed.step.exchanges;
  for (let look = 1; look <= target.patience.tries; look += 1) {
    if (look > 1) await context.clock.sleep(target.patience.gapMs);
    const logs = await list(context, "its delivery logs", [webhook.id, "logs"]);
    steps = [...listed.step.exchanges, ...logs.step.exchanges];
    found =
      logs.items
        .map(readDeliveryLog)
        .find((log) => JSON.stringify(log?.payload ?? "").includes(callbackId)) ?? null;
    if (found?.status === "SUCCESS" || found?.status === "FAILED") break;
  }
  const exchanges = [...pushed.exchanges, ...steps];
  context.conclude(
    ANNOUNCED.id,
    exchanges,
    found?.status === "SUCCESS"
      ? null
      : {
          expected: `a log of the push ${callbackId} with status SUCCESS`,
          actual:
            found === null
              ? "no log of it"
              : `${found.status} after attempt ${found.attempt ?? "?"}, answered ${found.responseStatus ?? "nothing"}`,
        },
  );
}

async function list(
  context: FlowContext,
  name: string,
  path: readonly string[],
): Promise<{ readonly items: readonly unknown[]; readonly step: Step }> {
  const url = webhooksUrl(context.target.sdkApi.url, path, { limit: "100" });
  const step = await context.send(name, apiCall(context.target, { method: "GET", url }));
  const { status, body } = context.need(step);
  const reply = readApiReply(status, body);
  if (reply.kind === "data" && Array.isArray(reply.data))
    return { items: reply.data as readonly unknown[], step };
  throw new ScenarioBlocked(`${name}: answered ${status}`, step.exchanges);
}
