/** Adyen: the settlement details report, a CSV file with a row for each payment and each refund. */
import { type ProfilePreset, SDK_API, SHOP_KIND } from "../preset.js";

export const adyen: ProfilePreset = {
  title: "Adyen",
  about:
    "one settlement details report, downloaded by a report user; a batch has its own file, so name the one of your range; check the zone of your account",
  sections: {
    payments: {
      source: {
        url: "https://ca-live.adyen.com/reports/download/MerchantAccount/YourAccount/settlement_detail_report_batch_1.csv",
        format: "csv",
        auth: {
          kind: "basic",
          user: "report@Company.YourCompany",
        },
        key: {
          env: "{PARTNER}_PAYMENTS_KEY",
        },
        counts: {
          path: "Type",
          in: ["Settled"],
        },
        refund: {
          path: "Type",
          in: ["Refunded", "Chargeback", "SecondChargeback"],
          of: '["Psp Reference"]',
          id: '["Modification Reference"]',
          amount: '["Gross Debit (GC)"]',
        },
      },
      map: {
        transactionId: '["Psp Reference"]',
        userId: '["Merchant Reference"]',
        productId: {
          const: "purchase",
        },
        amount: '["Gross Credit (GC)"]',
        currency: '["Gross Currency"]',
        purchasedAt: {
          path: '["Creation Date"]',
          unit: "yyyy-MM-dd HH:mm:ss",
          zone: "Europe/Amsterdam",
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
      message: "The report's URL",
      about: "as Adyen's REPORT_AVAILABLE webhook names it",
    },
    {
      path: "payments.source.auth.user",
      message: "Report user",
      about: "its password is the key",
    },
    {
      path: "payments.map.purchasedAt.zone",
      message: "Zone of the report",
      about: "the zone that is set in your account; the column TimeZone names it",
    },
    {
      path: "payments.map.userId",
      message: "Your user's id in a record",
      about:
        "Merchant Reference is your own order number; where it does not tell the user, add a column",
    },
    ...SHOP_KIND,
  ],
};
