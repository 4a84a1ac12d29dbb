/** A game server's webhook receiver, and the deliveries that scenarios send it. */
import type { WebhookSettings } from "../../../profile/webhook-settings.js";
import { buildDelivery, signDelivery } from "../../../protocols/webhook/delivery.js";
import {
  sampleEvent,
  WEBHOOK_EVENTS,
  type WebhookEvent,
  type WebhookEventName,
} from "../../../protocols/webhook/events.js";
import { fitToSamples } from "../../../protocols/webhook/event-samples.js";
import { convertToGateway } from "../../../protocols/webhook/gateway.js";
import type { SignatureForm } from "../../../protocols/webhook/signature.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { isSuccess } from "../../expect.js";
import {
  type ScenarioContext,
  precondition,
  type Precondition,
  type Step,
} from "../../scenario-context.js";

export type WebhookTarget = WebhookSettings;
export type WebhookContext = ScenarioContext<WebhookTarget>;

export const WEBHOOK_CLAUSE = "PlayCamp webhooks";

/** The form in which ordinary deliveries are signed. */
export function ordinaryForm({ form }: WebhookTarget): SignatureForm {
  return form === "timestamped" ? "timestamped" : "simple";
}

/**
 * The event of ordinary deliveries: one that the receiver's format carries.
 * Deliveries that hold nothing would prove nothing.
 */
function ordinaryEventName(target: WebhookTarget): WebhookEventName {
  const usual = target.format === "gateway" ? "sponsor.created" : "payment.created";
  const carried = [usual, ...WEBHOOK_EVENTS] as const;
  return carried.find((event) => carries(target, { event })) ?? usual;
}

export function eventFor(
  context: WebhookContext,
  name: WebhookEventName,
  label: string = name,
): WebhookEvent {
  const { target, values, clock } = context;
  const event = sampleEvent(name, {
    timestampMs: clock.nowMs(),
    ids: (part) =>
      target.format === "gateway" && part === "userId"
        ? userNumber(values.id(`${label}/${part}`))
        : `${part}_${values.id(`${label}/${part}`)}`,
    callbackId: `cb_${values.id(`${label}/callback`)}`,
  });
  return ofSamples(context, event, label);
}

/** An event of users, campaigns, creators and coupons that the receiver knows; the same label chooses the same. */
export function ofSamples(
  { target, values }: WebhookContext,
  event: WebhookEvent,
  label: string,
): WebhookEvent {
  return fitToSamples(event, target.samples, (list, count) =>
    values.int(`${label}/${list}`, 0, count - 1),
  );
}

/** Nine digits: the gateway's example has numbers, which a receiver may read into 32 bits. */
function userNumber(id: string): string {
  return String(100_000_000 + (Number.parseInt(id.slice(0, 12), 16) % 900_000_000));
}

export function ordinaryEvent(context: WebhookContext, label: string): WebhookEvent {
  return eventFor(context, ordinaryEventName(context.target), label);
}

/** A correctly signed delivery of these events in the receiver's format. */
export function delivery(
  context: WebhookContext,
  events: readonly WebhookEvent[],
  form: SignatureForm = ordinaryForm(context.target),
): OutgoingRequest {
  const { target } = context;
  return post(
    context,
    buildDelivery({
      events,
      format: target.format,
      mapping: target.mapping,
      signature: form,
      secret: target.secrets[0].value,
      timestampSec: nowSec(context),
    }),
  );
}

/** The body that a delivery of these events would have, as text, to be written in unusual ways. */
export function bodyText(context: WebhookContext, events: readonly WebhookEvent[]): string {
  return Buffer.from(delivery(context, events).body ?? []).toString("utf8");
}

/** Exactly these bytes, correctly signed. */
export function rawDelivery(
  context: WebhookContext,
  body: Uint8Array,
  form: SignatureForm = ordinaryForm(context.target),
  timestampSec = nowSec(context),
): OutgoingRequest {
  const secret = context.target.secrets[0].value;
  return post(context, signDelivery(body, { signature: form, secret, timestampSec }));
}

function post(
  context: WebhookContext,
  message: Pick<OutgoingRequest, "headers" | "body">,
): OutgoingRequest {
  return {
    method: "POST",
    url: context.target.url,
    headers: message.headers,
    body: message.body,
  };
}

export function nowSec(context: WebhookContext): number {
  return Math.floor(context.clock.nowMs() / 1000);
}

/** Whether the format of this receiver carries an event at all. */
export function carries(
  { format, mapping }: WebhookTarget,
  { event }: Pick<WebhookEvent, "event">,
): boolean {
  if (format === "playcamp") return true;
  const probe = { event, timestamp: "1970-01-01T00:00:00.000Z", data: {} };
  return convertToGateway([probe], mapping).unmapped.length === 0;
}

/** Why no delivery can be made for this receiver, or null. */
export function carriesNothing(target: WebhookTarget): string | null {
  return carries(target, { event: ordinaryEventName(target) })
    ? null
    : "webhook.gateway.events maps no event, so there is nothing to deliver";
}

/** A right, ordinary delivery: the control of every refusal. */
export async function deliverOrdinary(context: WebhookContext, label = "control"): Promise<Step> {
  return context.send("a right delivery", delivery(context, [ordinaryEvent(context, label)]));
}

/** A receiver that accepts nothing proves nothing by refusing. */
export function accepted(step: Step): Precondition {
  return precondition(
    step,
    isSuccess,
    "a right delivery was not accepted either, so a refusal proves nothing",
  );
}

/** Faults that refuse every right delivery. */
export const REFUSES_ALL = ["webhook.refuses-everything", "webhook.crashes-on-everything"];
