/** NICEPAY: its payment records as its public manual has them. There is no public list of them. */
import { type ProfilePreset, SDK_API, SHOP_KIND } from "../preset.js";

export const nicepay: ProfilePreset = {
  title: "NICEPAY",
  about:
    "your server lists the records that NICEPAY answered with (tid, amount, paidAt, cancels): its own list is not public, ask NICEPAY for it",
  sections: {
    payments: {
      source: {
        url: "http://127.0.0.1:3000/nicepay/payments",
        range: {
          from: "from",
          to: "to",
        },
        auth: {
          kind: "fingerprint",
        },
        key: {
          env: "{PARTNER}_PAYMENTS_KEY",
        },
        counts: {
          path: "status",
          in: ["paid", "partialCancelled", "cancelled"],
        },
        refund: {
          list: "cancels",
          amount: "amount",
          id: "tid",
        },
        ignore: ["cancelledAt", "failedAt"],
      },
      map: {
        transactionId: "tid",
        userId: "mallReserved.userId",
        productId: "goodsName",
        productName: "goodsName",
        amount: "amount",
        currency: {
          path: "currency",
          const: "KRW",
        },
        purchasedAt: "paidAt",
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
      path: "payments.source.url",
      message: "Your payment query's URL",
      about: "where your server answers with NICEPAY's records",
    },
    {
      path: "payments.map.userId",
      message: "Your user's id in a record",
      about: "mallReserved as JSON is one way to hand it to NICEPAY",
    },
    ...SHOP_KIND,
  ],
};
