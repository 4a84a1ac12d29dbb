/** KG Inicis: its payment replies, kept by the game. There is no public list of them. */
import { type ProfilePreset, SDK_API, SHOP_KIND } from "../preset.js";

export const inicis: ProfilePreset = {
  title: "KG Inicis",
  about:
    "your server lists the replies of KG Inicis (tid, TotPrice, applDate and applTime): its own list is by contract, ask for it",
  sections: {
    payments: {
      source: {
        url: "http://127.0.0.1:3000/inicis/payments",
        range: {
          from: "from",
          to: "to",
          zone: "Asia/Seoul",
        },
        auth: {
          kind: "fingerprint",
        },
        key: {
          env: "{PARTNER}_PAYMENTS_KEY",
        },
        counts: {
          path: "resultCode",
          in: ["0000"],
        },
      },
      map: {
        transactionId: "tid",
        userId: "custom.userId",
        productId: "goodsName",
        productName: "goodsName",
        amount: "TotPrice",
        currency: {
          path: "currency",
          lookup: {
            WON: "KRW",
            KRW: "KRW",
            USD: "USD",
          },
          const: "KRW",
        },
        purchasedAt: {
          join: ["applDate", "applTime"],
          unit: "yyyyMMddHHmmss",
          zone: "Asia/Seoul",
        },
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
      about: "where your server answers with the replies of KG Inicis",
    },
    {
      path: "payments.map.userId",
      message: "Your user's id in a record",
      about: "a field that your server adds",
    },
    {
      path: "payments.source.refund",
      message: "Refunds",
      about: "how your server lists what was cancelled: by a status, or as records of their own",
    },
    ...SHOP_KIND,
  ],
};
