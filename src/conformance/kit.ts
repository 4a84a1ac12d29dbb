/**
 * What a scenario works with: it sends declared steps and settles checks with
 * what came back. Nothing is judged that was not received, and nothing is sent
 * twice unless it is a step of its own.
 */
import type { Exchange } from "../core/exchange.js";
import type { HttpFailureKind, HttpReply } from "../core/http.js";
import type { Clock } from "../core/ports.js";
import { retryAfterMs } from "../core/retry-schedule.js";
import type { OutgoingRequest, Race, Send } from "../transport/send.js";
import type { Finding } from "./finding.js";
import { describeFailure, type TargetHealth } from "./health.js";
import type { Values } from "./values.js";

/** A request and what became of it. */
export interface Step {
  readonly name: string;
  readonly reply: HttpReply | null;
  /** Every exchange of the step: more than one only when a 429 was waited out. */
  readonly exchanges: readonly Exchange[];
  readonly silence: Silence | null;
}

/** Why there is no reply to judge. */
export interface Silence {
  /** `faulty`: the target took the request and gave no whole reply in time, which is its own doing. */
  readonly kind: "faulty" | "cut" | "unreachable" | "throttled" | "skipped";
  readonly message: string;
}

/** Something that must hold before a check proves anything. */
export interface Premise {
  readonly holds: boolean;
  readonly reason: string;
  readonly exchanges: readonly Exchange[];
}

export type Settlement =
  | { readonly status: "pass"; readonly exchanges: readonly Exchange[] }
  | {
      readonly status: "unmet";
      readonly finding: Finding;
      readonly exchanges: readonly Exchange[];
    }
  | {
      readonly status: "blocked" | "na";
      readonly reason: string;
      readonly exchanges: readonly Exchange[];
    };

export interface Kit<Target> extends Steps {
  readonly target: Target;
}

/** All of a kit that does not depend on the kind of target. */
export interface Steps {
  readonly values: Values;
  readonly clock: Clock;
  send(name: string, request: OutgoingRequest): Promise<Step>;
  /** All at once, each on its own connection. */
  sendAll(
    requests: readonly (readonly [name: string, OutgoingRequest])[],
  ): Promise<Step[]>;
  /** All released at the same moment, proof included; see {@link Race}. */
  race(name: string, requests: readonly OutgoingRequest[]): Promise<RacedSteps>;
  /**
   * Settles a check by the replies of its steps: `judge` returns null when all is well.
   * A step without a reply settles it too: see {@link Silence}; only `faulty` is held against the target.
   */
  judge(
    checkId: string,
    steps: Step | readonly Step[],
    judge: (...replies: HttpReply[]) => Finding | null,
    premises?: readonly Premise[],
  ): void;
  /** Settles a check by what was concluded from several steps. */
  settle(
    checkId: string,
    exchanges: readonly Exchange[],
    finding: Finding | null,
  ): void;
  block(checkId: string, reason: string, exchanges?: readonly Exchange[]): void;
  notApplicable(checkId: string, reason: string): void;
  /** The reply of a step that the rest of the scenario builds on. */
  need(step: Step): HttpReply;
  /**
   * Puts back what the scenario moved. Sent even when the run was interrupted or
   * the target seems lost; stands at the end of the evidence of every check.
   */
  cleanUp(name: string, request: OutgoingRequest): Promise<Step>;
}

export interface RacedSteps {
  readonly steps: readonly Step[];
  /** A race without overlap proves nothing: run another round. */
  readonly overlapped: boolean;
  readonly proof: string;
}

/** Ends a scenario early; its unsettled checks are blocked for this reason. */
export class ScenarioBlocked extends Error {
  override readonly name = "ScenarioBlocked";
  readonly exchanges: readonly Exchange[];

  constructor(reason: string, exchanges: readonly Exchange[]) {
    super(reason);
    this.exchanges = exchanges;
  }
}

/** A throttled step is tried again so often, and waits so long in all. */
const THROTTLE_TRIES = 5;
const THROTTLE_WAIT_MS = 15_000;
const THROTTLE_DEFAULT_WAIT_MS = 1_000;

export interface StepsOptions {
  readonly values: Values;
  readonly clock: Clock;
  readonly send: Send;
  readonly race: Race;
  readonly health: TargetHealth;
  readonly settle: (checkId: string, settlement: Settlement) => void;
  readonly signal: AbortSignal;
  /** Like `send`, and never interrupted. */
  readonly sendRegardless: Send;
  /** Told of every exchange of a clean-up. */
  readonly onCleanUp: (exchange: Exchange) => void;
}

export function createSteps(options: StepsOptions): Steps {
  const { values, clock, health, settle, onCleanUp } = options;
  const regardless: StepsOptions = {
    ...options,
    send: options.sendRegardless,
    health: { note: () => undefined, reason: () => null },
    signal: new AbortController().signal,
  };
  const send = (name: string, request: OutgoingRequest) =>
    sendStep(name, request, options);
  return {
    values,
    clock,
    send,
    sendAll: (requests) =>
      Promise.all(requests.map(([name, request]) => send(name, request))),
    race: (name, requests) => raceSteps(name, requests, options),
    judge: (checkId, steps, judge, premises = []) => {
      settle(checkId, judgeSteps([steps].flat(), judge, premises, health));
    },
    settle: (checkId, exchanges, finding) => {
      settle(
        checkId,
        finding === null
          ? { status: "pass", exchanges }
          : { status: "unmet", finding, exchanges },
      );
    },
    block: (checkId, reason, exchanges = []) =>
      settle(checkId, { status: "blocked", reason, exchanges }),
    notApplicable: (checkId, reason) =>
      settle(checkId, { status: "na", reason, exchanges: [] }),
    cleanUp: async (name, request) => {
      const step = await sendStep(name, request, regardless);
      step.exchanges.forEach(onCleanUp);
      return step;
    },
    need: (step) => {
      if (step.reply === null) {
        throw new ScenarioBlocked(blockReason(step), step.exchanges);
      }
      return step.reply;
    },
  };
}

/** The premise that a step was answered as a right target answers it. */
export function premise(
  step: Step,
  met: (reply: HttpReply) => boolean,
  otherwise: string,
): Premise {
  const { reply, exchanges } = step;
  if (reply === null) {
    return {
      holds: false,
      reason: blockReason(step),
      exchanges,
    };
  }
  return {
    holds: met(reply),
    reason: `${otherwise} (${step.name}: ${reply.status})`,
    exchanges,
  };
}

/** What holds for every step alike is said alike, so that a report can say it once. */
function blockReason({ name, silence }: Step): string {
  if (silence === null) return `${name}: no reply`;
  const holdsForAll =
    silence.kind === "unreachable" || silence.kind === "skipped";
  return holdsForAll ? silence.message : `${name}: ${silence.message}`;
}

async function sendStep(
  name: string,
  request: OutgoingRequest,
  { send, health, clock, signal }: StepsOptions,
): Promise<Step> {
  const exchanges: Exchange[] = [];
  let waitedMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    const down = health.reason();
    if (down !== null) return silent(name, exchanges, "skipped", down);
    if (signal.aborted)
      return silent(name, exchanges, "skipped", "interrupted");
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
    const waitMs =
      retryAfterMs(outcome.reply.headers, clock.nowMs()) ??
      THROTTLE_DEFAULT_WAIT_MS;
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

async function raceSteps(
  name: string,
  requests: readonly OutgoingRequest[],
  { race, health, signal }: StepsOptions,
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

function judgeSteps(
  steps: readonly Step[],
  judge: (...replies: HttpReply[]) => Finding | null,
  premises: readonly Premise[],
  health: TargetHealth,
): Settlement {
  const failed = premises.find((each) => !each.holds);
  const exchanges = [
    ...new Set([
      ...premises.flatMap((each) => each.exchanges),
      ...steps.flatMap((s) => s.exchanges),
    ]),
  ];
  if (failed !== undefined)
    return { status: "blocked", reason: failed.reason, exchanges };
  const mute = steps.find((step) => step.reply === null);
  if (mute === undefined) {
    const finding = judge(...steps.flatMap((step) => step.reply ?? []));
    return finding === null
      ? { status: "pass", exchanges }
      : { status: "unmet", finding, exchanges };
  }
  const message = mute.silence?.message ?? "no reply";
  if (mute.silence?.kind === "faulty" && health.reason() === null) {
    const finding = {
      message: `${mute.name}: ${message}`,
      expected: "a whole HTTP reply in time",
      actual: message,
    };
    return { status: "unmet", finding, exchanges };
  }
  return { status: "blocked", reason: blockReason(mute), exchanges };
}
