/** PortOne V2: every payment of a range by cursor, its parameters as one JSON text. */
import { type ProfilePreset, SDK_API, SHOP_KIND } from "../preset.js";

export const portoneV2: ProfilePreset = {
  title: "PortOne V2",
  about:
    "GET /payments-by-cursor with requestBody, the range by the time of creation; check that a day's payments are polled after they can change no more",
  sections: {
    payments: {
      source: {
        url: "https://api.portone.io/payments-by-cursor",
        wrap: "requestBody",
        range: {
          from: "from",
          to: "until",
        },
        paging: {
          kind: "cursor",
          cursor: "cursor",
          next: "items[-1].cursor",
        },
        params: {
          storeId: "your-store-id",
          size: 1000,
        },
        records: "items",
        auth: {
          kind: "header",
          header: "Authorization",
          prefix: "PortOne ",
        },
        key: {
          env: "{PARTNER}_PAYMENTS_KEY",
        },
        counts: {
          path: "payment.status",
          in: ["PAID", "CANCELLED", "PARTIAL_CANCELLED"],
        },
        refund: {
          list: "payment.cancellations",
          amount: "totalAmount",
        },
        ignore: ["payment.cancelledAt", "payment.statusChangedAt"],
      },
      map: {
        transactionId: "payment.id",
        userId: "payment.customer.id",
        productId: "payment.orderName",
        productName: "payment.orderName",
        amount: {
          path: "payment.amount.total",
          unit: "minor",
        },
        currency: "payment.currency",
        purchasedAt: "payment.paidAt",
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
      path: "payments.source.params.storeId",
      message: "Store id",
      about: "as PortOne's console shows it",
    },
    {
      path: "payments.map.userId",
      message: "Your user's id in a record",
      about: "customer.id as you gave it to PortOne",
    },
    ...SHOP_KIND,
  ],
};
