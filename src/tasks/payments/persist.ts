/** Sending until there is an answer to act on: waits grow, are capped and jittered, and obey `Retry-After`. */
import { renderDuration } from "../../core/duration.js";
import { isUnreachable, type HttpOutcome } from "../../core/http.js";
import type { Clock, Random } from "../../core/ports.js";
import type { NextStep, Sent } from "../../protocols/payments/outcomes.js";

/** Why a run cannot go on. */
export interface Stop {
  readonly kind:
    /** The other side said no, or behaves so that nothing can be said. */
    | "refused"
    /** No usable answer for as long as we are prepared to wait. */
    | "unreachable"
    /** There is an answer, but not a whole one: what came may not be all. */
    | "incomplete"
    | "interrupted";
  readonly message: string;
  /** In the journal: the exchange that ended it. */
  readonly deliveryId?: string;
}

export interface PersistPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Ends waiting, and with it the attempts. */
  readonly signal: AbortSignal;
  /** Told of every wait that a person would notice. */
  readonly notice: (text: string) => void;
}

export const MOST_ATTEMPTS = 8;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const JITTER = 0.3;
/** A server that wants more patience than this is down, for our purposes. */
const LONGEST_RETRY_AFTER_MS = 2 * 3_600_000;
const NOTICEABLE_MS = 2_000;

/**
 * How long to wait before the next attempt.
 *
 * @param attempt the attempts made so far, at least 1
 */
export function delayMs(attempt: number, random: Random): number {
  const base = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  const [a = 0, b = 0] = random.bytes(2);
  return Math.round(base * (1 + (JITTER * (a * 256 + b)) / 65_536));
}

export type Persisted =
  | {
      readonly ok: true;
      readonly step: Exclude<NextStep, { kind: "retry" | "stop" }>;
      readonly outcome: HttpOutcome;
    }
  | {
      readonly ok: false;
      readonly stop: Stop;
      /** Of an answer that ends the matter; null where there was none. */
      readonly status: number | null;
    };

/**
 * @param whom for messages, such as `the source`
 * @param send called once an attempt: a signature may have to be made anew
 */
export async function persist(
  whom: string,
  send: () => Promise<HttpOutcome>,
  judge: (sent: Sent, nowMs: number) => NextStep,
  ports: PersistPorts,
): Promise<Persisted> {
  const isStopped = () => ports.signal.aborted;
  for (let attempt = 1; ; attempt += 1) {
    if (isStopped()) return interrupted();
    const outcome = await send();
    const step = judge(sentOf(outcome), ports.clock.nowMs());
    if (step.kind === "stop") return ended(whom, step.reason, outcome);
    if (step.kind !== "retry") return { ok: true, step, outcome };
    if (isStopped()) return interrupted();
    const waitMs = step.afterMs ?? delayMs(attempt, ports.random);
    if (attempt >= MOST_ATTEMPTS || waitMs > LONGEST_RETRY_AFTER_MS)
      return exhausted(whom, step.reason, attempt, outcome);
    if (waitMs >= NOTICEABLE_MS)
      ports.notice(`${whom}: ${step.reason}; again in ${renderDuration(waitMs)}`);
    await ports.clock.sleep(waitMs, ports.signal);
  }
}

function sentOf({ reply, failure }: HttpOutcome): Sent {
  return reply === null ? { failure } : reply;
}

export function interrupted(): Persisted & { ok: false } {
  return {
    ok: false,
    stop: { kind: "interrupted", message: "interrupted" },
    status: null,
  };
}

function ended(whom: string, reason: string, outcome: HttpOutcome): Persisted {
  const { failure } = outcome;
  if (failure?.kind === "aborted") return interrupted();
  const kind = failure !== null && isUnreachable(failure) ? "unreachable" : "refused";
  return {
    ok: false,
    stop: { kind, message: `${whom}: ${reason}`, ...idOf(outcome) },
    status: outcome.reply?.status ?? null,
  };
}

function exhausted(
  whom: string,
  reason: string,
  attempts: number,
  outcome: HttpOutcome,
): Persisted {
  return {
    ok: false,
    stop: {
      kind: "unreachable",
      message: `${whom}: ${reason} (${attempts} attempts)`,
      ...idOf(outcome),
    },
    status: null,
  };
}

/** Where an exchange stands in the journal. */
export function idOf({ trace }: HttpOutcome): Pick<Stop, "deliveryId"> {
  return trace.deliveryId === undefined ? {} : { deliveryId: trace.deliveryId };
}
