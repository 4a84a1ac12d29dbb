/**
 * Whether a target is still worth asking. A host that is down, or that has
 * stopped answering, is asked no more: the rest of its checks are blocked at
 * once instead of each waiting for its own time-out.
 */
import { type HttpFailure, type HttpOutcome, isUnreachable } from "../core/http.js";
import { createWaitingLine, type WaitingLine } from "./waiting-line.js";

/** One refused connection may be chance; so many in a row are not. */
const UNREACHABLE_LIMIT = 2;
const LATE_LIMIT = 4;
/** So many that were waited for in vain. */
const THROTTLED_LIMIT = 24;

export interface TargetHealth {
  note(outcome: HttpOutcome): void;
  /** Why nothing more is sent, or null while the target is well. */
  reason(): string | null;
  readonly line: WaitingLine;
}

/** A target that cannot be reached is described in the same words wherever that shows. */
export function describeFailure(failure: HttpFailure): string {
  return isUnreachable(failure) ? `the target is unreachable: ${failure.message}` : failure.message;
}

/** @param line shared by all that is sent to one host: a limit counts what comes there */
export function createTargetHealth(line: WaitingLine = createWaitingLine()): TargetHealth {
  let unreachable = 0;
  let late = 0;
  let throttled = 0;
  let reason: string | null = null;
  return {
    note: ({ failure, reply }) => {
      throttled = reply?.status === 429 ? throttled + 1 : 0;
      if (throttled >= THROTTLED_LIMIT) {
        reason ??= `the target answered 429 Too Many Requests ${throttled} times in a row; slow the run with --rate or --concurrency 1`;
      }
      unreachable = failure !== null && isUnreachable(failure) ? unreachable + 1 : 0;
      late =
        failure?.kind === "response-timeout" || failure?.kind === "total-timeout" ? late + 1 : 0;
      if (failure === null || reason !== null) return;
      if (unreachable >= UNREACHABLE_LIMIT) reason = describeFailure(failure);
      else if (late >= LATE_LIMIT) {
        reason = `the target stopped answering: ${late} requests in a row ran into the time-out`;
      }
    },
    reason: () => reason,
    line,
  };
}
