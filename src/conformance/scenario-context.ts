/**
 * What a scenario works with: it sends declared steps (send-steps.ts) and
 * judges checks by what came back (verdict.ts). Nothing is judged that
 * was not received, and nothing is sent twice unless it is a step of its own.
 */
import type { Exchange } from "../core/http-exchange.js";
import type { HttpReply } from "../core/http.js";
import type { Clock } from "../core/ports.js";
import type { OutgoingRequest, Send } from "../transport/send.js";
import type { Finding } from "./finding.js";
import { raceSteps, type Sending, sendStep } from "./send-steps.js";
import { judgeSteps, type Precondition, type CheckVerdict, verdictOf } from "./verdict.js";
import { blockReason, type RacedSteps, type Step } from "./step.js";
import type { Values } from "./values.js";

// Scenarios need no other module to name what they hold.
export { precondition, type Precondition } from "./verdict.js";
export type { RacedSteps, Step } from "./step.js";

export interface ScenarioContext<Target = unknown> {
  readonly target: Target;
  readonly values: Values;
  readonly clock: Clock;
  send(name: string, request: OutgoingRequest): Promise<Step>;
  /** At once, as many as may be under way, each on its own connection. With `judgesBusy` a bare 503 is no reason to wait. */
  sendAll(
    requests: readonly (readonly [name: string, OutgoingRequest])[],
    also?: { readonly judgesBusy: boolean },
  ): Promise<Step[]>;
  /** All released at the same moment, proof included; see `Race` in transport. */
  race(name: string, requests: readonly OutgoingRequest[]): Promise<RacedSteps>;
  /**
   * Judges a check by the replies of its steps: `judge` returns null when all is well.
   * A step without a reply decides it too: see `Silence`; only `late` and `faulty` are held against the target.
   */
  judge(
    checkId: string,
    steps: Step | readonly Step[],
    judge: (...replies: HttpReply[]) => Finding | null,
    preconditions?: readonly Precondition[],
  ): void;
  /** Judges a check by what was concluded from several steps. */
  conclude(checkId: string, exchanges: readonly Exchange[], finding: Finding | null): void;
  block(checkId: string, reason: string, exchanges?: readonly Exchange[]): void;
  notApplicable(checkId: string, reason: string): void;
  /** Whether a check of this scenario was found unmet by now. */
  accuses(): boolean;
  /** The reply of a step that the rest of the scenario builds on. */
  need(step: Step): HttpReply;
  /**
   * Puts back what the scenario moved. Sent even when the run was interrupted or
   * the target seems lost; stands at the end of the evidence of every check.
   */
  cleanUp(name: string, request: OutgoingRequest): Promise<Step>;
  /** Says what could not be put back: none of the scenario's checks passes beside it, and each names it. */
  leaves(words: string): void;
}

/** Ends a scenario early; its undecided checks are blocked for this reason. */
export class ScenarioBlocked extends Error {
  override readonly name: string = "ScenarioBlocked";
  readonly exchanges: readonly Exchange[];

  constructor(reason: string, exchanges: readonly Exchange[]) {
    super(reason);
    this.exchanges = exchanges;
  }
}

export interface StepSenderOptions extends Sending {
  readonly values: Values;
  readonly settle: (checkId: string, verdict: CheckVerdict) => void;
  /** Like `send`, and never interrupted. */
  readonly sendRegardless: Send;
  /** Told of every exchange of a clean-up. */
  readonly onCleanUp: (exchange: Exchange) => void;
  /** Told of what stays at the target, in words. */
  readonly onLeft: (words: string) => void;
}

export function createScenarioContext<Target>(
  target: Target,
  options: StepSenderOptions,
): ScenarioContext<Target> {
  const { values, clock, health, onCleanUp } = options;
  let unmet = false;
  const settle: StepSenderOptions["settle"] = (checkId, verdict) => {
    unmet ||= verdict.status === "unmet";
    options.settle(checkId, verdict);
  };
  const regardless: Sending = {
    ...options,
    send: options.sendRegardless,
    health: {
      note: () => undefined,
      reason: () => null,
      // What must be put back is waited for, however often that was in vain.
      line: { ...health.line, isVain: () => false },
    },
    signal: new AbortController().signal,
  };
  const send = (name: string, request: OutgoingRequest) => sendStep(name, request, options);
  return {
    target,
    values,
    clock,
    send,
    sendAll: (requests, { judgesBusy } = { judgesBusy: false }) =>
      Promise.all(requests.map(([name, request]) => sendStep(name, request, options, judgesBusy))),
    race: (name, requests) => raceSteps(name, requests, options),
    judge: (checkId, steps, judge, preconditions = []) => {
      settle(checkId, judgeSteps([steps].flat(), judge, preconditions, health));
    },
    conclude: (checkId, exchanges, finding) => settle(checkId, verdictOf(finding, exchanges)),
    block: (checkId, reason, exchanges = []) =>
      settle(checkId, { status: "blocked", reason, exchanges }),
    notApplicable: (checkId, reason) => settle(checkId, { status: "na", reason, exchanges: [] }),
    cleanUp: async (name, request) => {
      const step = await sendStep(name, request, regardless);
      step.exchanges.forEach(onCleanUp);
      return step;
    },
    leaves: options.onLeft,
    accuses: () => unmet,
    need: (step) => {
      if (step.reply === null) {
        throw new ScenarioBlocked(blockReason(step), step.exchanges);
      }
      return step.reply;
    },
  };
}
