/** ONE store: purchases from the game's own query, refunds from ONE store's list of voided purchases. */
import { type ProfilePreset, SDK_API } from "../preset.js";

export const oneStore: ProfilePreset = {
  title: "ONE store",
  about:
    "your own query for purchases; refunds from ONE store (OAuth token, client_credentials); check path and market code with ONE store",
  sections: {
    payments: {
      source: {
        url: "http://127.0.0.1:3000/payments",
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
      },
      refunds: {
        source: {
          url: "https://iap-apis.onestore.net/v7/apps/your-client-id/voided-purchases",
          range: {
            from: "startTime",
            to: "endTime",
            format: "ms",
            maxWindow: "720h",
          },
          paging: {
            kind: "cursor",
            cursor: "continuationKey",
            next: "continuationKey",
          },
          params: {
            maxResults: 100,
          },
          records: "voidedPurchaseList",
          empty: {
            absent: true,
          },
          headers: {
            "x-market-code": "MKT_ONE",
          },
          auth: {
            kind: "oauth2",
            url: "https://iap-apis.onestore.net/v7/oauth/token",
            client: "body",
            id: "your-client-id",
          },
          key: {
            env: "{PARTNER}_ONE_STORE_SECRET",
          },
        },
        of: "purchaseId",
      },
      map: {
        transactionId: "purchaseId",
        userId: "userId",
        productId: "productId",
        amount: "amount",
        currency: "currency",
        purchasedAt: "purchasedAt",
        platform: {
          const: "Android",
        },
        distributionType: {
          const: "MOBILE_STORE",
        },
      },
    },
    ...SDK_API,
  },
  questions: [
    {
      path: "payments.source.url",
      message: "Your payment query's URL",
      about: "where your game server answers for its payment history, with ONE store's purchaseId",
    },
    {
      path: "payments.refunds.source.url",
      message: "ONE store's list of voided purchases",
      about: "with your client id in its path; sbpp.onestore.net for tests",
    },
    {
      path: "payments.refunds.source.auth.id",
      message: "client_id",
      about: "of ONE store's developer centre; its secret is the key",
    },
  ],
};
