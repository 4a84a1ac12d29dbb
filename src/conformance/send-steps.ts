/**
 * Sends steps and says what became of them. A target that is busy is waited for: 429, or 503.
 * Nothing else is sent twice, and nothing at all once the target is lost or the run over.
 */
import type { Exchange } from "../core/http-exchange.js";
import type { HttpFailureKind, HttpReply } from "../core/http.js";
import type { Clock } from "../core/ports.js";
import { retryAfterMs } from "../core/retry-schedule.js";
import type { OutgoingRequest, Race, Send, Sent } from "../transport/send.js";
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

/** @param judgesBusy a bare 503 is an answer like others, where it is asked who is busy */
export async function sendStep(
  name: string,
  request: OutgoingRequest,
  sending: Sending,
  judgesBusy = false,
): Promise<Step> {
  const { line } = sending.health;
  let leave = line.isEmpty() ? null : await line.enter();
  const standInLine = async () => {
    leave ??= await line.enter();
  };
  try {
    return await sendUntilTaken(name, request, sending, { judgesBusy, standInLine });
  } finally {
    leave?.();
  }
}

async function sendUntilTaken(
  name: string,
  request: OutgoingRequest,
  { send, health, clock, signal }: Sending,
  { judgesBusy, standInLine }: { judgesBusy: boolean; standInLine: () => Promise<void> },
): Promise<Step> {
  const exchanges: Exchange[] = [];
  let label = name;
  let waitedMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    const down = health.reason();
    if (down !== null) return silent(name, exchanges, "skipped", down);
    if (signal.aborted) return silent(name, exchanges, "skipped", "interrupted");
    const { outcome, exchange } = await send(label, request);
    exchanges.push(exchange);
    const busy = outcome.reply === null ? null : busyOf(outcome.reply, clock);
    const waitMs = busy?.waitMs ?? THROTTLE_DEFAULT_WAIT_MS;
    const isTaken = busy === null || (judgesBusy && !busy.saysSo);
    const isGivenUp =
      (busy !== null && health.line.isVain(endOf(busy))) ||
      attempt === THROTTLE_TRIES ||
      waitedMs + waitMs > THROTTLE_WAIT_MS;
    if (attempt > 1 && outcome.reply !== null && (isTaken || isGivenUp))
      health.line.noteWait(busy === null ? "taken" : endOf(busy));
    // A burst that is too large says nothing of those who come after it.
    if (isTaken || isGivenUp || attempt > 1) health.note(outcome);
    if (outcome.failure !== null) {
      return silent(
        name,
        exchanges,
        silenceOf(outcome.failure.kind),
        describeFailure(outcome.failure),
      );
    }
    if (isTaken || (isGivenUp && !busy.saysSo)) {
      return { name, reply: outcome.reply, exchanges, silence: null };
    }
    if (isGivenUp) return silent(name, exchanges, "throttled", busyText(busy, attempt));
    waitedMs += waitMs;
    label = `${name}${REPEATED.words(outcome.reply.status)}`;
    const untilMs = clock.monotonicMs() + waitMs;
    await standInLine();
    await clock.sleep(Math.max(0, untilMs - clock.monotonicMs()), signal);
  }
}

const REPEATED = {
  words: (status: number) => ` (again after ${status})`,
  pattern: / \(again after \d{3}\)$/,
};

/** Whether a step is one more try of the one before it, which a busy target did not take. */
export function isRepetition({ step }: Exchange): boolean {
  return REPEATED.pattern.test(step);
}

function endOf({ saysSo }: Busy): "refused" | "busy" {
  return saysSo ? "busy" : "refused";
}

function busyText({ words, waitMs }: Busy, attempts: number): string {
  const slower = "slow the run with --rate";
  if (attempts > 1) return `the target kept answering ${words}; ${slower}`;
  return waitMs === null || waitMs <= THROTTLE_WAIT_MS
    ? `the target answered ${words}, as it did to all that waited before; ${slower}`
    : `the target answered ${words} and asks to wait ${Math.ceil(waitMs / 1000)} s; run again later, or ${slower}`;
}

interface Busy {
  readonly words: string;
  /** As the target asks, or null. */
  readonly waitMs: number | null;
  /** It says that nothing is wrong but the moment: never judged. */
  readonly saysSo: boolean;
}

/** Many proxies answer 503 where a limit is met, and not 429. */
function busyOf({ status, headers }: HttpReply, clock: Clock): Busy | null {
  if (status !== 429 && status !== 503) return null;
  const waitMs = retryAfterMs(headers, clock.nowMs());
  const words = status === 429 ? "429 Too Many Requests" : "503 Service Unavailable";
  return { words, waitMs, saysSo: status === 429 || waitMs !== null };
}

export async function raceSteps(
  name: string,
  requests: readonly OutgoingRequest[],
  sending: Sending,
): Promise<RacedSteps> {
  const { race, health, clock, signal } = sending;
  // A target that counts requests gets none but these for a moment.
  const leave = health.line.wasBusy() ? await health.line.enter() : null;
  try {
    if (leave !== null) await clock.sleep(THROTTLE_DEFAULT_WAIT_MS, signal);
    const reason = health.reason() ?? (signal.aborted ? "interrupted" : null);
    if (reason !== null) {
      const steps = requests.map(() => silent(name, [], "skipped", reason));
      return { steps, overlapped: false, proof: reason };
    }
    const { sent, overlapped, proof } = await race(name, requests);
    return { steps: sent.map((each) => racedStep(each, sending)), overlapped, proof };
  } finally {
    leave?.();
  }
}

function racedStep({ outcome, exchange }: Sent, { health, clock }: Sending): Step {
  const exchanges = [exchange];
  const busy = outcome.reply === null ? null : busyOf(outcome.reply, clock);
  if (busy === null) health.note(outcome);
  if (outcome.failure !== null) {
    return silent(
      exchange.step,
      exchanges,
      silenceOf(outcome.failure.kind),
      describeFailure(outcome.failure),
    );
  }
  if (busy?.saysSo === true) {
    health.line.noteBusy();
    return silent(exchange.step, exchanges, "throttled", `the target answered ${busy.words}`);
  }
  return { name: exchange.step, reply: outcome.reply, exchanges, silence: null };
}

function silenceOf(kind: HttpFailureKind): Silence["kind"] {
  switch (kind) {
    case "response-timeout":
    case "total-timeout":
      return "late";
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
