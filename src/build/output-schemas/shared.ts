/** What several commands print alike. */
import {
  anything,
  either,
  flag,
  listOf,
  mapOf,
  nullable,
  number,
  object,
  shared,
  text,
} from "./shape.js";

const pair = { type: "array", items: text, minItems: 2, maxItems: 2 };
const body = object({ bytes: number }, { text, base64: text, truncated: flag });
const localised = either(text, mapOf(text));

export const SHARED = {
  exchange: object(
    {
      step: text,
      startedAt: text,
      durationMs: number,
      remoteAddress: nullable(text),
      request: object({ method: text, url: text, headers: listOf(pair), body: nullable(body) }),
      response: nullable(object({ status: number, headers: listOf(pair), body })),
      failure: nullable(object({ kind: text, message: text })),
    },
    { note: text, deliveryId: text },
  ),
  pagination: object({ page: number, limit: number, total: number, totalPages: number }),
  payment: object(
    { transactionId: text, status: text },
    {
      ...{ id: number, userId: text, productId: text, productName: text, amount: number },
      ...{ currency: text, platform: text, distributionType: text, purchasedAt: text },
      ...{ amountUsd: nullable(number), exchangeRateToUsd: nullable(text) },
      ...{ exchangeRateDate: nullable(text), receipt: nullable(text), createdAt: text },
      ...{ campaignId: nullable(text), creatorKey: nullable(text), isTest: flag },
      callbackId: text,
    },
  ),
  sponsor: object(
    { userId: text, campaignId: text, creatorKey: text, isActive: flag, sponsoredAt: text },
    { endedAt: text },
  ),
  creator: object(
    { creatorKey: text, creatorName: text },
    { creatorId: number, genre: nullable(text), status: text },
  ),
  campaign: object(
    { campaignId: text, campaignName: localised, status: text },
    {
      ...{ projectId: text, description: localised },
      ...{ startDate: nullable(text), endDate: nullable(text) },
    },
  ),
  reward: listOf(
    object({ itemId: text, itemName: localised, itemQuantity: number }, { itemImageUrl: text }),
  ),
  webhook: object({
    ...{ id: text, eventType: text, url: text, isActive: flag },
    ...{ retryCount: number, timeoutMs: number, createdAt: nullable(text) },
  }),
  localised,
  resent: object(
    {
      status: number,
      durationMs: number,
      headers: listOf(pair),
      body: nullable(object({ content: text, size: number })),
    },
    {},
  ),
  error: object({
    error: object(
      { code: text, message: text },
      { hint: text, status: number, details: listOf(anything) },
    ),
  }),
};

export const exchange = shared("exchange");
export const pagination = shared("pagination");
