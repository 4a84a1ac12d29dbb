import type { PaymentShape } from "./shape.js";

/** A form, pages from 0, twenty a page, success is -1, clocks of Seoul. */
export const shapeE: PaymentShape = {
  title: "POST form, epoch ms, pages from 0, ret -1, zone-less times in Seoul",
  path: "/game/payments/gm/payquery.php",
  source: {
    method: "POST",
    in: "form",
    range: { from: "begin", to: "end", format: "ms" },
    paging: { kind: "page", page: "page", first: 0, limit: 20 },
    params: { gameId: 7 },
    refund: { list: "refunds", id: "rid", amount: "back" },
    records: "data.list",
    success: { path: "ret", equals: -1 },
    auth: {
      kind: "fingerprint",
      message: "{from}{to}{timestamp}{key}",
      timestamp: "ms",
      encoding: "HEX",
    },
  },
  map: {
    transactionId: "sn",
    userId: "uid",
    productId: "pid",
    amount: "money",
    currency: { const: "KRW" },
    platform: "os",
    distributionType: "dist",
    purchasedAt: { path: "time", zone: "Asia/Seoul" },
  },
  style: {
    transactionId: ({ index }) => `E${index + 1}`,
    amount: (text) => `${text}.00`,
  },
};
