/** What a settlement file's columns hold. */
export const SETTLEMENT_FIELDS = [
  "transactionId",
  "amount",
  "currency",
  "status",
  "purchasedAt",
  "distributionType",
  "creatorKey",
  "fee",
] as const;
export type SettlementField = (typeof SETTLEMENT_FIELDS)[number];
