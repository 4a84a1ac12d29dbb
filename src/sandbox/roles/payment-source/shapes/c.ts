import { renderInstant } from "../../../../protocols/payments/times.js";
import type { PaymentShape } from "./shape.js";

/** No range at all: everything, page by page, each naming the next. */
export const shapeC: PaymentShape = {
  title: "GET without a range, next_page_url, Bearer",
  path: "/game/payments/api/purchases?paged=1",
  source: {
    paging: { kind: "next-url", next: "next_page_url" },
    records: "data",
    auth: { kind: "bearer" },
  },
  map: {
    transactionId: "transaction",
    userId: "user",
    productId: "product",
    amount: "amount",
    currency: "currency",
    platform: { const: "Web" },
    distributionType: { const: "PC_SELF_STORE" },
    purchasedAt: "created_at",
    creatorKey: "creator_code",
  },
  style: {
    pageSize: 200,
    transactionId: ({ index }) => `C-${index + 1}`,
    userId: ({ user }) => `u${user}`,
    amount: (text) => text,
    timeStepMs: 1000,
    purchasedAt: ({ index, purchasedAtMs }) =>
      renderInstant(purchasedAtMs).replace(".000Z", index % 2 === 0 ? "+0000" : "+00:00"),
    noNext: null,
  },
};
