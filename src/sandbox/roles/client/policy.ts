/** How the sandbox's own game server calls PlayCamp; faults and variants change parts of it. */
import type { HeaderPair } from "../../../core/http.js";

export interface CallerKeys {
  readonly serverKey: string;
  readonly clientKey: string;
}

/** A call before it is written. */
export interface PlannedCall {
  /** What it is for, such as `sponsor/first`. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With its query, encoded: `/v1/server/campaigns?limit=20`. */
  readonly target: string;
  readonly headers: readonly HeaderPair[];
  readonly body: CallBody | null;
}

export type CallBody = Readonly<Record<string, unknown>>;

/** What came of a call; no status where no reply came. */
export interface Answer {
  readonly status: number | null;
  /** From its `Retry-After`. */
  readonly retryAfterMs: number | null;
  /** The `id` of its `data`, as text; empty without one. */
  readonly id: string;
}

export interface CallerPolicy {
  /** The last change before it is written. */
  readonly shape: (call: PlannedCall, keys: CallerKeys) => PlannedCall;
  readonly write: (body: CallBody, call: PlannedCall) => string;
  readonly timeoutMs: number;
  /** @param attempt how often it was sent */
  readonly repeats: (call: PlannedCall, answer: Answer, attempt: number) => boolean;
  readonly waitMs: (answer: Answer, attempt: number) => number;
  /** What is sent as the repetition. */
  readonly again: (call: PlannedCall, attempt: number) => PlannedCall;
  /** By what a payment is named when it is refunded. */
  readonly refundName: (transactionId: string, id: string) => string;
  /** A user id as a part of a path. */
  readonly pathPart: (userId: string) => string;
  /** Whether what was set up is set up again at the end. */
  readonly registersAgain: boolean;
  readonly deletesBeforeRegistering: boolean;
}

export const MOST_ATTEMPTS = 4;
const FIRST_WAIT_MS = 120;

export const RIGHT: CallerPolicy = {
  shape: (call) => call,
  write: (body) => JSON.stringify(body),
  timeoutMs: 1_300,
  repeats: ({ method }, { status }, attempt) =>
    method === "GET" && isTransient(status) && attempt < MOST_ATTEMPTS,
  waitMs: ({ retryAfterMs }, attempt) => retryAfterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1),
  again: (call) => call,
  refundName: (transactionId) => transactionId,
  pathPart: encodeURIComponent,
  registersAgain: false,
  deletesBeforeRegistering: false,
};

/** Too much, or broken for now. */
export function isTransient(status: number | null): boolean {
  return status === 429 || (status !== null && status >= 500);
}
