/** App Store Server API: every notification of a range, with its signed transaction. */
import { type ProfilePreset, SDK_API } from "../preset.js";

export const appStore: ProfilePreset = {
  title: "App Store Server API",
  about:
    "POST /inApps/v1/notifications/history, ES256 token from a .p8 file, signed transactions, thousandths of the currency; check that Apple notifies you of one-time charges",
  sections: {
    payments: {
      source: {
        url: "https://api.storekit.itunes.apple.com/inApps/v1/notifications/history",
        method: "POST",
        range: {
          from: "startDate",
          to: "endDate",
          format: "ms",
        },
        paging: {
          kind: "cursor",
          cursor: "?paginationToken",
          next: "paginationToken",
          more: "hasMore",
        },
        records: "notificationHistory",
        jws: {
          path: ["signedPayload", "signedPayload.data.signedTransactionInfo"],
          key: {
            file: "AppleRootCA-G3.pem",
          },
        },
        auth: {
          kind: "jwt",
          algorithm: "ES256",
          header: {
            kid: "your-key-id",
          },
          claims: {
            iss: "your-issuer-id",
            aud: "appstoreconnect-v1",
            bid: "your.bundle.id",
          },
          ttl: "20m",
        },
        key: {
          file: "AuthKey.p8",
        },
        counts: {
          path: "signedPayload.notificationType",
          in: ["ONE_TIME_CHARGE", "SUBSCRIBED", "DID_RENEW", "OFFER_REDEEMED"],
        },
        refund: {
          path: "signedPayload.notificationType",
          in: ["REFUND"],
        },
        empty: {
          absent: true,
        },
      },
      map: {
        transactionId: "signedPayload.data.signedTransactionInfo.transactionId",
        userId: "signedPayload.data.signedTransactionInfo.appAccountToken",
        productId: "signedPayload.data.signedTransactionInfo.productId",
        amount: {
          path: "signedPayload.data.signedTransactionInfo.price",
          unit: "milli",
        },
        currency: "signedPayload.data.signedTransactionInfo.currency",
        purchasedAt: {
          path: "signedPayload.data.signedTransactionInfo.purchaseDate",
          unit: "ms",
        },
        isTest: {
          path: "signedPayload.data.environment",
          lookup: {
            Sandbox: true,
            "*": false,
          },
        },
        platform: {
          const: "iOS",
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
      path: "payments.source.auth.header.kid",
      message: "Key id",
      about: "of the in-app purchase key in App Store Connect",
    },
    {
      path: "payments.source.auth.claims.iss",
      message: "Issuer id",
      about: "as App Store Connect shows it above the keys",
    },
    {
      path: "payments.source.auth.claims.bid",
      message: "Bundle id",
      about: "of your app",
    },
    {
      path: "payments.map.userId",
      message: "Your user's id in a record",
      about:
        "appAccountToken is the UUID that your app gave to StoreKit; absent where it gave none",
    },
  ],
};
