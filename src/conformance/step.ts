/** A step of a scenario: what was sent, and the reply or why there is none. */
import type { Exchange } from "../core/http-exchange.js";
import type { HttpReply } from "../core/http.js";

/** A request and what became of it. */
export interface Step {
  readonly name: string;
  readonly reply: HttpReply | null;
  /** Every exchange of the step: more than one only when a busy target was waited for. */
  readonly exchanges: readonly Exchange[];
  readonly silence: Silence | null;
}

/** Why there is no reply to judge. */
export interface Silence {
  /** `late` and `faulty`: the target took the request, and gave no whole or no valid reply, which is its own doing. */
  readonly kind: "late" | "faulty" | "cut" | "unreachable" | "throttled" | "skipped";
  readonly message: string;
}

/** The target took the request and answered nothing that can be read. */
export function isUnanswered({ silence }: Step): boolean {
  return silence?.kind === "late" || silence?.kind === "faulty";
}

/** It may have done what was asked all the same. */
export function isLost(step: Step): boolean {
  return isUnanswered(step) || step.silence?.kind === "cut";
}

export interface RacedSteps {
  readonly steps: readonly Step[];
  /** A race without overlap proves nothing: run another round. */
  readonly overlapped: boolean;
  readonly proof: string;
}

/** What holds for every step alike is said alike, so that a report can say it once. */
export function blockReason({ name, silence }: Step): string {
  if (silence === null) return `${name}: no reply`;
  const holdsForAll = silence.kind === "unreachable" || silence.kind === "skipped";
  return holdsForAll ? silence.message : `${name}: ${silence.message}`;
}
