/** Stripe: charges, and refunds from a query of their own. */
import { type ProfilePreset, SDK_API, SHOP_KIND } from "../preset.js";

/** How each list of Stripe's is asked for. */
const LIST = {
  range: { from: "created[gte]", to: "created[lt]", format: "s" },
  paging: { kind: "cursor", cursor: "starting_after", next: "data[-1].id", more: "has_more" },
  params: { limit: 100 },
  records: "data",
  auth: { kind: "basic" },
} as const;

export const stripe: ProfilePreset = {
  title: "Stripe",
  about:
    "GET /v1/charges and /v1/refunds, the secret key as Basic user, has_more and starting_after, Stripe's own minor units",
  sections: {
    payments: {
      source: {
        url: "https://api.stripe.com/v1/charges",
        ...LIST,
        key: {
          env: "{PARTNER}_PAYMENTS_KEY",
        },
        counts: [
          {
            path: "status",
            in: ["succeeded"],
          },
          {
            path: "captured",
            in: [true],
          },
        ],
        ignore: ["disputed"],
      },
      refunds: {
        source: {
          url: "https://api.stripe.com/v1/refunds",
          ...LIST,
          counts: {
            path: "status",
            in: ["succeeded"],
          },
        },
        of: "charge",
        id: "id",
        amount: {
          path: "amount",
          unit: "minor",
          currencies: {
            ISK: 2,
            UGX: 2,
            MGA: 0,
          },
        },
        currency: "currency",
      },
      map: {
        transactionId: "id",
        userId: "metadata.user_id",
        productId: "metadata.product_id",
        amount: {
          path: "amount",
          unit: "minor",
          currencies: {
            ISK: 2,
            UGX: 2,
            MGA: 0,
          },
        },
        currency: "currency",
        purchasedAt: {
          path: "created",
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
      path: "payments.map.userId",
      message: "Your user's id in a record",
      about: "metadata is what your server gave to Stripe",
    },
    {
      path: "payments.map.productId",
      message: "Product id",
      about: "metadata again, or another field that names the product",
    },
    ...SHOP_KIND,
  ],
};
