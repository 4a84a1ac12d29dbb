/** PayPal: Transaction Search. */
import { type ProfilePreset, SDK_API, SHOP_KIND } from "../preset.js";

export const paypal: ProfilePreset = {
  title: "PayPal",
  about:
    "GET /v1/reporting/transactions, token by client id and secret, at most 31 days, refunds as records (T11…); check which event codes your sales have",
  sections: {
    payments: {
      source: {
        url: "https://api-m.paypal.com/v1/reporting/transactions",
        range: {
          from: "start_date",
          to: "end_date",
          maxWindow: "744h",
        },
        paging: {
          kind: "page",
          page: "page",
          size: "page_size",
          limit: 500,
          total: "total_items",
        },
        params: {
          fields: "all",
        },
        records: "transaction_details",
        auth: {
          kind: "oauth2",
          url: "https://api-m.paypal.com/v1/oauth2/token",
          id: "your-client-id",
        },
        key: {
          env: "{PARTNER}_PAYMENTS_KEY",
        },
        counts: [
          {
            path: "transaction_info.transaction_event_code",
            in: ["T0001", "T0003", "T0005", "T0006", "T0007", "T0011"],
          },
          {
            path: "transaction_info.transaction_status",
            in: ["S", "V"],
          },
        ],
        refund: {
          path: "transaction_info.transaction_event_code",
          in: ["T1106", "T1107", "T1108", "T1110", "T1201"],
          of: "transaction_info.paypal_reference_id",
          id: "transaction_info.transaction_id",
          amount: "transaction_info.transaction_amount.value",
        },
      },
      map: {
        transactionId: "transaction_info.transaction_id",
        userId: "transaction_info.custom_field",
        productId: "transaction_info.invoice_id",
        amount: "transaction_info.transaction_amount.value",
        currency: "transaction_info.transaction_amount.currency_code",
        purchasedAt: "transaction_info.transaction_initiation_date",
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
      path: "payments.source.auth.id",
      message: "Client id",
      about:
        "of the app in PayPal's dashboard; its secret is the key; the app needs Transaction Search",
    },
    {
      path: "payments.map.userId",
      message: "Your user's id in a record",
      about: "custom_field is what you gave to PayPal",
    },
    {
      path: "payments.map.productId",
      message: "Product id",
      about: "invoice_id, or cart_info.item_details[0].item_code",
    },
    ...SHOP_KIND,
  ],
};
