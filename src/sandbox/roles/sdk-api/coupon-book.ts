/** Which coupons were used by whom, and why one may not be used. */
import { keepLatest } from "../keep-latest.js";
import type { Catalogue, Coupon } from "./catalogue.js";

export const COUPON_ERRORS = {
  COUPON_NOT_FOUND: "There is no such coupon",
  COUPON_INACTIVE: "The coupon is switched off",
  COUPON_NOT_YET_VALID: "The coupon is not valid yet",
  COUPON_EXPIRED: "The coupon has expired",
  USER_CODE_LIMIT: "The user has used this code already",
  USER_PACKAGE_LIMIT: "The user has used codes of this package often enough",
  TOTAL_USAGE_LIMIT: "The coupon has been used as often as it may be",
} as const;

export type CouponError = keyof typeof COUPON_ERRORS;

export interface CouponUse {
  readonly id: number;
  readonly userId: string;
  readonly coupon: Coupon;
  readonly usedAtMs: number;
}

export type CouponLookup =
  | { readonly coupon: Coupon; readonly error: null }
  | { readonly coupon: null; readonly error: CouponError };

export interface CouponBook {
  /** @param userId null where nobody is named: then only the code itself is judged */
  look(code: string, userId: string | null): CouponLookup;
  use(userId: string, coupon: Coupon, nowMs: number): CouponUse;
  /** The latest first. */
  ofUser(userId: string): readonly CouponUse[];
}

const KEPT_USERS = 10_000;

/** @param countsUses whether it matters how often a coupon was used */
export function createCouponBook({ coupons }: Catalogue, countsUses = true): CouponBook {
  const byCode = new Map(coupons.map((coupon) => [coupon.code, coupon]));
  const uses = new Map<string, CouponUse[]>();
  /** Code → how often. */
  const totals = new Map<string, number>();
  let lastId = 0;
  const ofUser = (userId: string) => uses.get(userId) ?? [];
  const limitOf = (coupon: Coupon, userId: string | null): CouponError | null => {
    if (!countsUses) return null;
    const { perCodeUsageLimit, crossCreatorLimit, maxTotalUsage } = coupon.pack;
    const own = userId === null ? [] : ofUser(userId);
    if (own.filter((use) => use.coupon.code === coupon.code).length >= perCodeUsageLimit)
      return "USER_CODE_LIMIT";
    if (own.filter((use) => use.coupon.pack === coupon.pack).length >= crossCreatorLimit)
      return "USER_PACKAGE_LIMIT";
    return (totals.get(coupon.code) ?? 0) >= maxTotalUsage ? "TOTAL_USAGE_LIMIT" : null;
  };
  return {
    look: (code, userId) => {
      const coupon = byCode.get(code.trim().toUpperCase());
      if (coupon === undefined) return { coupon: null, error: "COUPON_NOT_FOUND" };
      const { state } = coupon.pack;
      const error = state === "ACTIVE" ? limitOf(coupon, userId) : (`COUPON_${state}` as const);
      return error === null ? { coupon, error } : { coupon: null, error };
    },
    use: (userId, coupon, nowMs) => {
      lastId += 1;
      const use = { id: lastId, userId, coupon, usedAtMs: nowMs };
      keepLatest(uses, KEPT_USERS, userId, [...ofUser(userId), use]);
      totals.set(coupon.code, (totals.get(coupon.code) ?? 0) + 1);
      return use;
    },
    ofUser: (userId) => [...ofUser(userId)].reverse(),
  };
}
