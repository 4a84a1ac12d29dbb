/**
 * Verifies deliveries as they come in, and names the causes of mismatches as far
 * as there is time for it: whoever is waiting for an answer comes first.
 */
import type { Clock } from "../../core/ports.js";
import type { LabelledSecret } from "../../protocols/webhook/causes/secret.js";
import { diagnoseWebhook } from "../../protocols/webhook/diagnose.js";
import { LARGEST_COMBINED_BODY } from "../../protocols/webhook/proof.js";
import {
  type AcceptedForm,
  type JsonBody,
  verifySignature,
} from "../../protocols/webhook/signature.js";

/** What deliveries are verified with. */
export interface VerificationKeys {
  /** The expected one first; those that are merely known beside the ones that are accepted. */
  readonly secrets: readonly [LabelledSecret, ...LabelledSecret[]];
  readonly form: AcceptedForm;
  readonly toleranceSec: number;
}

export interface DeliveryVerdict {
  /** Null when nothing was verified. */
  readonly valid: boolean | null;
  /** Why the signature does not verify: the cause's id and what it says. */
  readonly cause: { readonly id: string; readonly message: string } | null;
}

/** Time that searching may take from the start, and the share of all later time. */
const ALLOWANCE_MS = 500;
const SHARE = 0.1;

const UNKNOWN = {
  id: "unknown",
  message: "no known cause explains this signature",
};
const NOT_SEARCHED = {
  id: "not-searched",
  message: "the cause was not searched for, to keep answering in time",
};

/** Never "unknown" where a cause may be left untried. */
const CUT_SHORT = {
  id: "not-searched",
  message: "no cause was found in the time there was; verify-webhook searches longer",
};

/** @param json what the body says; null where it is not JSON */
export type VerifyDelivery = (
  body: Uint8Array,
  signature: string,
  json: JsonBody | null,
) => DeliveryVerdict;

export function createDeliveryVerifier(
  { secrets, form, toleranceSec }: VerificationKeys,
  clock: Clock,
): VerifyDelivery {
  const right = secrets
    .filter(({ accepted }, at) => at === 0 || accepted === true)
    .map(({ value }) => value);
  const startedAt = clock.monotonicMs();
  let spentMs = 0;
  const mayTake = (now: number) => spentMs < ALLOWANCE_MS + SHARE * (now - startedAt);
  return (body, signature, json) => {
    const nowMs = clock.nowMs();
    const tolerance = toleranceSec;
    const error = verifySignature({
      signature,
      nowMs,
      form,
      tolerance,
      payload: body,
      secret: right,
    });
    const valid = error === null && json !== null;
    if (valid) return { valid, cause: null };
    const before = clock.monotonicMs();
    // A missing signature needs no search; in a larger body one takes more than a second.
    if (signature !== "" && (body.length > LARGEST_COMBINED_BODY || !mayTake(before)))
      return { valid, cause: NOT_SEARCHED };
    const mayGoOn = () => clock.monotonicMs() - before < ALLOWANCE_MS;
    const found = diagnoseWebhook({
      signature,
      nowMs,
      form,
      tolerance,
      body,
      secrets,
      mayGoOn,
    });
    spentMs += clock.monotonicMs() - before;
    const cause = found.cause ?? (found.searchEnded === undefined ? UNKNOWN : CUT_SHORT);
    return { valid, cause: { id: cause.id, message: cause.message } };
  };
}
