/**
 * What to do after a poll, a bulk push or a refund, as data: try again, split,
 * go on without, or stop. Waiting and sending are for others.
 */
import type { HeaderPair, HttpFailure } from "../../core/http.js";
import { retryAfterMs } from "../../core/retry-schedule.js";

/** What came of one request. */
export type Sent =
  | { readonly status: number; readonly headers: readonly HeaderPair[] }
  | { readonly failure: HttpFailure };

export type NextStep =
  /** The reply is one to read. */
  | { readonly kind: "read" }
  /** After this long, or after the schedule's next delay when null. */
  | {
      readonly kind: "retry";
      readonly afterMs: number | null;
      readonly reason: string;
    }
  /** Send the halves: the batch is too large, or one of its payments spoils it. */
  | { readonly kind: "split"; readonly reason: string }
  /** PlayCamp has it already (or has refunded it already): as good as done. */
  | { readonly kind: "known"; readonly reason: string }
  /** This one will not be taken; others may be. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Nothing else will be answered better. */
  | { readonly kind: "stop"; readonly reason: string };

const PASSING_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Failures that would only repeat themselves. */
const LASTING_FAILURES = new Set<HttpFailure["kind"]>(["tls", "malformed", "flood", "aborted"]);

/**
 * @param batchLength payments in the batch
 * @param nowMs for a `Retry-After` that names a date
 */
export function afterBulkPush(sent: Sent, batchLength: number, nowMs: number): NextStep {
  const general = afterAny(sent, nowMs);
  if (general !== null || "failure" in sent) return general ?? stop(sent);
  const { status } = sent;
  const reason = `HTTP ${status}`;
  const aboutContent = [400, 409, 413, 422].includes(status);
  if (!aboutContent) return stop(sent);
  if (batchLength > 1) return { kind: "split", reason };
  return status === 409 ? { kind: "known", reason } : { kind: "refused", reason };
}

/** A poll may be repeated at will; only its own server's word can end it. */
export function afterPoll(sent: Sent, nowMs: number): NextStep {
  return afterAny(sent, nowMs) ?? stop(sent);
}

/** A refund that was made before is a 409; a payment that PlayCamp never had is a 404. */
export function afterRefund(sent: Sent, nowMs: number): NextStep {
  const general = afterAny(sent, nowMs);
  if (general !== null || "failure" in sent) return general ?? stop(sent);
  const reason = `HTTP ${sent.status}`;
  if (sent.status === 409) return { kind: "known", reason };
  return [400, 404, 422].includes(sent.status) ? { kind: "refused", reason } : stop(sent);
}

function afterAny(sent: Sent, nowMs: number): NextStep | null {
  if ("failure" in sent) {
    const { kind, message } = sent.failure;
    return LASTING_FAILURES.has(kind) ? null : { kind: "retry", afterMs: null, reason: message };
  }
  if (sent.status >= 200 && sent.status < 300) return { kind: "read" };
  if (!PASSING_STATUSES.has(sent.status)) return null;
  return {
    kind: "retry",
    afterMs: retryAfterMs(sent.headers, nowMs),
    reason: `HTTP ${sent.status}`,
  };
}

function stop(sent: Sent): NextStep {
  const reason = "failure" in sent ? sent.failure.message : `HTTP ${sent.status}`;
  return { kind: "stop", reason };
}
