/** The digest is right, and the delivery is still refused: its form, its age, or its content. */
import { FUTURE_TOLERANCE_SEC, parseJsonBytes, type AcceptedForm } from "../signature.js";
import type { Cause } from "./cause.js";
import { zoneNote } from "../../signing/mistakes/time-zone.js";
import { visibleInBody } from "../visible.js";
import { ACCEPT_FORM, CHECK_CLOCK, SIGN_TIMESTAMPED, VERIFY_RAW_BODY } from "./fixes.js";

export interface CorrectlySigned {
  readonly body: Buffer;
  /** The header's `t`, as written; null in a simple signature. */
  readonly timestamp: string | null;
  readonly form: AcceptedForm;
  readonly nowMs: number;
  readonly toleranceSec: number;
}

/** @returns null when nothing is wrong */
export function agreementCause(signed: CorrectlySigned): Cause | null {
  return formCause(signed) ?? timestampCause(signed) ?? jsonCause(signed);
}

function formCause({ form, timestamp }: CorrectlySigned): Cause | null {
  const actual = timestamp === null ? "simple" : "timestamped";
  if (form === "both" || form === actual) return null;
  return {
    id: "form-other",
    fixes: ACCEPT_FORM,
    message: `The signature is right, but ${actual} where the ${form} form is agreed.`,
    senderSigned: actual === "simple" ? "the body alone" : "timestamp and body",
    receiverHas: `a verifier for the ${form} form`,
  };
}

function timestampCause(signed: CorrectlySigned): Cause | null {
  const { timestamp, nowMs, toleranceSec } = signed;
  if (timestamp === null) return null;
  if (!/^\d{1,15}$/.test(timestamp)) {
    return {
      id: "timestamp-not-numeric",
      fixes: SIGN_TIMESTAMPED,
      message: "The signature is right, but its timestamp is no whole number.",
      senderSigned: `the timestamp as ${JSON.stringify(timestamp)}`,
      receiverHas: "a verifier that expects unix seconds",
    };
  }
  const ageSec = Math.floor(nowMs / 1000) - Number(timestamp);
  if (ageSec <= toleranceSec && ageSec >= -FUTURE_TOLERANCE_SEC) return null;
  // Twelve digits of seconds are the year 5138: such a number is in milliseconds.
  if (timestamp.length >= 12) {
    return {
      id: "timestamp-in-milliseconds",
      fixes: SIGN_TIMESTAMPED,
      message: "The signature is right, but its timestamp is in milliseconds.",
      senderSigned: "unix milliseconds and the body",
      receiverHas: "a verifier that expects unix seconds",
    };
  }
  return ageCause(ageSec, toleranceSec);
}

function ageCause(ageSec: number, toleranceSec: number): Cause {
  return ageSec > 0
    ? {
        id: "timestamp-stale",
        fixes: CHECK_CLOCK,
        message: `The signature is right, but ${ageSec} s old: ${ageSec - toleranceSec} s over the tolerance of ${toleranceSec} s.${zoneNote(ageSec * 1000, toleranceSec * 1000)}`,
        senderSigned: `a timestamp ${ageSec} s before the receiver's clock`,
        receiverHas: `a tolerance of ${toleranceSec} s`,
      }
    : {
        id: "timestamp-in-future",
        fixes: CHECK_CLOCK,
        message: `The signature is right, but from ${-ageSec} s in the future; ${FUTURE_TOLERANCE_SEC} s are tolerated.${zoneNote(-ageSec * 1000, toleranceSec * 1000)}`,
        senderSigned: `a timestamp ${-ageSec} s ahead of the receiver's clock`,
        receiverHas: "a clock that is behind, or a sender's that is ahead",
      };
}

function jsonCause({ body }: CorrectlySigned): Cause | null {
  if (parseJsonBytes(body) !== null) return null;
  return {
    id: "body-not-json",
    fixes: VERIFY_RAW_BODY,
    message: `The signature is right, but the body is no JSON: ${whyNoJson(body)}.`,
    senderSigned: "exactly these bytes",
    receiverHas: "a body that does not parse",
  };
}

function whyNoJson(body: Buffer): string {
  const [seen] = visibleInBody(body);
  return seen ?? "it does not parse";
}
