/** How PlayCamp takes payments; conditions change parts of it. */
import type { Payment } from "../../../protocols/payments/payment.js";
import { WEBHOOK_EVENTS, type WebhookEventName } from "../../../protocols/webhook/events.js";
import { deviationsOf } from "../../role.js";
import { NO_TROUBLE, TROUBLES, type Trouble } from "../../trouble.js";
import type { Campaign } from "./catalogue.js";
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
  /** A coupon that cannot be used is answered 400 or 404, not 200 with the reason. */
  readonly couponErrorsByStatus: boolean;
  /** `q` is taken for `keyword`. */
  readonly searchesByQ: boolean;
  /** Whether a payment must say how it was distributed. */
  readonly needsDistributionType: boolean;
  /** Whether another creator may be chosen at any time. */
  readonly changesAnyTime: boolean;
  /** Whether a payment that names no creator counts for whom the user boosts. */
  readonly attributes: boolean;
  /** Whether a session that is known is left as it is. */
  readonly knowsSessions: boolean;
  /** Whether a user's uses of a coupon are counted. */
  readonly countsCouponUses: boolean;
  /** What the creating calls are answered. */
  readonly createdStatus: 200 | 201;
  /** Events that a webhook may be registered for. */
  readonly eventTypes: readonly WebhookEventName[];
  readonly campaigns: (campaigns: readonly Campaign[]) => readonly Campaign[];
}

const LARGEST_BATCH = 1000;

export const RIGHT: SdkApiPolicy = {
  trouble: NO_TROUBLE,
  largestBatch: LARGEST_BATCH,
  fails: () => null,
  spoils: () => null,
  ottUses: 1,
  announcesBulk: true,
  couponErrorsByStatus: false,
  searchesByQ: false,
  needsDistributionType: true,
  changesAnyTime: false,
  attributes: true,
  knowsSessions: true,
  countsCouponUses: true,
  createdStatus: 201,
  eventTypes: WEBHOOK_EVENTS,
  campaigns: (campaigns) => campaigns,
};

/** Where PlayCamp's own texts contradict each other: what the text says that the sandbox does not go by. */
const variant = deviationsOf<SdkApiPolicy>("sdk-api.");
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
  fault("changes-sponsors-early", "another creator is taken within 30 days of the last choice", {
    changesAnyTime: true,
  }),
  fault("attributes-to-nobody", "a payment that names no creator counts for nobody", {
    attributes: false,
  }),
  fault("records-playtime-again", "a session that is reported again is recorded again", {
    knowsSessions: false,
  }),
  fault("redeems-coupons-again", "a user may use the same coupon again and again", {
    countsCouponUses: false,
  }),
];

export const VARIANTS = [
  variant(
    "coupon-errors-by-status",
    "a coupon that cannot be used is answered 400 or 404, as one guide says; else 200 with the reason",
    { couponErrorsByStatus: true },
  ),
  variant("search-by-q", "creators are also searched by q, as one page says; else by keyword", {
    searchesByQ: true,
  }),
  variant(
    "optional-distribution-type",
    "a payment need not say distributionType, as the SDKs' types say; else it is refused",
    { needsDistributionType: false },
  ),
  variant("created-is-200", "what creates is answered 200, as one guide says; else 201", {
    createdStatus: 200,
  }),
];

export const CONDITIONS = [
  condition(
    "five-event-types",
    "webhooks for payment.refunded and sponsor.changed are refused, as the documentation's list has only five",
    {
      eventTypes: WEBHOOK_EVENTS.filter(
        (event) => event !== "payment.refunded" && event !== "sponsor.changed",
      ),
    },
  ),
  condition("changes-any-time", "another creator can be chosen at once, not after 30 days", {
    changesAnyTime: true,
  }),
  condition("no-active-campaign", "every campaign is over", {
    campaigns: (campaigns) => campaigns.map((each) => ({ ...each, status: "COMPLETED" })),
  }),
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
