/** How a check is settled by the replies of its steps: nothing is judged that was not received. */
import type { Exchange } from "../core/http-exchange.js";
import type { HttpReply } from "../core/http.js";
import type { Finding } from "./finding.js";
import type { TargetHealth } from "./health.js";
import { blockReason, isUnanswered, type Step } from "./step.js";

/** Something that must hold before a check proves anything. */
export interface Precondition {
  readonly holds: boolean;
  readonly reason: string;
  readonly exchanges: readonly Exchange[];
}

export type CheckVerdict =
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

/** The precondition that a step was answered as a right target answers it. */
export function precondition(
  step: Step,
  met: (reply: HttpReply) => boolean,
  otherwise: string,
): Precondition {
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

/** What was concluded from exchanges: null is all well. */
export function verdictOf(finding: Finding | null, exchanges: readonly Exchange[]): CheckVerdict {
  return finding === null ? { status: "pass", exchanges } : { status: "unmet", finding, exchanges };
}

/** What a step lacks whose reply came too late, whatever its check is about. */
export const REPLY_IN_TIME = "a whole HTTP reply in time";

/** Settles by what `judge` makes of the replies; a step without one settles it too. */
export function judgeSteps(
  steps: readonly Step[],
  judge: (...replies: HttpReply[]) => Finding | null,
  preconditions: readonly Precondition[],
  health: TargetHealth,
): CheckVerdict {
  const failed = preconditions.find((each) => !each.holds);
  const exchanges = [
    ...new Set([
      ...preconditions.flatMap((each) => each.exchanges),
      ...steps.flatMap((s) => s.exchanges),
    ]),
  ];
  if (failed !== undefined) return { status: "blocked", reason: failed.reason, exchanges };
  const mute = steps.find((step) => step.reply === null);
  if (mute === undefined) {
    const replies = steps.flatMap((step) => step.reply ?? []);
    return verdictOf(judge(...replies), exchanges);
  }
  const message = mute.silence?.message ?? "no reply";
  if (isUnanswered(mute) && health.reason() === null) {
    const finding = {
      message: `${mute.name}: ${message}`,
      expected: mute.silence?.kind === "late" ? REPLY_IN_TIME : "a valid HTTP reply",
      actual: message,
    };
    return { status: "unmet", finding, exchanges };
  }
  return { status: "blocked", reason: blockReason(mute), exchanges };
}
