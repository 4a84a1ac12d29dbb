/** Google Play: purchases from the game's own query, refunds from the list of voided purchases. */
import { type ProfilePreset, SDK_API } from "../preset.js";

export const googlePlay: ProfilePreset = {
  title: "Google Play",
  about:
    "your own query for purchases; refunds from voidedpurchases (a service account's key file), the last 30 days only",
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
          url: "https://androidpublisher.googleapis.com/androidpublisher/v3/applications/your.package.name/purchases/voidedpurchases",
          range: {
            from: "startTime",
            to: "endTime",
            format: "ms",
          },
          paging: {
            kind: "cursor",
            cursor: "token",
            next: "tokenPagination.nextPageToken",
          },
          params: {
            maxResults: 1000,
          },
          records: "voidedPurchases",
          empty: {
            absent: true,
          },
          auth: {
            kind: "oauth2",
            url: "https://oauth2.googleapis.com/token",
            client: "assertion",
            jwt: {
              algorithm: "RS256",
              ttl: "1h",
              claims: {
                iss: "your-account@your-project.iam.gserviceaccount.com",
                scope: "https://www.googleapis.com/auth/androidpublisher",
              },
            },
          },
          key: {
            file: "google-service-account.json",
          },
        },
        of: "orderId",
      },
      map: {
        transactionId: "orderId",
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
      about: "where your game server answers for its payment history, with Google's orderId",
    },
    {
      path: "payments.refunds.source.url",
      message: "Google's list of voided purchases",
      about: "with your package's name in its path; only revoked orders are in it",
    },
    {
      path: "payments.refunds.source.auth.jwt.claims.iss",
      message: "The service account",
      about: "client_email of its key file; it needs the right to view financial data",
    },
  ],
};
