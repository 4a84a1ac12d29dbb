/** Toss Payments: the ledger of payments and cancellations. */
import { type ProfilePreset, SDK_API, SHOP_KIND } from "../preset.js";

export const toss: ProfilePreset = {
  title: "Toss Payments",
  about:
    "GET /v1/transactions, the secret key as Basic user, Korean time, startingAfter; a cancellation is a record of its own",
  sections: {
    payments: {
      source: {
        url: "https://api.tosspayments.com/v1/transactions",
        range: {
          from: "startDate",
          to: "endDate",
          format: "yyyy-MM-ddTHH:mm:ss",
          zone: "Asia/Seoul",
        },
        paging: {
          kind: "cursor",
          cursor: "startingAfter",
          next: "[-1].transactionKey",
        },
        params: {
          limit: 5000,
        },
        auth: {
          kind: "basic",
        },
        key: {
          env: "{PARTNER}_PAYMENTS_KEY",
        },
        counts: {
          path: "status",
          in: ["DONE"],
        },
        refund: {
          path: "status",
          in: ["CANCELED", "PARTIAL_CANCELED"],
          of: "paymentKey",
          id: "transactionKey",
          amount: "amount",
        },
      },
      map: {
        transactionId: "paymentKey",
        userId: "customerKey",
        productId: "orderId",
        amount: "amount",
        currency: "currency",
        purchasedAt: "transactionAt",
        platform: {
          const: "Web",
        },
        distributionType: {
          const: "PC_SELF_STORE",
        },
      },
    },
    ...SDK_API,
  },
  questions: [
    {
      path: "payments.map.userId",
      message: "Your user's id in a record",
      about: "customerKey is what you gave to Toss; null where you gave none",
    },
    {
      path: "payments.map.productId",
      message: "Product id",
      about: "Toss does not know it: where your orderId does not tell it, map it otherwise",
    },
    ...SHOP_KIND,
  ],
};
