/** The coupon endpoints: try a code, use it, and what a user has used. */
import { jsonReply, type ServedReply } from "../../../core/server.js";
import { announcement, type CallContext } from "./announcement.js";
import { isTestCall, optional, required, TERMS, text, withForm } from "./body-form.js";
import type { Coupon } from "./catalogue.js";
import { COUPON_ERRORS, type CouponBook, type CouponError, type CouponUse } from "./coupon-book.js";
import { type SdkDesk, type SdkResource, serverRoute } from "./endpoints.js";
import { pagedReply, plainReply } from "./plain-replies.js";

const TRIAL = { couponCode: required(text), userId: required(text), isTest: TERMS.isTest };
const PUBLIC_TRIAL = { couponCode: required(text), userId: optional(text), isTest: TERMS.isTest };
const USE = {
  couponCode: required(text),
  userId: required(text),
  gameUserUuid: optional(text),
  ...TERMS,
};

export const couponsResource: SdkResource = {
  id: "coupons",
  title: "coupons: POST /validate, POST /redeem, /user/{id}",
  routes: (desk) => [
    serverRoute("POST", "coupons/validate", (call) =>
      withForm(call, TRIAL, ({ couponCode, userId }) => tell(desk, couponCode, userId)),
    ),
    {
      method: "POST",
      path: "coupons/validate",
      keys: "client",
      answer: (call) =>
        withForm(call, PUBLIC_TRIAL, ({ couponCode, userId }) => tell(desk, couponCode, userId)),
    },
    serverRoute("POST", "coupons/redeem", (call) =>
      withForm(call, USE, (values) => {
        const { couponCode, userId, callbackId } = values;
        const context = { callbackId, isTest: isTestCall(call, values), nowMs: call.nowMs };
        const { use, error } = redeem(desk, couponCode, userId, context);
        return use === null
          ? refused(desk, "success", couponCode, error)
          : plainReply(200, {
              success: true,
              usageId: use.id,
              ...couponJson(use.coupon),
              redeemedAt: new Date(use.usedAtMs).toISOString(),
            });
      }),
    ),
    serverRoute("GET", "coupons/user/:", (call, userId) =>
      pagedReply(call.query, desk.coupons.ofUser(userId).map(useJson)),
    ),
  ],
};

type Redemption =
  | { readonly use: CouponUse; readonly error: null }
  | { readonly use: null; readonly error: CouponError };

/** Uses a code, and tells of it; a test is told of, and stored only where `isStored` says so. */
export function redeem(
  { coupons, announcer }: Pick<SdkDesk, "announcer"> & { readonly coupons: CouponBook },
  code: string,
  userId: string,
  context: CallContext & { readonly isStored?: boolean },
): Redemption {
  const { coupon, error } = coupons.look(code, userId);
  if (coupon === null) return { use: null, error };
  const use =
    context.isTest && context.isStored !== true
      ? { id: 0, userId, coupon, usedAtMs: context.nowMs }
      : coupons.use(userId, coupon, context.nowMs);
  announcer.announce(
    announcement("coupon.redeemed", context, {
      couponCode: coupon.code,
      userId,
      usageId: use.id,
      reward: coupon.pack.reward.map(({ itemId, itemQuantity }) => ({ itemId, itemQuantity })),
    }),
  );
  return { use, error: null };
}

function tell(desk: SdkDesk, code: string, userId: string | null): ServedReply {
  const { coupon, error } = desk.coupons.look(code, userId);
  return coupon === null
    ? refused(desk, "valid", code, error)
    : plainReply(200, { valid: true, ...couponJson(coupon) });
}

function refused(
  { policy }: SdkDesk,
  verdict: "valid" | "success",
  code: string,
  error: CouponError,
): ServedReply {
  const errorMessage = COUPON_ERRORS[error];
  const couponCode = code.trim().toUpperCase();
  return policy.couponErrorsByStatus
    ? jsonReply(error === "COUPON_NOT_FOUND" ? 404 : 400, {
        error: errorMessage,
        code: error,
        errorCode: error,
      })
    : plainReply(200, { [verdict]: false, couponCode, errorCode: error, errorMessage });
}

function couponJson({ code, creatorKey, campaignId, pack }: Coupon) {
  const { packageName, reward } = pack;
  const [{ itemName }] = reward;
  return { couponCode: code, reward, packageName, itemName, creatorKey, campaignId };
}

function useJson({ id, userId, coupon, usedAtMs }: CouponUse) {
  const { code, creatorKey, campaignId, pack } = coupon;
  return {
    id,
    userId,
    couponCode: code,
    packageId: pack.packageId,
    campaignId,
    creatorKey,
    usedAt: new Date(usedAtMs).toISOString(),
    // Who gives the items out is the game, which does not report it.
    rewardDelivered: false,
  };
}
