import { renderInstant } from "../../../../protocols/payments/times.js";
import type { PaymentShape } from "./shape.js";

const SEOUL_OFFSET_MS = 9 * 3_600_000;

/** A cursor, one hour at most, Basic authentication. */
export const shapeB: PaymentShape = {
  title: "GET, ISO range of at most an hour, cursor, Basic",
  path: "/game/payments/v2/transactions",
  source: {
    range: { from: "start", to: "end", format: "iso", maxWindow: "1h" },
    paging: { kind: "cursor", cursor: "nextId", next: "data.nextId" },
    records: "data.txns",
    auth: { kind: "basic", user: "playcamp" },
  },
  map: {
    transactionId: "id",
    userId: "player.id",
    productId: "sku",
    amount: "price.value",
    currency: "price.currency",
    platform: "platform",
    distributionType: { const: "PC_STORE" },
    purchasedAt: "at",
  },
  style: {
    pageSize: 20,
    transactionId: ({ index }) => `B-${index + 1}`,
    userId: ({ user }) => `p-${user}`,
    purchasedAt: ({ index, purchasedAtMs }) =>
      index % 2 === 0
        ? renderInstant(purchasedAtMs)
        : renderInstant(purchasedAtMs + SEOUL_OFFSET_MS).replace("Z", "+09:00"),
  },
};
