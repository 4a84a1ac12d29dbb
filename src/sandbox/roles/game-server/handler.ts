/** The webhook receiver: verifies the raw bytes, then reads them. */
import type { ServedReply, ServedRequest } from "../../../core/server.js";
import { eventsOf } from "../../../protocols/webhook/events.js";
import {
  parseJsonBytes,
  signWebhook,
  verifyWebhook,
} from "../../../protocols/webhook/signature.js";
import type { SandboxWorld } from "../../role.js";
import type { WebhookAgreement } from "./agreement.js";
import { type Arrival, createArrivals } from "./arrivals.js";
import { createGameDesk, type GameDesk } from "./desk.js";
import type { ReceiverPolicy } from "./receiver-policy.js";

export function createReceiver(
  agreement: WebhookAgreement,
  policy: ReceiverPolicy,
  { clock }: SandboxWorld,
) {
  const desk = createGameDesk(agreement.mapping, policy);
  const meet = createArrivals(clock);
  return async (request: ServedRequest): Promise<ServedReply> => {
    const asked = desk.answer(request);
    if (asked !== null) return asked;
    return meet(request, async (arrival) => {
      if (request.method !== "POST" && !policy.trusts(arrival)) return policy.onGet();
      await clock.sleep(policy.delayMs(arrival, agreement));
      return judge(arrival, agreement, policy, desk);
    });
  };
}

function judge(
  arrival: Arrival,
  agreement: WebhookAgreement,
  policy: ReceiverPolicy,
  desk: GameDesk,
): ServedReply {
  const { nowMs } = arrival;
  const early = policy.beforeVerifying(arrival);
  if (early !== null) return early;
  const verified = verifyWebhook({
    payload: policy.signedBytes(arrival.body),
    signature: arrival.signature,
    secret: agreement.secrets,
    tolerance: policy.toleranceSec(agreement),
    nowMs,
    form: agreement.form,
  });
  const trusted =
    verified.valid ||
    verified.error === "Invalid JSON payload" ||
    policy.trusts(arrival) ||
    policy.forgives(arrival, agreement);
  if (!trusted) {
    if (policy.remembersRefused) desk.remember(parseJsonBytes(arrival.body)?.value);
    return policy.refusal(arrival, signWebhook(arrival.body, agreement.secrets[0] ?? ""));
  }
  const late = policy.afterVerifying(arrival);
  if (late !== null) return late;
  if (arrival.body.length === 0) return policy.onEmptyBody();
  const json = parseJsonBytes(arrival.body);
  if (json === null) return policy.onMalformed();
  const events = eventsOf(json.value);
  // Whatever else a partner's format looks like is that partner's business.
  const refused = events === null ? null : policy.refusesEvents(events, nowMs);
  if (refused === null && policy.drops(arrival)) return policy.success();
  return (
    refused ??
    desk.accept(json.value, policy.appliesTwins && arrival.duplicateInFlight) ??
    policy.success()
  );
}
