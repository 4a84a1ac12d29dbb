/** The gateway's relay: takes PlayCamp's webhooks, converts them as agreed and delivers them to the game server. */
import { headerValue } from "../../../core/http.js";
import {
  emptyReply,
  jsonReply,
  type ServedReply,
  type ServedRequest,
} from "../../../core/server.js";
import { buildDelivery } from "../../../protocols/webhook/delivery.js";
import { eventsOf, type WebhookEvent } from "../../../protocols/webhook/events.js";
import { SIGNATURE_HEADER, verifyWebhook } from "../../../protocols/webhook/signature.js";
import { call, isAccepted } from "../../outgoing.js";
import type { SandboxWorld } from "../../role.js";
import type { WebhookAgreement } from "../game-server/agreement.js";
import { received, type RelayPolicy } from "./relay-policy.js";

interface Relay {
  readonly agreement: WebhookAgreement;
  readonly policy: RelayPolicy;
  readonly world: SandboxWorld;
  readonly note: (line: RelayNote) => void;
}

interface RelayNote {
  readonly at: string;
  readonly events: readonly string[];
  readonly outcome: "dropped" | "delivered" | "failed" | "given up";
  /** Status or failure of the last attempt; null for what was dropped. */
  readonly answer: string | null;
}

const KEPT_NOTES = 500;

/** @param secretsOf what PlayCamp signs with, known once the relay is registered */
export function createRelay(
  agreement: WebhookAgreement,
  policy: RelayPolicy,
  secretsOf: () => readonly string[],
  world: SandboxWorld,
) {
  const notes: RelayNote[] = [];
  const relay: Relay = {
    agreement,
    policy,
    world,
    note: (line) => {
      notes.push(line);
      if (notes.length > KEPT_NOTES) notes.shift();
    },
  };
  return async (request: ServedRequest): Promise<ServedReply> => {
    if (request.method === "GET") return jsonReply(200, { log: notes });
    if (request.method !== "POST") return emptyReply(405);
    const verified = verifyWebhook({
      payload: request.body,
      signature: headerValue(request.headers, SIGNATURE_HEADER) ?? "",
      secret: secretsOf(),
      nowMs: world.clock.nowMs(),
      form: "simple",
    });
    if (!verified.valid && policy.verifies) return jsonReply(401, { error: verified.error });
    const events = eventsOf(bodyOf(request));
    return events === null
      ? jsonReply(400, { error: "the body holds no events" })
      : passOn(events, relay);
  };
}

function bodyOf({ body }: ServedRequest): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return null;
  }
}

/** Answers at once: the game server's time is not PlayCamp's. */
function passOn(events: readonly WebhookEvent[], relay: Relay): ServedReply {
  const { agreement, policy, world, note } = relay;
  const passed = policy.passesOn(events);
  const { unmapped, count } = convert(passed, relay);
  const at = new Date(world.clock.nowMs()).toISOString();
  if (unmapped.length > 0) note({ at, events: unmapped, outcome: "dropped", answer: null });
  if (count === 0) return policy.onDropped();
  world.inBackground(async (signal) => {
    for (const part of policy.deliveries(passed))
      await deliver(part, relay, agreement.relay.delaysMs, signal);
  });
  return received();
}

function convert(events: readonly WebhookEvent[], { agreement, policy, world }: Relay) {
  return buildDelivery({
    events,
    format: agreement.relay.format,
    ...(agreement.mapping === undefined ? {} : { mapping: agreement.mapping }),
    signature: agreement.form === "timestamped" ? "timestamped" : "simple",
    secret: policy.secretOf(agreement),
    timestampSec: Math.floor(world.clock.nowMs() / 1000),
  });
}

async function deliver(
  events: readonly WebhookEvent[],
  relay: Relay,
  delaysMs: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const { agreement, policy, world, note } = relay;
  for (let attempt = 0; ; attempt += 1) {
    // Signed anew each time: a timestamped signature must not grow old.
    const { headers, body } = convert(events, relay);
    const outcome = await call(
      world.http,
      {
        method: "POST",
        url: agreement.relay.url,
        headers,
        body,
        timeoutMs: agreement.timeoutMs,
      },
      signal,
    );
    if (signal.aborted) return;
    const delayMs = policy.retries ? delaysMs[attempt] : undefined;
    const isDone = isAccepted(outcome);
    note({
      at: new Date(world.clock.nowMs()).toISOString(),
      events: events.map(({ event }) => event),
      outcome: isDone ? "delivered" : delayMs === undefined ? "given up" : "failed",
      answer: String(outcome.reply?.status ?? outcome.failure?.message),
    });
    if (isDone || delayMs === undefined) return;
    await world.clock.sleep(delayMs, signal);
  }
}
