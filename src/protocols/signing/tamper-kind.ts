/**
 * What a deliberate fault in a signed message is, whichever protocol it belongs
 * to. The kinds themselves are tables: the `tamper.ts` of each protocol.
 */
import type { HeaderPair } from "../../core/http.js";
import type { ForgeryId } from "./forgeries/forgeries.js";

/** One message to send exactly as it is. */
export interface TamperedMessage {
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array;
}

/** How a correct receiver answers. */
export interface CorrectAnswer {
  /** For people: `401`, `any 2xx`. */
  readonly statuses: string;
  /** Holds for the answer to every message of the kind. */
  readonly accepts: (status: number) => boolean;
  readonly why: string;
}

export interface TamperKind<Id extends string, Form, Input> {
  readonly id: Id;
  /** Completes "a delivery with …". */
  readonly title: string;
  readonly applies: (form: Form) => boolean;
  /** What to send, in order: one message, or several where the fault is in the repetition. */
  readonly tamper: (input: Input) => readonly TamperedMessage[];
  readonly correct: CorrectAnswer;
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
const isClientError = (status: number): boolean => status >= 400 && status < 500;

/** @param why completes the sentence that explains the status */
export function exactly(status: number, why: string): CorrectAnswer {
  return {
    statuses: String(status),
    accepts: (actual) => actual === status,
    why,
  };
}

export function anySuccess(why: string): CorrectAnswer {
  return { statuses: "any 2xx", accepts: isSuccess, why };
}

export function anyClientError(why: string): CorrectAnswer {
  return { statuses: "any 4xx", accepts: isClientError, why };
}

/** What a decoder may drop without a cost, or a web server refuse by itself. */
const ANY_REFUSAL: readonly ForgeryId[] = [
  "oversized",
  "non-ascii",
  "unclean",
  "broken",
  "second-value",
];

/** To a message under a forged signature. */
export function refusalOf(id: ForgeryId, why: string): CorrectAnswer {
  return ANY_REFUSAL.includes(id) ? anyClientError(why) : exactly(401, why);
}

/** Sources leave it open, so only breaking down is wrong. */
export function notJudged(why: string): CorrectAnswer {
  return {
    statuses: "anything below 500",
    accepts: (status) => status < 500,
    why,
  };
}
