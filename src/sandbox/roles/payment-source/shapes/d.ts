import type { PaymentShape } from "./shape.js";

const LARGEST_64_BIT = 18_446_744_073_709_551_615n;
const FIRST_ACCOUNT = 76_561_197_960_187_930n;

/** Orders of several items in minor units, ids of 64 bits, refunds by status. */
export const shapeD: PaymentShape = {
  title: "GET, token, minor units per item, 64-bit ids as strings, refunds",
  path: "/game/payments/orders/report",
  source: {
    range: { from: "since", to: "until", format: "iso" },
    paging: {
      kind: "cursor",
      cursor: "token",
      next: "response.params.next_token",
    },
    records: "response.params.orders",
    success: { path: "response.result", equals: "OK" },
    auth: { kind: "header", header: "X-Api-Key" },
    refund: { path: "status", in: ["Refunded", "PartiallyRefunded"] },
  },
  map: {
    transactionId: "orderid",
    userId: "steamid",
    productId: "items[0].itemid",
    amount: { sum: "items[].amount", unit: "minor" },
    currency: "currency",
    platform: { const: "Other" },
    distributionType: { const: "PC_STORE" },
    purchasedAt: "timecreated",
  },
  style: {
    pageSize: 150,
    transactionId: ({ index }) => String(LARGEST_64_BIT - BigInt(index)),
    userId: ({ user }) => String(FIRST_ACCOUNT + BigInt(user)),
    noNext: "",
  },
};
