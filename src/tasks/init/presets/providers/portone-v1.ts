/** PortOne V1 (formerly I'mport): payments by status, with what was cancelled of each. */
import { type ProfilePreset, SDK_API, SHOP_KIND } from "../preset.js";

export const portoneV1: ProfilePreset = {
  title: "PortOne V1",
  about:
    "GET /payments/status/all, token by imp_key and imp_secret, pages, refunds in cancel_history; check which time from and to mean for your status",
  sections: {
    payments: {
      source: {
        url: "https://api.iamport.kr/payments/status/all",
        range: {
          from: "from",
          to: "to",
          format: "s",
          maxWindow: "2160h",
        },
        paging: {
          kind: "page",
          page: "page",
          size: "limit",
          limit: 100,
          total: "response.total",
        },
        params: {
          sorting: "started",
        },
        records: "response.list",
        success: {
          path: "code",
          equals: 0,
        },
        empty: {
          status: 404,
        },
        auth: {
          kind: "oauth2",
          url: "https://api.iamport.kr/users/getToken",
          in: "json",
          client: "body",
          id: "your-imp-key",
          names: {
            id: "imp_key",
            secret: "imp_secret",
          },
          token: "response.access_token",
          expires: "response.expired_at",
          prefix: "",
        },
        key: {
          env: "{PARTNER}_PAYMENTS_KEY",
        },
        counts: {
          path: "status",
          in: ["paid", "cancelled"],
        },
        refund: {
          list: "cancel_history",
          amount: "amount",
          id: "pg_tid",
        },
        ignore: [
          "cancelled_at",
          "cancel_amount",
          "failed_at",
          "response.previous",
          "response.next",
        ],
      },
      map: {
        transactionId: "imp_uid",
        userId: "custom_data.userId",
        productId: "name",
        productName: "name",
        amount: "amount",
        currency: "currency",
        purchasedAt: {
          path: "paid_at",
          unit: "s",
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
      path: "payments.source.auth.id",
      message: "imp_key",
      about: "the REST API key of PortOne's console; its secret is the key",
    },
    {
      path: "payments.map.userId",
      message: "Your user's id in a record",
      about: "what you hand to PortOne in custom_data, or another field that names the user",
    },
    ...SHOP_KIND,
  ],
};
