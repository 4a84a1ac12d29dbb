/** How PlayCamp takes payments; conditions change parts of it. */
import type { Payment } from "../../../protocols/payments/payment.js";
import { deviationsOf } from "../../role.js";
import { NO_TROUBLE, TROUBLES, type Trouble } from "../../trouble.js";
import { mix } from "../payment-source/game-payments.js";

export interface SdkApiPolicy {
  readonly trouble: Trouble;
  /** The most payments that a bulk call may hold. */
  readonly largestBatch: number;
  /** Why a payment fails, the others being stored; `attempt` counts from 1. Null stores it. */
  readonly fails: (payment: Payment, attempt: number) => string | null;
  /** Why a whole call fails because of this payment; null for not. */
  readonly spoils: (payment: Payment) => string | null;
  /** How often a WebView token opens the WebView. */
  readonly ottUses: number;
  /** Whether a bulk call is announced. */
  readonly announcesBulk: boolean;
}

const LARGEST_BATCH = 1000;

export const RIGHT: SdkApiPolicy = {
  trouble: NO_TROUBLE,
  largestBatch: LARGEST_BATCH,
  fails: () => null,
  spoils: () => null,
  ottUses: 1,
  announcesBulk: true,
};

const condition = deviationsOf<SdkApiPolicy>("sdk-api.");
const fault = deviationsOf<SdkApiPolicy>("flow.");

/** One transaction id in so many, always the same ones. */
function isOneIn(many: number, { transactionId }: Payment): boolean {
  const sum = Array.from(transactionId).reduce(
    (hash, letter) => mix(hash, letter.charCodeAt(0)),
    7,
  );
  return sum % many === 0;
}

/** Defects of PlayCamp's side of the journey; what a partner cannot mend, and what shows that the checks look. */
export const FAULTS = [
  fault("webview-token-lasts", "a WebView token opens the WebView again and again", {
    ottUses: Number.POSITIVE_INFINITY,
  }),
  fault("refuses-payments", "every payment of a bulk call is FAILED", {
    fails: () => "Unknown product",
  }),
  fault("loses-bulk-events", "a bulk call is not announced to webhooks", {
    announcesBulk: false,
  }),
];

export const CONDITIONS = [
  ...TROUBLES.map(({ name, title, trouble }) => condition(name, title, { trouble })),
  condition("fails-some-payments", "one payment in twenty fails, whenever it is sent", {
    fails: (payment) => (isOneIn(20, payment) ? "Unknown product" : null),
  }),
  condition("fails-payments-once", "one payment in twenty fails the first time it is sent", {
    fails: (payment, attempt) =>
      attempt === 1 && isOneIn(20, payment) ? "Temporarily unavailable" : null,
  }),
  condition(
    "poison-payment",
    "a call that holds a certain one in a hundred payments is answered 422 as a whole",
    {
      spoils: (payment) => (isOneIn(100, payment) ? "Unprocessable payment" : null),
    },
  ),
  condition("small-batches", "more than 100 payments in a call are answered 413", {
    largestBatch: 100,
  }),
];
