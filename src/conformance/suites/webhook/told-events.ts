/** Events that a probe is asked for: batches, neighbours, boosts and namesakes, each event something of its own. */
import type { WebhookEvent, WebhookEventName } from "../../../protocols/webhook/events.js";
import { convertToGateway } from "../../../protocols/webhook/gateway.js";
import { factsAsReceived } from "../../../protocols/webhook/probe.js";
import { type Stage, toldOf } from "./effects.js";
import { delivery, eventFor, type WebhookContext } from "./webhook-target.js";

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
