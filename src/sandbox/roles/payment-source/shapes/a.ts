import { jsonNumber } from "../../../../core/json/value.js";
import type { PaymentShape } from "./shape.js";

/** JSON by POST, clocks eight hours ahead, six hours at most, always HTTP 200. */
export const shapeA: PaymentShape = {
  title: "POST JSON, numbered pages, zone-less times in UTC+8, code 10000",
  path: "/game/payments/openapi/pay/list",
  source: {
    method: "POST",
    in: "json",
    range: {
      from: "startTime",
      to: "endTime",
      format: "yyyy-MM-dd HH:mm:ss",
      zone: "UTC+8",
      maxWindow: "6h",
    },
    paging: {
      kind: "page",
      page: "pageNo",
      size: "pageSize",
      first: "1",
      limit: "50",
      total: "data.total",
    },
    records: "data.list",
    success: { path: "code", equals: 10000 },
    auth: { kind: "fingerprint" },
  },
  map: {
    transactionId: "orderNo",
    userId: "roleId",
    productId: "goodsId",
    productName: "goodsName",
    amount: "payAmount",
    currency: { path: "currency", const: "USD" },
    platform: {
      path: "os",
      lookup: { "1": "iOS", "2": "Android", "*": "Other" },
    },
    distributionType: {
      path: "channel",
      lookup: {
        appstore: "MOBILE_STORE",
        googleplay: "MOBILE_STORE",
        web: "PC_SELF_STORE",
      },
    },
    purchasedAt: "payTime",
  },
  style: {
    transactionId: ({ index }) => `A-${String(index + 1).padStart(8, "0")}`,
    userId: ({ user }) => jsonNumber(String(user)),
    amount: (text) => text,
  },
  refunds: {
    path: "/game/refunds/openapi/refund/list",
    source: {
      range: { format: "yyyy-MM-dd HH:mm:ss", zone: "UTC+8" },
      paging: { kind: "page", page: "pageNo", size: "pageSize", limit: 20, total: "total" },
      records: "list",
      auth: { kind: "fingerprint" },
    },
    of: "orderNo",
    map: { id: "refundNo", amount: "refundAmount", currency: "currency", purchasedAt: "payTime" },
    style: { transactionId: ({ index }) => `R-${String(index + 1).padStart(8, "0")}` },
  },
};
