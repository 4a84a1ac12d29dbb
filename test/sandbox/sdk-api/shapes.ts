/** The documented replies of PlayCamp's SDK API, member by member, for what the driver of `all-calls.test.ts` gets. */
import { z } from "zod";

const localized = z.record(z.string(), z.string());
const time = z.iso.datetime({ precision: 3 });
const creatorKey = z.string().regex(/^[A-Z0-9]{5}$/);
const whole = z.int().nonnegative();

export const pagination = z.strictObject({
  page: z.int().positive(),
  limit: z.int().positive().max(100),
  total: whole,
  totalPages: whole,
});

const campaign = z.strictObject({
  campaignId: z.string(),
  projectId: z.string(),
  campaignName: localized,
  description: localized,
  startDate: z.string().nullable(),
  endDate: z.string().nullable(),
  status: z.enum([
    "DRAFT",
    "PENDING_REVIEW",
    "REJECTED",
    "PENDING_EXPOSURE",
    "EXPOSED",
    "IN_PROGRESS",
    "COMPLETED",
    "CANCELLED",
  ]),
});

const creator = z.strictObject({
  creatorId: z.int(),
  creatorName: z.string(),
  genre: z.string().nullable(),
  creatorKey,
  status: z.string(),
});

const rewardItem = z.strictObject({
  itemId: z.string(),
  itemName: localized,
  itemQuantity: z.int().positive(),
  itemImageUrl: z.url().optional(),
});

const couponFacts = {
  couponCode: z.string(),
  reward: z.array(rewardItem).min(1),
  packageName: localized,
  itemName: localized,
  creatorKey,
  campaignId: z.string(),
};
const couponError = {
  couponCode: z.string(),
  errorCode: z.enum([
    "COUPON_NOT_FOUND",
    "COUPON_INACTIVE",
    "COUPON_NOT_YET_VALID",
    "COUPON_EXPIRED",
    "USER_CODE_LIMIT",
    "USER_PACKAGE_LIMIT",
    "TOTAL_USAGE_LIMIT",
  ]),
  errorMessage: z.string(),
};

const sponsor = z.strictObject({
  userId: z.string(),
  campaignId: z.string(),
  creatorKey,
  isActive: z.boolean(),
  sponsoredAt: time,
  endedAt: time.optional(),
});

const payment = z.strictObject({
  id: z.int().nonnegative(),
  transactionId: z.string(),
  userId: z.string(),
  productId: z.string(),
  productName: z.string().optional(),
  amount: z.number(),
  currency: z.string(),
  amountUsd: z.number(),
  exchangeRateToUsd: z.string(),
  exchangeRateDate: z.iso.date(),
  platform: z.string(),
  distributionType: z.string(),
  receipt: z.string().optional(),
  status: z.enum(["COMPLETED", "REFUNDED", "PENDING", "CANCELLED"]),
  campaignId: z.string().nullable(),
  creatorKey: creatorKey.nullable(),
  purchasedAt: time,
  createdAt: time,
  callbackId: z.string().optional(),
  isTest: z.boolean().optional(),
});

const bulkCounts = { totalRequested: whole, successful: whole, failed: whole, skipped: whole };
const outcome = z.enum(["SUCCESS", "SKIPPED", "FAILED"]);

const webhook = {
  id: z.int().positive(),
  projectId: z.string(),
  eventType: z.string(),
  url: z.url(),
  isActive: z.boolean(),
  retryCount: z.int().min(0).max(10),
  timeoutMs: z.int().min(1000).max(30_000),
  createdAt: time,
  updatedAt: time,
};

/** Name → the shape of `data`. */
export const SHAPES = {
  campaign,
  campaigns: z.array(campaign),
  creator,
  creators: z.array(creator),
  creatorCoupons: z.array(
    z.strictObject({ code: z.string(), packageNo: z.int(), status: z.string() }),
  ),
  packages: z.array(
    z.strictObject({
      packageId: z.int(),
      packageNo: z.int(),
      packageName: localized,
      itemName: localized,
      itemDescription: localized,
      itemId: z.string(),
      itemQuantity: z.int(),
      reward: z.array(rewardItem),
      perCodeUsageLimit: z.int(),
      crossCreatorLimit: z.int(),
      maxTotalUsage: z.int(),
    }),
  ),
  validCoupon: z.strictObject({ valid: z.literal(true), ...couponFacts }),
  invalidCoupon: z.strictObject({ valid: z.literal(false), ...couponError }),
  redeemed: z.strictObject({
    success: z.literal(true),
    usageId: z.int().positive(),
    ...couponFacts,
    redeemedAt: time,
  }),
  notRedeemed: z.strictObject({ success: z.literal(false), ...couponError }),
  couponUses: z.array(
    z.strictObject({
      id: z.int(),
      userId: z.string(),
      couponCode: z.string(),
      packageId: z.int(),
      campaignId: z.string(),
      creatorKey,
      usedAt: time,
      rewardDelivered: z.boolean(),
    }),
  ),
  sponsor,
  sponsors: z.array(sponsor),
  sponsorHistory: z.array(
    z.strictObject({
      id: z.int(),
      userId: z.string(),
      campaignId: z.string(),
      creatorKey,
      action: z.enum(["CREATED", "CHANGED", "ENDED"]),
      previousCreatorKey: creatorKey.optional(),
      createdAt: time,
    }),
  ),
  payment,
  payments: z.array(payment),
  bulkPayments: z.strictObject({
    ...bulkCounts,
    results: z.array(
      z.strictObject({
        transactionId: z.string(),
        status: outcome,
        data: payment.optional(),
        error: z.string().optional(),
      }),
    ),
  }),
  playtime: z.strictObject({
    sessionId: z.string(),
    userId: z.string(),
    durationSeconds: z.int().min(1),
    recorded: z.boolean(),
    createdAt: time,
  }),
  bulkPlaytime: z.strictObject({
    ...bulkCounts,
    results: z.array(
      z.strictObject({ sessionId: z.string(), status: outcome, error: z.string().optional() }),
    ),
  }),
  ott: z.strictObject({
    ott: z.string().regex(/^[0-9a-f]{64}$/),
    expiresIn: z.literal(60),
    expiresAt: time,
  }),
  newWebhook: z.strictObject({ ...webhook, secret: z.string().min(32) }),
  webhook: z.strictObject(webhook),
  webhooks: z.array(z.strictObject(webhook)),
  webhookLogs: z.array(
    z.strictObject({
      id: z.string(),
      webhookId: z.int(),
      eventType: z.string(),
      payload: z.looseObject({ events: z.array(z.looseObject({})) }),
      responseStatus: z.int().optional(),
      responseBody: z.string().optional(),
      attempt: z.int(),
      maxAttempts: z.int(),
      status: z.enum(["PENDING", "PROCESSING", "SUCCESS", "FAILED", "RETRYING"]),
      createdAt: time,
      completedAt: time.optional(),
      nextRetryAt: time.optional(),
    }),
  ),
  tried: z.strictObject({
    success: z.boolean(),
    responseStatus: z.int().optional(),
    responseBody: z.string().optional(),
    error: z.string().optional(),
  }),
  done: z.strictObject({ success: z.literal(true) }),
};

export const errorShape = z.strictObject({
  error: z.string().min(3),
  code: z.string().regex(/^[A-Z_]+$/),
  details: z
    .array(
      z.strictObject({ message: z.string(), path: z.string(), target: z.enum(["body", "query"]) }),
    )
    .min(1)
    .optional(),
});
