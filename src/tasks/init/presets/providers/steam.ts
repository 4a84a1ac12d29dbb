/** Steam: the report of in-game sales. */
import { type ProfilePreset, SDK_API } from "../preset.js";

export const steam: ProfilePreset = {
  title: "Steam",
  about:
    "GET ISteamMicroTxn/GetReport, the publisher's key in the query, amounts in hundredths of every currency, reports from a time on",
  sections: {
    payments: {
      source: {
        url: "https://partner.steam-api.com/ISteamMicroTxn/GetReport/v5/",
        range: {
          from: "time",
          open: true,
          format: "yyyy-MM-ddTHH:mm:ssXXX",
          maxWindow: "6h",
        },
        params: {
          key: {
            env: "{PARTNER}_PAYMENTS_KEY",
          },
          appid: 480,
          type: "GAMESALES",
          maxresults: 1000,
        },
        records: "response.params.orders",
        success: {
          path: "response.result",
          equals: "OK",
        },
        empty: {
          absent: true,
        },
        counts: {
          path: "status",
          in: ["Succeeded"],
        },
        refund: {
          path: "status",
          in: [
            "Refunded",
            "PartialRefund",
            "Chargedback",
            "RefundedSuspectedFraud",
            "RefundedFriendlyFraud",
          ],
        },
        ignore: ["response.params.count"],
      },
      map: {
        transactionId: "transid",
        userId: "steamid",
        productId: "items[0].itemid",
        amount: {
          sum: "items[].amount",
          unit: "minor",
          currencies: {
            KRW: 2,
            JPY: 2,
            VND: 2,
            CLP: 2,
            UYU: 2,
            CRC: 2,
            COP: 2,
            IDR: 2,
            TWD: 2,
            KWD: 2,
          },
        },
        currency: "currency",
        purchasedAt: "time",
        platform: {
          const: "Other",
        },
        distributionType: {
          const: "PC_STORE",
        },
      },
    },
    ...SDK_API,
  },
  questions: [
    {
      path: "payments.source.params.appid",
      message: "App id",
      about: "of your game; 480 is Valve's sample",
    },
    {
      path: "payments.map.platform",
      message: "Platform",
      about: "what your shop sells for: iOS, Android, Web, Roblox or Other",
    },
    {
      path: "payments.source.range.maxWindow",
      message: "Longest window",
      about: "short enough for fewer than 1000 orders: a report has no second page",
    },
  ],
};
