/**
 * Sends steps and says what became of them. A 429 is waited out; nothing else
 * is sent twice, and nothing at all once the target is lost or the run over.
 */
import type { Exchange } from "../core/http-exchange.js";
import type { HttpFailureKind } from "../core/http.js";
import type { Clock } from "../core/ports.js";
import { retryAfterMs } from "../core/retry-schedule.js";
import type { OutgoingRequest, Race, Send } from "../transport/send.js";
import { describeFailure, type TargetHealth } from "./health.js";
import type { RacedSteps, Silence, Step } from "./step.js";

/** What steps are sent with. */
export interface Sending {
  readonly clock: Clock;
  readonly send: Send;
  readonly race: Race;
  readonly health: TargetHealth;
  readonly signal: AbortSignal;
}

/** A throttled step is tried again so often, and waits so long in all. */
const THROTTLE_TRIES = 5;
const THROTTLE_WAIT_MS = 15_000;
const THROTTLE_DEFAULT_WAIT_MS = 1_000;

export async function sendStep(
  name: string,
  request: OutgoingRequest,
  { send, health, clock, signal }: Sending,
): Promise<Step> {
  const exchanges: Exchange[] = [];
  let waitedMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    const down = health.reason();
    if (down !== null) return silent(name, exchanges, "skipped", down);
    if (signal.aborted) return silent(name, exchanges, "skipped", "interrupted");
    const label = attempt === 1 ? name : `${name} (again after 429)`;
    const { outcome, exchange } = await send(label, request);
    exchanges.push(exchange);
    health.note(outcome);
    if (outcome.failure !== null) {
      return silent(
        name,
        exchanges,
        silenceOf(outcome.failure.kind),
        describeFailure(outcome.failure),
      );
    }
    if (outcome.reply.status !== 429) {
      return { name, reply: outcome.reply, exchanges, silence: null };
    }
    const waitMs = retryAfterMs(outcome.reply.headers, clock.nowMs()) ?? THROTTLE_DEFAULT_WAIT_MS;
    waitedMs += waitMs;
    if (attempt === THROTTLE_TRIES || waitedMs > THROTTLE_WAIT_MS) {
      return silent(
        name,
        exchanges,
        "throttled",
        "the target kept answering 429 Too Many Requests; slow the run with --rate or --concurrency 1",
      );
    }
    await clock.sleep(waitMs, signal);
  }
}

export async function raceSteps(
  name: string,
  requests: readonly OutgoingRequest[],
  { race, health, signal }: Sending,
): Promise<RacedSteps> {
  const reason = health.reason() ?? (signal.aborted ? "interrupted" : null);
  if (reason !== null) {
    const steps = requests.map(() => silent(name, [], "skipped", reason));
    return { steps, overlapped: false, proof: reason };
  }
  const { sent, overlapped, proof } = await race(name, requests);
  const steps = sent.map(({ outcome, exchange }): Step => {
    health.note(outcome);
    const exchanges = [exchange];
    if (outcome.failure !== null) {
      return silent(
        exchange.step,
        exchanges,
        silenceOf(outcome.failure.kind),
        describeFailure(outcome.failure),
      );
    }
    if (outcome.reply.status === 429) {
      return silent(
        exchange.step,
        exchanges,
        "throttled",
        "the target answered 429 Too Many Requests",
      );
    }
    return {
      name: exchange.step,
      reply: outcome.reply,
      exchanges,
      silence: null,
    };
  });
  return { steps, overlapped, proof };
}

function silenceOf(kind: HttpFailureKind): Silence["kind"] {
  switch (kind) {
    case "response-timeout":
    case "total-timeout":
    case "flood":
    case "malformed":
      return "faulty";
    case "reset":
    case "aborted":
      return "cut";
    case "dns":
    case "refused":
    case "connect-timeout":
    case "tls":
      return "unreachable";
  }
}

function silent(
  name: string,
  exchanges: readonly Exchange[],
  kind: Silence["kind"],
  message: string,
): Step {
  return { name, reply: null, exchanges, silence: { kind, message } };
}
