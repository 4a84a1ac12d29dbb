/** For which creator, in which campaign, a payment counts; and the receipt that comes along. */
import { isJsonObject, type JsonValue } from "../../../core/json/value.js";
import { creatorKeyText, optional, readForm, text } from "./body-form.js";
import { creatorOf } from "./catalogue.js";
import type { SdkDesk } from "./endpoints.js";
import type { ErrorDetail } from "./sdk-api-replies.js";

export interface Attribution {
  /** Null where the payment counts for nobody. */
  readonly campaignId: string | null;
  readonly creatorKey: string | null;
  readonly receipt: string | null;
}

const CLAIM = {
  campaignId: optional(text),
  creatorKey: optional(creatorKeyText),
  receipt: optional(text),
};

export type ClaimReading =
  | { readonly ok: true; readonly values: Attribution }
  | { readonly ok: false; readonly problems: readonly ErrorDetail[] };

/** What a payment itself says; all of it may be left out. */
export function readClaim(payment: JsonValue, prefix = ""): ClaimReading {
  const body = isJsonObject(payment) ? payment : {};
  return CLAIMED.some((name) => Object.hasOwn(body, name))
    ? readForm(body, CLAIM, prefix)
    : NOTHING_CLAIMED;
}

const CLAIMED = Object.keys(CLAIM);
const NOTHING_CLAIMED: ClaimReading = {
  ok: true,
  values: { campaignId: null, creatorKey: null, receipt: null },
};

/** What is left out comes from whom the user boosts. */
export function attributed(
  { sponsors, policy }: Pick<SdkDesk, "sponsors" | "policy">,
  userId: string,
  claim: Attribution,
): Attribution {
  const { campaignId, creatorKey, receipt } = claim;
  if (!policy.attributes || (creatorKey !== null && campaignId !== null)) return claim;
  const boost = sponsors.boostOf(userId, campaignId);
  // Another creator's campaign is none of the payment's.
  const campaign = creatorKey === null || boost?.creatorKey === creatorKey ? boost : null;
  return {
    creatorKey: creatorKey ?? boost?.creatorKey ?? null,
    campaignId: campaignId ?? campaign?.campaignId ?? null,
    receipt,
  };
}

/** @returns what the claim names that is not known here, or null */
export function strangerClaimed(
  { catalogue }: Pick<SdkDesk, "catalogue">,
  { creatorKey }: Pick<Attribution, "creatorKey">,
  isTest: boolean,
): string | null {
  return creatorKey === null || creatorOf(catalogue, creatorKey, isTest) !== null
    ? null
    : `There is no creator ${creatorKey}`;
}
