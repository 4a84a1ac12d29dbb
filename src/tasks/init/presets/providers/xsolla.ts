/** Xsolla: the search in a merchant's transactions. */
import { type ProfilePreset, SDK_API, SHOP_KIND } from "../preset.js";

export const xsolla: ProfilePreset = {
  title: "Xsolla",
  about:
    "GET reports/transactions/search.json, merchant id and API key as Basic, offset and limit; check the statuses and what a partial refund looks like",
  sections: {
    payments: {
      source: {
        url: "https://api.xsolla.com/merchant/v2/merchants/your-merchant-id/reports/transactions/search.json",
        range: {
          from: "datetime_from",
          to: "datetime_to",
          format: "yyyy-MM-ddTHH:mm:ssXXX",
        },
        paging: {
          kind: "offset",
          offset: "offset",
          size: "limit",
          limit: 100,
        },
        params: {
          type: "all",
        },
        auth: {
          kind: "basic",
          user: "your-merchant-id",
        },
        key: {
          env: "{PARTNER}_PAYMENTS_KEY",
        },
        counts: {
          path: "transaction.status",
          in: ["done"],
        },
        refund: {
          path: "transaction.status",
          in: ["refunded", "canceled"],
        },
      },
      map: {
        transactionId: "transaction.id",
        userId: "user.id",
        productId: "purchase.virtual_items",
        amount: "payment_details.payment.amount",
        currency: "payment_details.payment.currency",
        purchasedAt: "transaction.transfer_date",
        isTest: "transaction.dry_run",
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
      message: "Xsolla's search",
      about: "with your merchant id in its path",
    },
    {
      path: "payments.source.auth.user",
      message: "Merchant id",
      about: "the API key is the key",
    },
    {
      path: "payments.map.productId",
      message: "Product id",
      about: "where in a record the item stands: it depends on what you sell",
    },
    ...SHOP_KIND,
  ],
};
