import { jsonNumber } from "../../../../core/json/value.js";
import type { PaymentShape } from "./shape.js";

/** No credentials; a page token that carries its range. */
export const shapeF: PaymentShape = {
  title: "GET, epoch ms, page token, no credentials",
  path: "/game/payments/payments",
  source: {
    range: { from: "fromMs", to: "toMs", format: "ms" },
    paging: { kind: "cursor", cursor: "pageToken", next: "nextPageToken" },
    records: "payments",
    auth: { kind: "none" },
  },
  map: {
    transactionId: "receipt",
    userId: "account",
    productId: "item",
    amount: "amount",
    currency: "currency",
    platform: "platform",
    distributionType: "store",
    purchasedAt: "purchasedAtMs",
  },
  style: {
    pageSize: 150,
    transactionId: ({ index }) => `GPA.${index + 1}`,
    purchasedAt: ({ index, purchasedAtMs }) =>
      index % 2 === 0 ? jsonNumber(String(purchasedAtMs)) : String(purchasedAtMs),
  },
};
