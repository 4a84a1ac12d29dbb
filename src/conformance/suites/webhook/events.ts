/** Events: every kind is accepted, alone and in batches, in all the shapes that are legal. */
import {
  WEBHOOK_EVENTS,
  type WebhookEvent,
  type WebhookEventName,
} from "../../../protocols/webhook/events.js";
import { UNKNOWN_EVENT } from "../../../protocols/webhook/tamper-bodies.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectSuccess, firstFinding } from "../../expect.js";
import {
  carries,
  delivery,
  eventFor,
  ordinaryEvent,
  REFUSES_ALL,
  WEBHOOK_CLAUSE,
  type WebhookContext,
  type WebhookTarget,
} from "./webhook-target.js";

const REFUSES_ONE: Readonly<Record<WebhookEventName, string>> = {
  "coupon.redeemed": "webhook.refuses-coupon.redeemed",
  "payment.created": "webhook.requires-creator-key",
  "payment.bulk_created": "webhook.refuses-payment.bulk_created",
  "payment.refunded": "webhook.refuses-payment.refunded",
  "sponsor.created": "webhook.refuses-sponsor.created",
  "sponsor.ended": "webhook.refuses-sponsor.ended",
  "sponsor.changed": "webhook.refuses-sponsor.changed",
};

const LOST = "PlayCamp retries a few times and then gives the delivery up: what it told is lost.";

function notCarried(name: string) {
  return `the gateway format does not carry ${name}`;
}

export const eventScenarios: readonly Scenario<WebhookTarget>[] = [
  ...WEBHOOK_EVENTS.map(singleEvent),
  shape(
    "unknown",
    {
      title: "an event that it does not know is accepted",
      why: "PlayCamp adds events over time; a receiver that refuses them fails the whole batch they come in.",
      fix: "Answer 2xx and ignore what you do not handle.",
      kills: ["webhook.refuses-unknown-events"],
    },
    (context) => [{ ...ordinaryEvent(context, "unknown"), event: UNKNOWN_EVENT }],
  ),
  shape(
    "callback-id-optional",
    {
      title: "an event without callbackId is accepted",
      why: LOST,
      fix: "Treat callbackId as optional: it is there only when the request that caused the event carried one.",
      kills: ["webhook.requires-callback-id"],
    },
    (context) => {
      const { callbackId: _, ...event } = ordinaryEvent(context, "anonymous");
      return [event];
    },
  ),
  shape(
    "test-flag",
    {
      title: "an event marked isTest is accepted",
      why: "The test button of PlayCamp's console shows a failure although the receiver works.",
      fix: "Accept isTest deliveries; acknowledge them without booking anything.",
      kills: ["webhook.refuses-test-events"],
    },
    (context) => [{ ...ordinaryEvent(context, "test"), isTest: true }],
  ),
  shape(
    "time-without-milliseconds",
    {
      title: "an event time without milliseconds is accepted",
      why: LOST,
      fix: "Parse ISO 8601 with and without a fraction of a second.",
      kills: ["webhook.requires-milliseconds"],
    },
    (context) => {
      const event = ordinaryEvent(context, "whole second");
      return [{ ...event, timestamp: event.timestamp.replace(/\.\d{3}Z$/, "Z") }];
    },
  ),
  shape(
    "old-event",
    {
      title: "an event of three days ago that is delivered late is accepted",
      why: "After an outage late retries are refused, and what happened meanwhile is lost.",
      fix: "Judge the age of the signature's timestamp, not of the event.",
      kills: ["webhook.refuses-old-events"],
    },
    (context) => [
      {
        ...ordinaryEvent(context, "late"),
        timestamp: new Date(context.clock.nowMs() - 3 * 86_400_000).toISOString(),
      },
    ],
  ),
  shape(
    "mixed-batch",
    {
      title: "a batch that mixes every kind of event is accepted",
      why: LOST,
      fix: "Loop over events; never assume one event, or one kind, a delivery.",
      kills: [
        "webhook.refuses-batches",
        "webhook.expects-payments-first",
        ...Object.values(REFUSES_ONE).filter((id) => id !== "webhook.requires-creator-key"),
      ],
    },
    (context) =>
      WEBHOOK_EVENTS.map((name) => eventFor(context, name)).filter((event) =>
        carries(context.target, event),
      ),
  ),
  shape(
    "large-batch",
    {
      title: "a batch of 500 events is accepted",
      level: "SHOULD",
      why: "After an outage PlayCamp delivers what piled up; a receiver with a small limit never catches up.",
      fix: "Accept the delivery, store it, answer, and work through it afterwards.",
      kills: [
        "webhook.refuses-large-batches",
        "webhook.body-limit-100kb",
        "webhook.body-limit-16kb",
      ],
    },
    (context) => Array.from({ length: 500 }, (_, at) => ordinaryEvent(context, `event ${at}`)),
    // Who works through it before answering is busy for longer than others may wait.
    { last: true },
  ),
];

function check(
  id: string,
  details: Pick<CheckDefinition, "title" | "why" | "fix" | "kills"> &
    Partial<Pick<CheckDefinition, "level">>,
): CheckDefinition {
  return {
    level: "MUST",
    clause: `${WEBHOOK_CLAUSE}, delivery format: events`,
    ...details,
    id: `webhook.event.${id}`,
    kills: [...details.kills, ...REFUSES_ALL],
  };
}

function singleEvent(name: WebhookEventName): Scenario<WebhookTarget> {
  const definition = check(name, {
    title: `${name} alone is accepted`,
    why: LOST,
    fix: `Accept ${name} with 2xx, with and without its optional fields.`,
    kills: [REFUSES_ONE[name]],
  });
  return {
    id: `webhook.accepted.event.${name}`,
    requests: 2,
    checks: [definition],
    run: async (context) => {
      const event = eventFor(context, name);
      if (!carries(context.target, event)) {
        context.notApplicable(definition.id, notCarried(name));
        return;
      }
      const full = await context.send(name, delivery(context, [event]));
      const bare = withoutOptional(event);
      if (bare === null) {
        context.judge(definition.id, full, (reply) => expectSuccess(reply, "the event is right"));
        return;
      }
      const lean = await context.send(`${name} without optional fields`, delivery(context, [bare]));
      context.judge(definition.id, [full, lean], (first, second) =>
        firstFinding(
          expectSuccess(first, "the event is right"),
          expectSuccess(second, "creatorKey and campaignId are optional"),
        ),
      );
    },
  };
}

/** A payment of a player who supports nobody; null for events without optional data. */
function withoutOptional(event: WebhookEvent): WebhookEvent | null {
  if (event.event !== "payment.created") return null;
  const { creatorKey: _, campaignId: __, ...data } = event.data;
  return { ...event, data };
}

function shape(
  id: string,
  details: Parameters<typeof check>[1],
  events: (context: WebhookContext) => readonly WebhookEvent[],
  turn: Pick<Scenario<WebhookTarget>, "last"> = {},
): Scenario<WebhookTarget> {
  const definition = check(id, details);
  return {
    ...turn,
    id: `webhook.accepted.event.${id}`,
    requests: 1,
    checks: [definition],
    run: async (context) => {
      const list = events(context);
      const [first] = list;
      if (first === undefined || !carries(context.target, first)) {
        context.notApplicable(definition.id, notCarried("such events"));
        return;
      }
      const step = await context.send(
        definition.title.replace(/ (is|are) accepted.*/, ""),
        delivery(context, list),
      );
      context.judge(definition.id, step, (reply) => expectSuccess(reply, "the delivery is legal"));
    },
  };
}
