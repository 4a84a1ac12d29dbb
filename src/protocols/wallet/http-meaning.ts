/**
 * What the provider takes an operator's answer to mean, and whether it sends
 * the callback again. How often and how soon is profile data.
 */
import type { HttpFailureKind } from "../../core/http.js";

export type StatusKind = "success" | "refused" | "duplicate" | "transient" | "unexpected";

export interface StatusMeaning {
  readonly kind: StatusKind;
  readonly title: string;
  readonly retried: boolean;
}

/** The statuses that the protocol names. */
const STATUS_MEANINGS: Readonly<Record<number, StatusMeaning>> = {
  200: { kind: "success", title: "success", retried: false },
  400: {
    kind: "refused",
    title: "bad request, validation, malformed",
    retried: false,
  },
  401: {
    kind: "refused",
    title: "signature, public key or session invalid",
    retried: false,
  },
  402: { kind: "refused", title: "insufficient funds", retried: false },
  404: {
    kind: "refused",
    title: "user or session not found",
    retried: false,
  },
  409: {
    kind: "duplicate",
    title: "duplicate id with a different body",
    retried: false,
  },
};

export function meaningOfStatus(status: number): StatusMeaning {
  const named = STATUS_MEANINGS[status];
  if (named !== undefined) return named;
  return status >= 500 && status <= 599
    ? { kind: "transient", title: "a fault of the operator", retried: true }
    : {
        kind: "unexpected",
        title: "not a status of this protocol",
        retried: false,
      };
}

/**
 * A reply that did not come leaves open whether money moved, so the provider
 * sends the same bytes again; a lost connection is in that no different from a
 * time-out.
 */
export function isRetriedFailure(kind: HttpFailureKind): boolean {
  return RETRIED_FAILURES.has(kind);
}

const RETRIED_FAILURES: ReadonlySet<HttpFailureKind> = new Set([
  "response-timeout",
  "total-timeout",
  "connect-timeout",
  "refused",
  "reset",
]);

/** Codes inside the error envelope, which come with HTTP 400. */
export const INTERNAL_CODES: Readonly<Record<number, string>> = {
  10000: "BET_ALREADY_EXISTS",
  10001: "WIN_ALREADY_EXISTS",
  10008: "DEPOSIT_TRANSFER_NOT_FOUND",
  10012: "GAME_SESSION_EXPIRED",
  10013: "GAME_SESSION_NOT_FOUND",
  10014: "NO_WITHDRAW_FOUND",
  10015: "ROUND_REQUIRED",
};

/** The published list is not the whole one, so any code of its kind counts. */
export function isInternalCode(code: number): boolean {
  return Number.isInteger(code) && code >= 10_000 && code <= 99_999;
}
