/** Events that a probe is asked for: batches, neighbours, boosts and namesakes, each event something of its own. */
import { placeholdersOf } from "../../../protocols/signing/template.js";
import {
  EDGE_VALUES,
  type EventFactors,
  inForms,
  optionalMembers,
} from "../../../protocols/webhook/event-forms.js";
import type { WebhookEvent, WebhookEventName } from "../../../protocols/webhook/events.js";
import { convertToGateway } from "../../../protocols/webhook/gateway.js";
import { factsAsReceived, type WebhookProbe } from "../../../protocols/webhook/probe.js";
import { type Stage, stage, toldOf } from "./effects.js";
import { delivery, eventFor, ordinaryEvent, type WebhookContext } from "./webhook-target.js";

export const BATCH = 12;
export const NEIGHBOURS = 5;

/** Twelve events of players of their own, a second apart and in seconds that no other scenario uses. */
export function batchOf(
  context: WebhookContext,
  kinds: readonly WebhookEventName[],
  label: string,
  secondsAgo: number,
) {
  return Array.from({ length: BATCH }, (_, at) => {
    const event = eventFor(
      context,
      kinds[at % kinds.length] ?? "sponsor.created",
      `${label}/${at}`,
    );
    const time = context.clock.nowMs() - (secondsAgo + BATCH - at) * 1_000;
    return { ...event, timestamp: new Date(time).toISOString() };
  });
}

/** Events of one player under one callbackId in the same second, each something of its own. */
export function neighboursOf(
  context: WebhookContext,
  kinds: readonly WebhookEventName[],
  label: string,
) {
  const timestamp = new Date(context.clock.nowMs()).toISOString();
  const first = eventFor(context, kinds[0] ?? "sponsor.created", label);
  const userId = first.data["userId"];
  const { format, mapping } = context.target;
  const received = (event: WebhookEvent) =>
    JSON.stringify(format === "playcamp" ? event : convertToGateway([event], mapping).events);
  return Array.from({ length: NEIGHBOURS }, (_, at): WebhookEvent => {
    const kind = kinds[at % kinds.length] ?? "sponsor.created";
    const event = eventFor(context, kind, `${label}/${at}`);
    const sharesUser = kinds.length > 1 || kind !== "sponsor.created";
    return {
      ...event,
      timestamp,
      ...(sharesUser && first.callbackId !== undefined ? { callbackId: first.callbackId } : {}),
      data: sharesUser ? { ...event.data, userId } : event.data,
    };
  })
    .filter(
      // Where the format leaves out what tells two of them apart, they are one.
      (event, at, all) => all.findIndex((each) => received(each) === received(event)) === at,
    )
    .filter(
      // One player has one boost in a campaign: a second one may well have no effect.
      ({ event }, at, all) =>
        event !== "sponsor.created" ||
        kinds.length === 1 ||
        all.findIndex((each) => each.event === event) === at,
    );
}

/** A boost that begins, ends and begins again: three events of one player. */
export function boostsOf(context: WebhookContext): readonly WebhookEvent[] {
  const [began, ended, again] = [30, 20, 10].map((secondsAgo, at) => ({
    ...eventFor(context, at === 1 ? "sponsor.ended" : "sponsor.created", "boost"),
    timestamp: new Date(context.clock.nowMs() - secondsAgo * 1_000).toISOString(),
  }));
  if (began === undefined || ended === undefined || again === undefined) return [];
  // He enters anew before he boosts again.
  const { callbackId = "" } = eventFor(context, "sponsor.created", "boost again");
  return [began, ended, { ...again, callbackId }];
}

/**
 * Events that share what does not identify them: a coupon, a coupon and its user,
 * the number of a usage and of a payment.
 */
export function namesakesOf(context: WebhookContext): readonly WebhookEvent[] {
  const [first, second, third] = [1, 2, 3].map((at) =>
    eventFor(context, "coupon.redeemed", `namesake ${at}`),
  );
  const payment = eventFor(context, "payment.created", "namesake 4");
  if (first === undefined || second === undefined || third === undefined) return [];
  const { couponCode, userId, usageId } = first.data;
  return [
    first,
    { ...second, data: { ...second.data, couponCode } },
    { ...third, data: { ...third.data, couponCode, userId } },
    { ...payment, data: { ...payment.data, transactionId: String(usageId) } },
  ].map((event, at) => ({
    ...event,
    timestamp: new Date(context.clock.nowMs() - (700 + at) * 1_000).toISOString(),
  }));
}

/** A boost that is changed, which the gateway makes two events of one second of. */
export function changeOf(context: WebhookContext): readonly Stage[] {
  const { format, mapping } = context.target;
  const changed = eventFor(context, "sponsor.changed", "change");
  const told = factsAsReceived(changed, format, mapping);
  if (format !== "gateway" || told.length !== 2) return [];
  const { userId, campaignId, oldCreatorKey } = changed.data;
  const began = eventFor(context, "sponsor.created", "before the change");
  const first = { ...began, data: { userId, campaignId, creatorKey: oldCreatorKey } };
  return [
    {
      name: "the boost before the change",
      request: delivery(context, [first]),
      applies: toldOf(context, [first], "before the change"),
    },
    {
      name: "the change",
      request: delivery(context, [changed]),
      applies: told.map((facts) => ({ name: `the change (${facts.event})`, facts })),
    },
  ];
}

/** Two more batches: a small one, and one with an event that nobody knows in its middle. */
export function smallBatches(context: WebhookContext, kinds: readonly WebhookEventName[]) {
  const [first, second] = ["small", "mixed"].map((label, nth) =>
    batchOf(context, kinds, label, 900 + nth * 60).slice(0, 3),
  );
  return { small: first ?? [], mixed: second ?? [] };
}

/** Deliveries of {@link otherForms}, and the events that must count of each. */
export const FORMS = 4;
export const OF_EACH_FORM = 3;

/** Small batches of events in legal forms that a receiver may take and quietly drop. */
export function otherForms(
  context: WebhookContext,
  kinds: readonly WebhookEventName[],
  { url }: WebhookProbe,
): readonly Stage[] {
  const { format, samples } = context.target;
  const asked = placeholdersOf(url);
  const batchNamed = (label: string, nth: number, forms: Readonly<Record<string, string>>) =>
    batchOf(context, kinds, label, 1_100 + nth * 60)
      .slice(0, OF_EACH_FORM)
      .map((event, at) =>
        inForms(event, formsOf(kinds[at % kinds.length] ?? "sponsor.created"), forms),
      );
  const plain = (label: string, events: readonly WebhookEvent[], sent = events): Stage => ({
    ...stage(context, label, events, sent),
    mayBeRefused: true,
  });
  const old = batchNamed("old", 0, {}).map((event) => ({
    ...event,
    timestamp: new Date(Date.parse(event.timestamp) - THREE_DAYS_MS).toISOString(),
  }));
  const lean = batchNamed("lean", 1, LEAN);
  // A probe that asks for none knows events without callbackId by their player; a gateway's event without one belongs to no entry.
  const isTelling =
    format === "playcamp" &&
    samples.users.length === 0 &&
    asked.includes("userId") &&
    !asked.includes("callbackId");
  const real = batchNamed("real", 3, {});
  const test = { ...ordinaryEvent(context, "test beside real"), isTest: true };
  return [
    plain("batch of three days ago", old),
    ...(isTelling ? [plain("batch without optional members", lean)] : []),
    ...(format === "playcamp"
      ? [
          plain(
            "batch with isTest false and fractions",
            batchNamed("no test", 2, { isTest: "false", amount: "a fraction" }),
          ),
          plain("batch behind a test event", real, [test, ...real]),
        ]
      : []),
  ];
}

const THREE_DAYS_MS = 3 * 86_400_000;
const LEAN = {
  callbackId: "absent",
  creatorKey: "absent",
  campaignId: "absent",
  timestamp: "whole seconds",
};

function formsOf(event: WebhookEventName): EventFactors {
  return { ...EDGE_VALUES[event], ...optionalMembers(event) };
}
