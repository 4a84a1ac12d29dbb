import { jsonNumber } from "../../../../core/json/value.js";
import type { PaymentShape } from "./shape.js";

/** 2^53 + 1: from here on a binary float names two ids by one number. */
const FIRST_ID = 9_007_199_254_740_993n;

/** A bare array by offset; ids are JSON numbers that no float holds, amounts have six decimals. */
export const shapeG: PaymentShape = {
  title: "GET, offset, a bare array, ids above 2^53 as numbers, HMAC fingerprint",
  path: "/game/payments/export?format=json",
  source: {
    range: { from: "from", to: "to", format: "iso" },
    paging: { kind: "offset", offset: "offset", size: "limit", limit: 500 },
    auth: {
      kind: "fingerprint",
      algorithm: "hmac-sha256",
      message: "{timestamp}.{from}.{to}",
    },
  },
  map: {
    transactionId: "id",
    userId: "user_id",
    productId: "product_id",
    amount: "amount",
    currency: "currency",
    platform: "platform",
    distributionType: "distribution",
    purchasedAt: "purchased_at",
  },
  style: {
    transactionId: ({ index }) => jsonNumber(String(FIRST_ID + BigInt(index))),
    userId: ({ user }) => jsonNumber(String(12_345_678_901_200_000_000n + BigInt(user))),
    amount: (text) => withSixDecimals(text),
  },
};

function withSixDecimals(text: string): string {
  const [whole = "0", fraction = ""] = text.split(".");
  return `${whole}.${fraction.padEnd(6, "0")}`;
}
