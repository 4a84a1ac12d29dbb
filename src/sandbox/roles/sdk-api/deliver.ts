/** PlayCamp's deliveries: each event goes to every webhook that listens to it, signed, retried and logged. */
import { buildDelivery } from "../../../protocols/webhook/delivery.js";
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import { call, isAccepted, type CallOutcome } from "../../outgoing.js";
import type { SandboxWorld } from "../../role.js";
import type { LoggedDelivery, Webhook, WebhookBook } from "./webhook-book.js";

export interface Announcer {
  /** Whether anybody would hear of such an event. */
  isHeard(eventType: string): boolean;
  /** Delivers in the background. */
  announce(event: WebhookEvent): void;
  /** One delivery, once, unlogged. */
  tryOut(webhook: Webhook, event: WebhookEvent): Promise<CallOutcome>;
}

/** PlayCamp's own intervals are not published; these suit a run on one machine. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8_000;

export function createAnnouncer(book: WebhookBook, world: SandboxWorld): Announcer {
  return {
    isHeard: (eventType) => book.listening(eventType).length > 0,
    announce: (event) => {
      for (const webhook of book.listening(event.event)) {
        const payload = JSON.stringify({ events: [event] });
        const logged = book.open(webhook, event.event, payload, world.clock.nowMs());
        world.inBackground((signal) => deliver(logged, event, book, world, signal));
      }
    },
    tryOut: (webhook, event) => post(webhook, event, world, new AbortController().signal),
  };
}

async function deliver(
  opened: LoggedDelivery,
  event: WebhookEvent,
  book: WebhookBook,
  world: SandboxWorld,
  signal: AbortSignal,
): Promise<void> {
  let logged = opened;
  for (let attempt = 1; ; attempt += 1) {
    const webhook = book.find(opened.webhookId);
    // Who has deleted or paused a webhook wants no more of it.
    if (webhook === null) return;
    if (!webhook.isActive) {
      book.note(logged, { status: "FAILED", nextRetryAtMs: null });
      return;
    }
    logged = book.note(logged, {
      status: "PROCESSING",
      attempt,
      nextRetryAtMs: null,
    });
    const outcome = await post(webhook, event, world, signal);
    if (signal.aborted) return;
    logged = conclude(logged, outcome, book, world.clock.nowMs());
    if (logged.nextRetryAtMs === null) return;
    await world.clock.sleep(retryDelayMs(attempt), signal);
  }
}

function conclude(
  logged: LoggedDelivery,
  outcome: CallOutcome,
  book: WebhookBook,
  nowMs: number,
): LoggedDelivery {
  const response = {
    responseStatus: outcome.reply?.status ?? null,
    responseBody: responseText(outcome),
  };
  if (isAccepted(outcome))
    return book.note(logged, {
      ...response,
      status: "SUCCESS",
      completedAtMs: nowMs,
    });
  return logged.attempt < logged.maxAttempts
    ? book.note(logged, {
        ...response,
        status: "RETRYING",
        nextRetryAtMs: nowMs + retryDelayMs(logged.attempt),
      })
    : book.note(logged, {
        ...response,
        status: "FAILED",
        completedAtMs: nowMs,
      });
}

function retryDelayMs(attempt: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS);
}

function post(
  { url, secret, timeoutMs }: Webhook,
  event: WebhookEvent,
  { http, clock }: SandboxWorld,
  signal: AbortSignal,
): Promise<CallOutcome> {
  const { headers, body } = buildDelivery({
    events: [event],
    format: "playcamp",
    signature: "simple",
    secret,
    timestampSec: Math.floor(clock.nowMs() / 1000),
  });
  return call(http, { method: "POST", url, headers, body, timeoutMs }, signal);
}

const KEPT_RESPONSE = 1_000;

/** The receiver's words, or why there are none. */
export function responseText({ reply, failure }: CallOutcome): string {
  return reply === null
    ? failure.message
    : Buffer.from(reply.body).toString("utf8").slice(0, KEPT_RESPONSE);
}
