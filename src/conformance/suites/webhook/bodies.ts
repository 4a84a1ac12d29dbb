/** Bodies: large ones are accepted, broken ones are refused without breaking. */
import type { OutgoingRequest } from "../../../transport/send.js";
import type { Scenario } from "../../check.js";
import {
  describeReply,
  expectClientError,
  expectStatus,
  expectSuccess,
  isSuccess,
} from "../../expect.js";
import {
  accepted,
  deliverOrdinary,
  delivery,
  eventFor,
  carries,
  REFUSES_ALL,
  rawDelivery,
  WEBHOOK_CLAUSE,
  type WebhookContext,
  type WebhookTarget,
} from "./webhook-target.js";
import { bodyCheck } from "./unusual-bodies.js";

export const bodyScenarios: readonly Scenario<WebhookTarget>[] = [
  {
    id: "webhook.refused.body.empty",
    requests: 2,
    checks: [
      bodyCheck("empty-signed-refused", "MUST", {
        title: "an empty body, correctly signed, is refused with 4xx",
        why: "An answer of 2xx hides that a proxy swallowed the body; a 5xx makes PlayCamp repeat what can never succeed.",
        fix: "Answer 400 when the body is empty.",
        kills: ["webhook.accepts-empty-body", "webhook.crashes-on-empty-body"],
      }),
      bodyCheck("empty-signed-is-400", "SHOULD", {
        title: "an empty body, correctly signed, is answered 400",
        why: "The sender learns what is wrong from the status.",
        fix: "Answer 400 when the body is empty.",
        kills: [
          "webhook.accepts-empty-body",
          "webhook.crashes-on-empty-body",
          "webhook.empty-body-is-422",
        ],
      }),
    ],
    run: async (context) => {
      const preconditions = [accepted(await deliverOrdinary(context))];
      const empty = await context.send(
        "an empty body, correctly signed",
        rawDelivery(context, new Uint8Array(0)),
      );
      context.judge(
        "webhook.body.empty-signed-refused",
        empty,
        (reply) => expectClientError(reply, "there is no body"),
        preconditions,
      );
      context.judge(
        "webhook.body.empty-signed-is-400",
        empty,
        (reply) => expectStatus(reply, 400, "there is no body"),
        preconditions,
      );
    },
  },
  {
    id: "webhook.refused.body.empty-unsigned",
    requests: 2,
    checks: [
      bodyCheck("empty-unsigned-refused", "MUST", {
        title: "an empty body without a signature is refused with 4xx",
        why: "A receiver that answers 2xx to nothing at all checks nothing.",
        fix: "Refuse before anything else when body or signature is missing.",
        kills: ["webhook.refuses-with-200"],
      }),
    ],
    run: async (context) => {
      const preconditions = [accepted(await deliverOrdinary(context))];
      const unsigned: OutgoingRequest = {
        method: "POST",
        url: context.target.url,
        headers: [["Content-Type", "application/json"]],
        body: new Uint8Array(0),
      };
      const step = await context.send("an empty body, unsigned", unsigned);
      context.judge(
        "webhook.body.empty-unsigned-refused",
        step,
        (reply) => expectClientError(reply, "there is neither body nor signature"),
        preconditions,
      );
    },
  },
  {
    id: "webhook.refused.body.not-json",
    requests: 2,
    checks: [
      bodyCheck("non-json-refused", "SHOULD", {
        title: "a body that is no JSON, correctly signed, is refused with 4xx",
        why: "A 2xx hides lost events; a 5xx makes PlayCamp repeat what can never succeed.",
        fix: "Answer 400 when the body cannot be parsed.",
        kills: ["webhook.accepts-non-json", "webhook.crashes-on-non-json"],
      }),
    ],
    run: async (context) => {
      const preconditions = [accepted(await deliverOrdinary(context))];
      const step = await context.send(
        "a body that is no JSON, correctly signed",
        rawDelivery(context, Buffer.from("events=not%20json")),
      );
      context.judge(
        "webhook.body.non-json-refused",
        step,
        (reply) => expectClientError(reply, "the body is no JSON"),
        preconditions,
      );
    },
  },
  {
    id: "webhook.accepted.body.bulk",
    requests: 1,
    notApplicable: bulkNotCarried,
    checks: [
      bodyCheck("24kb-accepted", "MUST", {
        title: "a 24 KB delivery (a bulk event with 1000 ids) is accepted",
        why: "The summary of every full bulk push is lost.",
        fix: "Raise the body limit of the web server and of the framework; 1 MB is a good value.",
        kills: ["webhook.body-limit-16kb", ...BULK_KILLS()],
      }),
      {
        id: "webhook.reply.in-time",
        title: "the reply comes within the agreed time-out",
        level: "MUST",
        clause: `${WEBHOOK_CLAUSE}, delivery: time-out and retries`,
        why: "PlayCamp counts a late reply as a failure and delivers again: the work is done twice, or never acknowledged.",
        fix: "Store the delivery, answer at once, and work through it afterwards.",
        kills: ["webhook.answers-large-late"],
      },
    ],
    run: async (context) => {
      const step = await context.send(
        "a bulk event with 1000 ids",
        delivery(context, [bulkEvent(context, 1000)]),
      );
      context.judge("webhook.body.24kb-accepted", step, (reply) =>
        expectSuccess(reply, "bodies of this size are usual"),
      );
      context.judge("webhook.reply.in-time", step, () => null);
    },
  },
  {
    id: "webhook.accepted.body.huge",
    requests: 1,
    notApplicable: bulkNotCarried,
    checks: [
      bodyCheck("150kb-accepted", "SHOULD", {
        title: "a 150 KB delivery is accepted",
        why: "Large batches after an outage are lost.",
        fix: "Raise the body limit of the web server and of the framework; 1 MB is a good value.",
        kills: [
          "webhook.body-limit-16kb",
          "webhook.body-limit-100kb",
          ...BULK_KILLS().slice(0, -1),
        ],
      }),
    ],
    run: async (context) => {
      const step = await context.send(
        "a delivery of 150 KB",
        delivery(context, [bulkEvent(context, 6000)]),
      );
      context.judge("webhook.body.150kb-accepted", step, (reply) =>
        expectSuccess(reply, "bodies of this size happen"),
      );
    },
  },
  {
    id: "webhook.refused.get",
    requests: 1,
    checks: [
      {
        id: "webhook.method.get-refused",
        title: "GET is not answered 2xx",
        level: "SHOULD",
        clause: `${WEBHOOK_CLAUSE}, delivery: POST`,
        why: "An endpoint that is happy with any request is easily the wrong one.",
        fix: "Answer 405 (or 404) to everything but POST.",
        kills: ["webhook.answers-get"],
      },
    ],
    run: async (context) => {
      const step = await context.send("GET instead of POST", {
        method: "GET",
        url: context.target.url,
        headers: [],
        body: null,
      });
      context.judge("webhook.method.get-refused", step, (reply) =>
        isSuccess(reply) ? { expected: "anything but 2xx", actual: describeReply(reply) } : null,
      );
    },
  },
];

/** Faults by which a right bulk event is not accepted. */
function BULK_KILLS(): readonly string[] {
  return [...REFUSES_ALL, "webhook.refuses-payment.bulk_created", "webhook.answers-large-late"];
}

function bulkEvent(context: WebhookContext, count: number) {
  const event = eventFor(context, "payment.bulk_created");
  const transactionIds = Array.from(
    { length: count },
    (_, at) => `txn_${context.values.id(`bulk ${at}`)}`,
  );
  return {
    ...event,
    data: {
      totalRequested: count,
      successful: count,
      failed: 0,
      skipped: 0,
      transactionIds,
    },
  };
}

function bulkNotCarried(target: WebhookTarget): string | null {
  return carries(target, { event: "payment.bulk_created" })
    ? null
    : "the gateway format does not carry payment.bulk_created";
}
