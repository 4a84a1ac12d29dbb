/** Repetition and load: retries and bursts are normal, and must not break a receiver. */
import type { Scenario } from "../../check.js";
import { expectSuccess, findingAmong, firstFinding, neverServerError } from "../../expect.js";
import {
  accepted,
  deliverOrdinary,
  delivery,
  ordinaryEvent,
  REFUSES_ALL,
  WEBHOOK_CLAUSE,
  type WebhookTarget,
} from "./webhook-target.js";

/** No more than a run sends at a time. */
const BURST = 12;
const COPIES = 8;
/** The gateway's own. */
const RETRIES = 5;
/** Real ones come a second later or more: a lock may outlast the reply for a moment. */
const RETRY_GAP_MS = 250;

export const repetitionScenarios: readonly Scenario<WebhookTarget>[] = [
  {
    id: "webhook.repeated.redelivery",
    requests: 1 + RETRIES,
    patient: true,
    checks: [
      {
        id: "webhook.redelivery.accepted",
        title: "a delivery that comes again is accepted, each of five times",
        level: "MUST",
        clause: `${WEBHOOK_CLAUSE}, retries`,
        why: "When the first reply got lost, PlayCamp retries; a refusal makes it retry again and finally report a failure that was none.",
        fix: "Recognise what was already applied by the ids in data, do nothing, and answer 2xx.",
        kills: ["webhook.refuses-redelivery", ...REFUSES_ALL],
      },
    ],
    run: async (context) => {
      const request = delivery(context, [ordinaryEvent(context, "repeated")]);
      const first = await context.send("the first delivery", request);
      const steps = [first];
      for (let retry = 1; retry <= RETRIES; retry += 1) {
        await context.clock.sleep(RETRY_GAP_MS);
        steps.push(await context.send(`the same delivery again, retry ${retry}`, request));
      }
      context.judge("webhook.redelivery.accepted", steps, (...replies) =>
        findingAmong(steps, replies, (reply) =>
          expectSuccess(reply, "the delivery is right, and so is a retry of it"),
        ),
      );
    },
  },
  {
    id: "webhook.repeated.regrouped",
    requests: 3,
    checks: [
      {
        id: "webhook.redelivery.regrouped-accepted",
        title: "a delivery that holds a known event and a new one is accepted",
        level: "SHOULD",
        clause: `${WEBHOOK_CLAUSE}, retries`,
        why: "A retry may be put together anew; for the sake of one known event all new ones are refused until PlayCamp gives them up.",
        fix: "Skip what is known, apply what is new, and answer 2xx.",
        kills: ["webhook.refuses-known-beside-new", "webhook.refuses-batches", ...REFUSES_ALL],
      },
    ],
    run: async (context) => {
      const [known, fresh, other] = ["known", "new", "newer"].map((label) =>
        ordinaryEvent(context, `regrouped ${label}`),
      );
      if (known === undefined || fresh === undefined || other === undefined) return;
      const steps = [
        await context.send("an event", delivery(context, [known])),
        await context.send("it again before a new one", delivery(context, [known, fresh])),
        await context.send("it again behind a new one", delivery(context, [other, known])),
      ];
      context.judge("webhook.redelivery.regrouped-accepted", steps, (...replies) =>
        findingAmong(steps, replies, (reply) =>
          expectSuccess(reply, "each of its events is right, known or not"),
        ),
      );
    },
  },
  {
    id: "webhook.burst.different",
    requests: 1 + BURST,
    alone: true,
    checks: [
      {
        id: "webhook.parallel.burst-accepted",
        title: `${BURST} different deliveries at once are all accepted`,
        level: "SHOULD",
        clause: `${WEBHOOK_CLAUSE}, delivery`,
        why: "A popular creator brings many events in one moment; those refused arrive minutes later, or never.",
        fix: "Answer before the work is done, and bound the work, not the number of connections.",
        kills: ["webhook.overloads-at-ten"],
      },
    ],
    run: async (context) => {
      const preconditions = [accepted(await deliverOrdinary(context))];
      const steps = await context.sendAll(
        Array.from(
          { length: BURST },
          (_, at) =>
            [
              `delivery ${at + 1} of ${BURST}`,
              delivery(context, [ordinaryEvent(context, `burst ${at}`)]),
            ] as const,
        ),
        { judgesBusy: true },
      );
      context.judge(
        "webhook.parallel.burst-accepted",
        steps,
        (...replies) =>
          firstFinding(...replies.map((reply) => expectSuccess(reply, "the delivery is right"))),
        preconditions,
      );
    },
  },
  {
    id: "webhook.burst.identical",
    requests: 1 + COPIES,
    alone: true,
    checks: [
      {
        id: "webhook.parallel.identical-never-5xx",
        title: `${COPIES} identical deliveries at once never end in a server error`,
        level: "SHOULD",
        clause: `${WEBHOOK_CLAUSE}, retries`,
        why: "A retry can overtake the original; a crash on the unique key makes both fail.",
        fix: "Treat a unique-key conflict as already applied, and answer 2xx.",
        kills: ["webhook.crashes-on-parallel-twins"],
      },
    ],
    run: async (context) => {
      const preconditions = [accepted(await deliverOrdinary(context))];
      const request = delivery(context, [ordinaryEvent(context, "copies")]);
      const steps = await context.sendAll(
        Array.from(
          { length: COPIES },
          (_, at) => [`copy ${at + 1} of ${COPIES}`, request] as const,
        ),
        { judgesBusy: true },
      );
      context.judge(
        "webhook.parallel.identical-never-5xx",
        steps,
        neverServerError(steps, "a retry is no accident"),
        preconditions,
      );
    },
  },
];
